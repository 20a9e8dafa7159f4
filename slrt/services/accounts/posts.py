"""Posts: giving a person a role in an area for a time, and ending it."""

from datetime import date
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from slrt.domain import access, areas, clock
from slrt.domain.access import POSTED_ROLES, Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import areas as area_reads
from slrt.services.accounts.events import remember
from slrt.store.accounts.models import Post, User
from slrt.store.directory.models import Organisation
from slrt.store.walls.context import acting

WIDEST = {"national": 0, "province": areas.PROVINCE}
"""Roles that belong to one level of area alone."""

OWN_POST = Problem(
    "own_post",
    "Anda tidak dapat memberi tugas kepada diri sendiri. Minta administrator lain.",
    "You cannot give yourself a post. Ask another administrator.",
)


class NewPost(TypedDict):
    """A role in an area (with an organisation for a provider), from a day, until a day (exclusive), by decree."""

    user_id: UUID
    role: str
    area_code: str
    starts_on: date
    organisation_id: NotRequired[UUID | None]
    until: NotRequired[date | None]
    decree: NotRequired[str]
    post_id: NotRequired[UUID]


def add_post(actor: Actor, **new: Unpack[NewPost]) -> Post:
    """Give a person a post. With the `post_id` of a post just made: that post (a form sent twice).

    Raises Denied outside the actor's own area, and Refused for bad input, for a post to oneself (four eyes), and for
    one the person already holds.
    """
    access.check(actor, Permission.USER_MANAGE, new["area_code"])
    with acting(actor):
        post = _post(actor, new)
        again = Post.objects.filter(id=post.id, user_id=post.user_id).first()
        if again:
            return again
        _check(actor, post)
        post.save(force_insert=True)
        remember(actor, "post.add", post.user_id, post.area_code, after=_words(post))
    return post


def end_post(actor: Actor, *, post_id: UUID, on: date) -> Post:
    """End a post: `on` is the first day without it, today at the earliest. Raises NotFound, Denied, Refused."""
    access.check(actor, Permission.USER_MANAGE)
    with acting(actor):
        post = Post.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=post_id).first()
        if post is None:
            raise NotFound(f"no post {post_id}")
        access.check(actor, Permission.USER_MANAGE, post.area_code)
        today = clock.today(area_reads.zone(post.area_code))
        if post.until is not None and post.until <= today:
            raise Refused(Problem("already_ended", "Tugas ini sudah berakhir.", "This post has already ended."))
        if on < today:
            raise Refused(_bad_end("Tanggal akhir paling cepat hari ini.", "The end is today at the earliest.", "on"))
        post.until = max(on, post.starts_on)
        post.save(update_fields=["until"])
        remember(actor, "post.end", post.user_id, post.area_code, after=_words(post))
    return post


def _post(actor: Actor, new: NewPost) -> Post:
    return Post(
        id=new.get("post_id") or uuid7(),
        user_id=new["user_id"],
        role=new["role"],
        area_code=new["area_code"],
        organisation_id=new.get("organisation_id"),
        starts_on=new["starts_on"],
        until=new.get("until"),
        decree=new.get("decree", "").strip()[:120],
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )


def _check(actor: Actor, post: Post) -> None:
    if not User.objects.filter(id=post.user_id).exists():
        raise NotFound(f"no user {post.user_id}")
    if post.user_id == actor.user_id:
        raise Refused(OWN_POST)
    problems = [found for check in (_role, _area, _dates, _twice) if (found := check(post))]
    organisation = _organisation(actor, post)
    if problems or organisation:
        raise Refused(*problems, *([organisation] if organisation else []))


def _role(post: Post) -> Problem | None:
    if post.role not in POSTED_ROLES:
        return Problem("bad_role", "Pilih peran.", "Choose a role.", "role")
    if post.role in WIDEST and areas.level(post.area_code) != WIDEST[post.role]:
        return Problem(
            "role_of_another_level",
            "Peran ini hanya untuk tingkat provinsi atau nasional. Pilih wilayah yang sesuai.",
            "This role belongs to a whole province or the nation. Choose the fitting area.",
            "area_code",
        )
    return None


def _area(post: Post) -> Problem | None:
    if area_reads.exists(post.area_code):
        return None
    return Problem("bad_area", "Wilayah ini tidak ada. Pilih dari daftar.", "No such area. Choose one.", "area_code")


def _dates(post: Post) -> Problem | None:
    if post.until is None or post.until > post.starts_on:
        return None
    return _bad_end("Tanggal akhir harus sesudah tanggal mulai.", "The end must be after the start.", "until")


def _twice(post: Post) -> Problem | None:
    same = Post.objects.filter(user_id=post.user_id, role=post.role, area_code=post.area_code)
    same = same.exclude(until__lte=post.starts_on)
    if post.organisation_id:
        same = same.filter(organisation_id=post.organisation_id)
    if post.until:
        same = same.filter(starts_on__lt=post.until)
    if not same.exists():
        return None
    return Problem(
        "already_held",
        "Orang ini sudah memegang tugas yang sama pada waktu itu.",
        "This person already holds the same post at that time.",
    )


def _organisation(actor: Actor, post: Post) -> Problem | None:
    """A provider sees the referrals of its organisation from anywhere, so that too must lie in the actor's area."""
    if post.role != "provider":
        if post.organisation_id is None:
            return None
        words = ("Lembaga hanya untuk peran penyedia layanan.", "An organisation goes with the provider role only.")
        return Problem("no_organisation_here", *words, "organisation_id")
    found = (
        Organisation.objects.filter(id=post.organisation_id, is_active=True).first() if post.organisation_id else None
    )
    if found and actor.administers.holds(found.area_code):
        return None
    words = ("Pilih lembaga di wilayah Anda.", "Choose an organisation in your area.")
    return Problem("bad_organisation", *words, "organisation_id")


def _bad_end(indonesian: str, english: str, field: str) -> Problem:
    return Problem("bad_end", indonesian, english, field)


def _words(post: Post) -> dict[str, str | None]:
    return {
        "post": str(post.id),
        "role": post.role,
        "area": post.area_code,
        "organisation": str(post.organisation_id) if post.organisation_id else None,
        "from": str(post.starts_on),
        "until": str(post.until) if post.until else None,
        "decree": post.decree,
    }
