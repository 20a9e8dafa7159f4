"""Signing in: an ordered list of steps, each of which may refuse.

A second factor will be one more step after the password; single sign-on will stand in the place of the password. Every
step that speaks before the password is right says the same for a name that exists and for one that does not, and takes
as long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from slrt.domain import access, clock
from slrt.domain.access import Actor
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import accounts
from slrt.services.accounts.events import home_of, remember
from slrt.store.accounts.models import SignInAttempt, User
from slrt.store.walls.context import acting

FAILURES = 5
"""So many wrong passwords for one name within `WINDOW` close that name."""
ADDRESS_FAILURES = 50
"""So many from one address; an office shares one address, so it is wider."""
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)

LONGEST_PASSWORD = 1000

BAD_CREDENTIALS = Problem(
    "bad_credentials",
    "Nama pengguna atau kata sandi salah. Periksa keduanya, lalu coba lagi.",
    "The username or the password is wrong. Check both and try again.",
)
INACTIVE = Problem(
    "inactive",
    "Akun ini sudah dinonaktifkan. Hubungi administrator Anda.",
    "This account is deactivated. Ask your administrator.",
)
NO_POST = Problem(
    "no_post",
    "Akun ini tidak punya tugas yang berlaku hari ini. Hubungi administrator Anda.",
    "This account has no post in force today. Ask your administrator.",
)


@dataclass
class Attempt:
    """One try: what was typed, from where, and the user of that name if there is one."""

    username: str
    password: str
    address: str
    user: User | None


Step = Callable[[Attempt], Problem | None]


def sign_in(*, username: str, password: str, address: str) -> User:
    """The user whose name and password these are.

    Raises Refused with code bad_credentials, locked, inactive or no_post. The attempt is kept either way, so several
    processes count together.
    """
    name = clean_username(username)
    with transaction.atomic():
        _one_at_a_time(name)
        user = User.objects.filter(username=name).first()
        attempt = Attempt(name, password, address, user)
        problem = next((found for step in STEPS if (found := step(attempt))), None)
        if problem is None:
            _succeed(attempt)
        elif problem.code != "locked":
            problem = _fail(attempt) or problem
    if user is None or problem is not None:
        raise Refused(problem or BAD_CREDENTIALS)
    return user


def clean_username(text: str) -> str:
    """As stored: lower case, no blanks around, nothing PostgreSQL cannot hold."""
    return text.replace("\x00", "").strip().lower()[:150]


def locked_until(username: str, since: datetime | None = None) -> datetime | None:
    """Until when the name is closed; None when it is open. Failures before `since` (a new password) do not count."""
    tries = SignInAttempt.objects.filter(username=username, at__gt=clock.now() - WINDOW - LOCK)
    last_success = tries.filter(succeeded=True).order_by("-at").values_list("at", flat=True).first()
    failed = tries.filter(succeeded=False)
    for moment in (last_success, since):
        failed = failed.filter(at__gt=moment) if moment else failed
    return _closed(list(failed.order_by("-at").values_list("at", flat=True)[:FAILURES]), FAILURES)


def too_many_from_this_address(attempt: Attempt) -> Problem | None:
    """Guards against one machine trying many names."""
    failed = SignInAttempt.objects.filter(address=attempt.address, succeeded=False, at__gt=clock.now() - WINDOW - LOCK)
    moments = list(failed.order_by("-at").values_list("at", flat=True)[:ADDRESS_FAILURES])
    until = _closed(moments, ADDRESS_FAILURES)
    return locked(until) if until else None


def too_many_for_this_name(attempt: Attempt) -> Problem | None:
    """Guards one name; a name that does not exist closes just the same."""
    until = locked_until(attempt.username, attempt.user.password_changed_at if attempt.user else None)
    return locked(until) if until else None


def password_is_wrong(attempt: Attempt) -> Problem | None:
    """Hashes once whether or not the name exists."""
    if len(attempt.password) > LONGEST_PASSWORD:
        return BAD_CREDENTIALS
    if attempt.user is None:
        make_password(attempt.password)
        return BAD_CREDENTIALS
    return None if attempt.user.check_password(attempt.password) else BAD_CREDENTIALS


def user_is_inactive(attempt: Attempt) -> Problem | None:
    """Said only to who knows the password."""
    return None if attempt.user and attempt.user.is_active else INACTIVE


def has_no_post(attempt: Attempt) -> Problem | None:
    """No access without a post in force. Said only to who knows the password."""
    return None if attempt.user and accounts.actor_for(attempt.user.id, None) else NO_POST


STEPS: tuple[Step, ...] = (
    too_many_from_this_address,
    too_many_for_this_name,
    password_is_wrong,
    user_is_inactive,
    has_no_post,
)


def switch_post(actor: Actor, *, post_id: UUID) -> Actor:
    """Act in another of one's own posts in force. Raises NotFound for any other post."""
    if actor.user_id is None:
        raise TypeError("the system holds no posts")
    other = accounts.actor_for(actor.user_id, post_id)
    if other is None:
        raise NotFound(f"no post {post_id}")
    with acting(other):
        remember(other, "session.switch_post", actor.user_id, other.area_code, after={"from": str(actor.post_id)})
    return other


def sign_out(actor: Actor) -> None:
    """Note that a person left. The session itself belongs to the door."""
    if actor.user_id is None:
        raise TypeError("the system has no session")
    with acting(actor):
        remember(actor, "session.end", actor.user_id, actor.area_code)


def locked(until: datetime) -> Problem:
    """Refusal that says until when. Before anybody is known, the clock shown is that of WIB."""
    local = until.astimezone(ZoneInfo(clock.WIB)) + timedelta(seconds=59)
    return Problem(
        "locked",
        f"Terlalu banyak percobaan yang salah. Coba lagi setelah pukul {local:%H.%M} WIB.",
        f"Too many wrong attempts. Try again after {local:%H:%M} WIB.",
    )


def write_failure(username: str, address: str) -> None:
    """Count one wrong password."""
    SignInAttempt.objects.create(username=username, address=address[:45], at=clock.now(), succeeded=False)


def _closed(newest_first: list[datetime], most: int) -> datetime | None:
    if len(newest_first) < most or newest_first[0] - newest_first[most - 1] > WINDOW:
        return None
    until = newest_first[0] + LOCK
    return until if clock.now() < until else None


def _one_at_a_time(username: str) -> None:
    """Two processes never judge the same name at once, so they cannot both use the last try."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [username])


def _succeed(attempt: Attempt) -> None:
    user = attempt.user
    actor = accounts.actor_for(user.id, None) if user else None
    if user is None or actor is None:
        raise TypeError("the steps let through only a user with a post")
    now = clock.now()
    SignInAttempt.objects.create(username=attempt.username, address=attempt.address[:45], at=now, succeeded=True)
    User.objects.filter(id=user.id).update(last_login=now)
    remember(actor, "session.begin", user.id, actor.area_code)


def _fail(attempt: Attempt) -> Problem | None:
    """Count the failure; the one that closes the name says so at once, and leaves an event if there is such a user."""
    write_failure(attempt.username, attempt.address)
    closed = too_many_for_this_name(attempt)
    if closed and attempt.user:
        remember(access.system(), "session.locked", attempt.user.id, home_of(attempt.user))
    return closed
