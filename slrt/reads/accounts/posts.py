"""Posts of a person, and who that person is while acting in one of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare

from slrt.domain import clock
from slrt.domain.access import ROLES, Actor, Permission, Role
from slrt.domain.problems import NotFound
from slrt.reads import areas
from slrt.store.accounts.models import Post, User

FUTURE, IN_FORCE, ENDED = "future", "in_force", "ended"


@dataclass(frozen=True, kw_only=True)
class PostLine:
    """One post as a list shows it. `state` is future, in_force or ended, today in the post's own area."""

    id: UUID
    role: Role
    area_code: str
    area_name: str
    organisation_id: UUID | None
    organisation: str
    starts_on: date
    until: date | None
    decree: str
    state: str

    @property
    def last_day(self) -> date | None:
        """The last day of the post (`until` is the first day without it)."""
        return self.until - timedelta(days=1) if self.until else None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A signed-in person: name and preferences, the post in use and the actor it makes."""

    user_id: UUID
    username: str
    name: str
    language: str
    theme: str
    must_change_password: bool
    post: PostLine
    actor: Actor


def actor_for(user_id: UUID, post_id: UUID | None) -> Actor | None:
    """Who `user_id` is in that post (without one: in the oldest in force); None when the user is not active or the
    post is not that person's, or not in force today."""
    found = _post_in_force(user_id, post_id)
    return _actor(found) if found else None


def actor_named(username: str) -> Actor | None:
    """Who acts under that username from the terminal: in a post that manages users when there is one."""
    posts = Post.objects.filter(user__username=username.strip().lower(), user__is_active=True)
    found = posts.select_related("user", "organisation").order_by("starts_on", "id")
    in_force = [_actor(post) for post in found if state(post) == IN_FORCE]
    managers = [actor for actor in in_force if Permission.USER_MANAGE in actor.permissions]
    return next(iter(managers + in_force), None)


def actors_of(user_id: UUID) -> list[Actor]:
    """Everybody this person may act as today: one actor for each post in force, the oldest first."""
    posts = Post.objects.filter(user_id=user_id, user__is_active=True).select_related("user", "organisation")
    return [_actor(post) for post in posts.order_by("starts_on", "id") if state(post) == IN_FORCE]


def has_administrator() -> bool:
    """Whether anybody may manage users in this installation."""
    posts = Post.objects.filter(role="administrator", user__is_active=True).select_related("user")
    return any(state(post) == IN_FORCE for post in posts)


def account_for(user_id: UUID, post_id: UUID, fingerprint: str) -> Account | None:
    """The signed-in person of a session. None when the session must end: user inactive, post ended, or another
    password since (`fingerprint` is that of `session_fingerprint`)."""
    post = _post_in_force(user_id, post_id)
    if post is None or not constant_time_compare(post.user.get_session_auth_hash(), fingerprint):
        return None
    user = post.user
    return Account(
        user_id=user.id,
        username=user.username,
        name=user.name,
        language=user.language,
        theme=user.theme,
        must_change_password=user.must_change_password,
        post=lines([post])[0],
        actor=_actor(post),
    )


def session_fingerprint(user_id: UUID) -> str:
    """A keyed hash of the person's password hash: a session that carries another one is over."""
    return User.objects.get(id=user_id).get_session_auth_hash()


def posts_of(user_id: UUID) -> list[PostLine]:
    """All posts of a person, those in force first, then the newest. For the person itself and for services; a list
    for an administrator starts from `user`."""
    posts = Post.objects.filter(user_id=user_id).select_related("organisation").order_by("-starts_on", "-id")
    found = lines(list(posts))
    order = {IN_FORCE: 0, FUTURE: 1, ENDED: 2}
    return sorted(found, key=lambda line: order[line.state])


def post(actor: Actor, post_id: UUID) -> tuple[PostLine, UUID]:
    """One post the actor may see, and whose it is. Raises NotFound."""
    found = Post.objects.visible_to(actor).select_related("organisation").filter(id=post_id).first()
    if found is None:
        raise NotFound(f"no post {post_id}")
    return lines([found])[0], found.user_id


def lines(posts: list[Post]) -> list[PostLine]:
    """Posts with the names of their areas and organisations, two queries for all."""
    area_names = areas.names(post.area_code for post in posts)
    return [
        PostLine(
            id=post.id,
            role=ROLES[post.role],
            area_code=post.area_code,
            area_name=area_names[post.area_code],
            organisation_id=post.organisation_id,
            organisation=post.organisation.name if post.organisation else "",
            starts_on=post.starts_on,
            until=post.until,
            decree=post.decree,
            state=state(post),
        )
        for post in posts
    ]


def state(post: Post) -> str:
    """Whether the post is to come, in force or over, today in its own area."""
    today = clock.today(areas.zone(post.area_code))
    if today < post.starts_on:
        return FUTURE
    return IN_FORCE if post.until is None or today < post.until else ENDED


def _post_in_force(user_id: UUID, post_id: UUID | None) -> Post | None:
    posts = Post.objects.filter(user_id=user_id, user__is_active=True).select_related("user", "organisation")
    if post_id is not None:
        posts = posts.filter(id=post_id)
    return next((post for post in posts.order_by("starts_on", "id") if state(post) == IN_FORCE), None)


def _actor(post: Post) -> Actor:
    return Actor(
        user_id=post.user_id,
        name=post.user.name,
        role=post.role,
        area_code=post.area_code,
        post_id=post.id,
        organisation_id=post.organisation_id,
    )
