"""Indonesian first, English second: both sentences stand side by side in the code, `t` picks one.

The language of a request is the person's own choice (kept in the session since sign-in), else the one chosen in this
browser (a cookie), else Indonesian. Dates, numbers and Django's own messages follow the same choice.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import lazy

INDONESIAN = "id"
ENGLISH = "en"
LANGUAGES = (INDONESIAN, ENGLISH)
SESSION_KEY = "language"
COOKIE = "slrt_language"
COOKIE_SECONDS = 365 * 24 * 60 * 60


def current() -> str:
    """`id` or `en`: the language of the page being made."""
    active = translation.get_language() or INDONESIAN
    return ENGLISH if active.startswith(ENGLISH) else INDONESIAN


def t(indonesian: str, english: str) -> str:
    """The sentence in the current language."""
    return english if current() == ENGLISH else indonesian


lazy_t = lazy(t, str)
"""`t` for places read once at import, such as the labels of a form's fields: decided when it is shown."""


def chosen(request: HttpRequest) -> str:
    """What this person, else this browser, chose; an unknown value counts as no choice."""
    session = getattr(request, "session", None)
    wanted = session.get(SESSION_KEY) if session is not None else None
    return str(wanted) if wanted in LANGUAGES else of_browser(request)


def of_browser(request: HttpRequest) -> str:
    """What this browser chose: known even while the session, which lies in the database, cannot be read."""
    wanted = request.COOKIES.get(COOKIE)
    return str(wanted) if wanted in LANGUAGES else INDONESIAN


class LanguageMiddleware:
    """Makes each answer in the chosen language and says so in `Content-Language`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen(request)):
            request.LANGUAGE_CODE = current()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", current())
        return response
