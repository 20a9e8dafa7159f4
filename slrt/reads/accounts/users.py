"""Users as an administrator sees them: whoever belongs to its area."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import NotFound
from slrt.reads.accounts.posts import PostLine, lines
from slrt.store.accounts.models import Post, User

PAGE_LENGTH = 25
STATES = ("active", "inactive", "without_post")


@dataclass(frozen=True, kw_only=True)
class UserLine:
    """One user of a list, with the posts the administrator may see, those in force first."""

    id: UUID
    username: str
    name: str
    email: str
    phone: str
    is_active: bool
    must_change_password: bool
    last_login: datetime | None
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, kw_only=True)
class UserPage:
    """One user: `hidden_posts` lie outside the administrator's area; `may_manage` says whether the account (password,
    closing) is the administrator's to change."""

    user: UserLine
    created_at: datetime
    hidden_posts: int
    may_manage: bool
    is_oneself: bool


def users(actor: Actor, *, text: str = "", role: str = "", state: str = "", page: int = 1) -> Page[UserLine]:
    """One page of users by name: `text` in a name or username, `role` of a post in force, `state` one of STATES.

    An unknown state or a page too far gives the nearest thing. Raises Denied.
    """
    access.check(actor, Permission.USER_MANAGE)
    found = _with_state(User.objects.visible_to(actor), state)
    for word in text.replace("\x00", "").split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word))
    if role:
        held = Post.objects.in_force(clock.today()).visible_to(actor).filter(role=role)
        found = found.filter(id__in=held.values("user_id"))
    pages = Paginator(found.order_by("name", "username"), PAGE_LENGTH)
    shown = pages.get_page(page)
    return Page(_lines(actor, list(shown.object_list)), shown.number, pages)  # type: ignore[arg-type]


def user(actor: Actor, user_id: UUID) -> UserPage:
    """One user. Raises Denied, NotFound."""
    access.check(actor, Permission.USER_MANAGE)
    found = User.objects.visible_to(actor).filter(id=user_id).first()
    if found is None:
        raise NotFound(f"no user {user_id}")
    reach = actor.administers
    open_posts = Post.objects.filter(user=found).exclude(until__lte=clock.today())
    outside = [code for code in open_posts.values_list("area_code", flat=True) if not reach.holds(code)]
    oneself = found.id == actor.user_id
    return UserPage(
        user=_lines(actor, [found])[0],
        created_at=found.created_at,
        hidden_posts=len(outside),
        may_manage=not outside and not oneself,
        is_oneself=oneself,
    )


def _with_state(found: QuerySet[User], state: str) -> QuerySet[User]:
    held = Post.objects.in_force(clock.today()).values("user_id")
    if state == "inactive":
        return found.filter(is_active=False)
    if state == "without_post":
        return found.filter(is_active=True).exclude(id__in=held)
    return found.filter(is_active=True) if state == "active" else found


def _lines(actor: Actor, found: list[User]) -> list[UserLine]:
    posts = list(
        Post.objects.visible_to(actor)
        .filter(user__in=found)
        .select_related("organisation")
        .order_by("-starts_on", "-id")
    )
    of_user: dict[UUID, list[PostLine]] = defaultdict(list)
    for post, line in zip(posts, lines(posts), strict=True):
        of_user[post.user_id].append(line)
    order = ("in_force", "future", "ended")
    return [
        UserLine(
            id=one.id,
            username=one.username,
            name=one.name,
            email=one.email,
            phone=one.phone,
            is_active=one.is_active,
            must_change_password=one.must_change_password,
            last_login=one.last_login,
            posts=tuple(sorted(of_user[one.id], key=lambda line: order.index(line.state))),
        )
        for one in found
    ]
