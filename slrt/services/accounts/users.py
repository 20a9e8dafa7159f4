"""Users: inviting, passwords, preferences, deactivating. Within the administrator's own area, and never above it."""

import re
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.services.accounts.events import home_of, remember
from slrt.services.accounts.passwords import temporary_password
from slrt.store.accounts.models import Post, User
from slrt.store.walls.context import acting

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{5,38}")

TAKEN = Problem(
    "taken",
    "Nama pengguna ini sudah dipakai orang lain. Pilih yang lain.",
    "This username belongs to somebody else. Choose another.",
    "username",
)
BEYOND = Problem(
    "beyond_area",
    "Orang ini juga bertugas di luar wilayah Anda. Minta administrator di wilayah itu.",
    "This person also has a post outside your area. Ask an administrator of that area.",
)
ON_ONESELF = Problem(
    "on_oneself",
    "Anda tidak dapat melakukan ini pada akun sendiri. Minta administrator lain.",
    "You cannot do this to your own account. Ask another administrator.",
)


class NewUser(TypedDict):
    """What a new user needs. `user_id` makes a repeated form the same user; the last two are for the system alone."""

    username: str
    name: str
    email: str
    phone: str
    user_id: NotRequired[UUID]
    password: NotRequired[str]
    synthetic: NotRequired[bool]


def create_user(actor: Actor, **new: Unpack[NewUser]) -> tuple[User, str]:
    """A new user without posts, and the temporary password to hand over, which must be changed at first sign-in.

    Raises Denied, or Refused for a bad or taken name. With the `user_id` of a user just invited: the same user with a
    fresh temporary password (a form sent twice).
    """
    access.check(actor, Permission.USER_MANAGE)
    user = _checked(new)
    with acting(actor):
        again = User.objects.filter(id=user.id, username=user.username, last_login__isnull=True).first()
        if again:
            return again, _give_temporary_password(actor, again)
        given = new.get("password") if actor.role == "system" else None
        password = given or temporary_password()
        user.set_password(password)
        user.must_change_password = given is None
        user.synthetic = new.get("synthetic", False) and actor.role == "system"
        user.invited_in = actor.area_code
        _insert(user)
        remember(actor, "user.invite", user.id, actor.area_code, after={"username": user.username, "name": user.name})
    return user, password


def reset_password(actor: Actor, *, user_id: UUID) -> str:
    """A new temporary password; ends every session of the user and opens a closed name. Raises NotFound, Refused."""
    with acting(actor):
        user = managed(actor, user_id)
        return _give_temporary_password(actor, user)


def deactivate_user(actor: Actor, *, user_id: UUID, reason: str) -> None:
    """Close an account: its sessions end at the next request. Raises NotFound, Refused."""
    if not reason.strip():
        raise Refused(Problem("required", "Tulis alasannya.", "Write the reason.", "reason"))
    with acting(actor):
        user = managed(actor, user_id)
        if user.is_active:
            user.is_active = False
            user.save(update_fields=["is_active"])
            remember(actor, "user.deactivate", user.id, home_of(user), reason=reason.strip())


def activate_user(actor: Actor, *, user_id: UUID) -> None:
    """Open a deactivated account again. Raises NotFound, Refused."""
    with acting(actor):
        user = managed(actor, user_id)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            remember(actor, "user.activate", user.id, home_of(user))


def managed(actor: Actor, user_id: UUID) -> User:
    """The user, locked, when the actor may change the account: seen by it, not itself, and with no post outside.

    A person with a wider post elsewhere is out of reach: whoever sets the password holds all the person's posts.
    """
    access.check(actor, Permission.USER_MANAGE)
    user = User.objects.visible_to(actor).select_for_update().filter(id=user_id).first()
    if user is None:
        raise NotFound(f"no user {user_id}")
    if user.id == actor.user_id:
        raise Refused(ON_ONESELF)
    reach = actor.administers
    posts = Post.objects.filter(user=user).exclude(until__lte=clock.today())
    if not all(reach.holds(area) for area in posts.values_list("area_code", flat=True)):
        raise Refused(BEYOND)
    return user


def _give_temporary_password(actor: Actor, user: User) -> str:
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    remember(actor, "user.reset_password", user.id, home_of(user))
    return password


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused(TAKEN) from twice


def _checked(new: NewUser) -> User:
    user = User(
        id=new.get("user_id") or uuid7(),
        username=new["username"].strip().lower(),
        name=" ".join(new["name"].split()),
        email=new["email"].strip(),
        phone=new["phone"].strip(),
        password_changed_at=clock.now(),
        created_at=clock.now(),
    )
    problems = [found for check in (_username, _name, _email, _phone) if (found := check(user))]
    if User.objects.filter(username=user.username).exclude(id=user.id).exists():
        problems.append(TAKEN)
    if problems:
        raise Refused(*problems)
    return user


def _username(user: User) -> Problem | None:
    if _USERNAME.fullmatch(user.username):
        return None
    return Problem(
        "bad_username",
        "Nama pengguna: 3 sampai 60 huruf kecil, angka, titik atau garis, tanpa spasi.",
        "Username: 3 to 60 lower-case letters, digits, dots or dashes, no blanks.",
        "username",
    )


def _name(user: User) -> Problem | None:
    if user.name and len(user.name) <= 120 and user.name.isprintable():
        return None
    return Problem(
        "bad_name",
        "Tulis nama lengkap, paling banyak 120 huruf.",
        "Write the full name, at most 120 characters.",
        "name",
    )


def _email(user: User) -> Problem | None:
    try:
        if user.email:
            validate_email(user.email)
    except ValidationError:
        return Problem(
            "bad_email",
            "Alamat surel ini tidak benar. Contoh: nama@dinsos.go.id.",
            "This email address is not right. Example: name@dinsos.go.id.",
            "email",
        )
    return None


def _phone(user: User) -> Problem | None:
    if not user.phone or _PHONE.fullmatch(user.phone):
        return None
    return Problem(
        "bad_phone",
        "Nomor telepon hanya berisi angka. Contoh: 0812 3456 7890.",
        "A telephone number holds only digits. Example: 0812 3456 7890.",
        "phone",
    )
