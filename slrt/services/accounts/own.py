"""What a person does to its own account: password, language, theme."""

from uuid import UUID

from django.db import transaction

from slrt.domain import clock
from slrt.domain.problems import Problem, Refused
from slrt.services.accounts.events import home_of, remember, whoever_acts
from slrt.services.accounts.passwords import check_password
from slrt.services.accounts.sign_in import locked, locked_until, write_failure
from slrt.store.accounts.models import User

LANGUAGES = ("id", "en")
THEMES = ("auto", "light", "dark")

WRONG_OLD = Problem("wrong_old", "Kata sandi lama salah. Coba lagi.", "The old password is wrong. Try again.", "old")
SAME = Problem(
    "same_password",
    "Kata sandi baru harus berbeda dari yang lama.",
    "The new password must differ from the old one.",
    "new",
)


def change_password(*, user_id: UUID, old: str, new: str) -> None:
    """Replace a person's own password; its other sessions end. Raises Refused; wrong guesses count as at sign-in."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user_id)
        until = locked_until(user.username, user.password_changed_at)
        right = until is None and user.check_password(old)
        if until is None and not right:
            write_failure(user.username, "")
        if right:
            _replace(user, old, new)
    if until:
        raise Refused(locked(until))
    if not right:
        raise Refused(WRONG_OLD)


def set_preferences(*, user_id: UUID, language: str | None = None, theme: str | None = None) -> None:
    """Keep the person's language (id, en) and theme (auto, light, dark). Raises Refused for anything else."""
    problems = []
    if language is not None and language not in LANGUAGES:
        problems.append(Problem("bad_language", "Pilih bahasa.", "Choose a language.", "language"))
    if theme is not None and theme not in THEMES:
        problems.append(Problem("bad_theme", "Pilih tampilan.", "Choose a theme.", "theme"))
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user_id)
        user.language = language or user.language
        user.theme = theme or user.theme
        user.save(update_fields=["language", "theme"])
        after = {"language": user.language, "theme": user.theme}
        remember(whoever_acts(), "user.preferences", user.id, home_of(user), after=after)


def _replace(user: User, old: str, new: str) -> None:
    if old == new:
        raise Refused(SAME)
    check_password(new, user)
    user.set_password(new)
    user.must_change_password = False
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    remember(whoever_acts(), "user.change_password", user.id, home_of(user))
