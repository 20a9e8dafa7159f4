"""What a password must be, said in both languages, and passwords made by the product itself."""

import secrets

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from slrt.domain.problems import Problem, Refused
from slrt.store.accounts.models import User

WORDS = {
    "password_too_short": (
        "Kata sandi terlalu pendek. Pakai paling sedikit {min_length} huruf atau angka.",
        "The password is too short. Use at least {min_length} characters.",
    ),
    "password_too_similar": (
        "Kata sandi terlalu mirip dengan nama atau surel Anda. Pilih yang lain.",
        "The password is too similar to your name or email. Choose another.",
    ),
    "password_too_common": (
        "Kata sandi ini sering dipakai orang dan mudah ditebak. Pilih yang lain.",
        "This password is common and easy to guess. Choose another.",
    ),
    "password_entirely_numeric": (
        "Kata sandi tidak boleh hanya angka. Tambahkan huruf.",
        "The password must not be only digits. Add letters.",
    ),
}
"""Our words for the codes of the validators in the settings; a validator without words here is an error."""

# Without letters and digits that look alike when read out or written down.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def check_password(password: str, user: User, field: str = "new") -> None:
    """Raise Refused with every rule the password breaks (rules: AUTH_PASSWORD_VALIDATORS)."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as broken:
        raise Refused(*(_problem(error, field) for error in broken.error_list)) from broken


def temporary_password() -> str:
    """A random password of 16 letters and digits in groups of four (79 bits), to be shown once and then changed."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _problem(error: ValidationError, field: str) -> Problem:
    indonesian, english = WORDS[str(error.code)]
    values = error.params or {}
    return Problem(str(error.code), indonesian.format(**values), english.format(**values), field)
