"""Trail events about users: one shape for all verbs of this room."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from slrt.domain import access, areas
from slrt.domain.access import Actor
from slrt.services.trail import Subject, record
from slrt.store.accounts.models import Post, User
from slrt.store.walls.context import current


def remember(
    actor: Actor, verb: str, user_id: UUID, area_code: str, *, after: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    """Append one event about a user."""
    record(actor, verb, Subject("user", user_id, area_code), after=after, reason=reason)


def home_of(user: User) -> str:
    """The area an event about the user belongs to: of the first post, else where the user was invited."""
    first = Post.objects.filter(user=user).order_by("starts_on", "id").values_list("area_code", flat=True).first()
    return first or user.invited_in or areas.NATION


def whoever_acts() -> Actor:
    """Who is acting here, for verbs a person does to its own account; the product itself when nobody is."""
    return current() or access.system()
