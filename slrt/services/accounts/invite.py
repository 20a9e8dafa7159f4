"""Inviting somebody into a first post, in one step: both or nothing."""

from datetime import date
from typing import NotRequired, TypedDict
from uuid import UUID

from slrt.domain.access import Actor
from slrt.services.accounts.posts import add_post
from slrt.services.accounts.users import NewUser, create_user
from slrt.store.accounts.models import User
from slrt.store.walls.context import acting


class FirstPost(TypedDict):
    """`posts.NewPost` without the person, who is only being made."""

    role: str
    area_code: str
    starts_on: date
    organisation_id: NotRequired[UUID | None]
    until: NotRequired[date | None]
    decree: NotRequired[str]
    post_id: NotRequired[UUID]


def invite(actor: Actor, *, person: NewUser, post: FirstPost) -> tuple[User, str]:
    """A new user in a first post, and the temporary password. Raises what create_user and add_post raise."""
    with acting(actor):
        user, password = create_user(actor, **person)
        add_post(actor, user_id=user.id, **post)
    return user, password
