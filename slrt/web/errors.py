"""Pages for what goes wrong: each says what happened, that nothing was half-saved, and what to do next.

They are made without the shell's context: a page about a fault must not ask the database anything.
"""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation

from slrt.web import language
from slrt.web.context import theme

logger = logging.getLogger(__name__)

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

MOST_DRAINED = 64 * 1024 * 1024
"""Bytes read only to be thrown away: six of our largest photos. Who sends more sees the connection end."""
_CHUNK = 64 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; or 413 when it was only too large."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request, exception)
    return _answer(request, 400, "errors/400.html")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed."""
    return _answer(request, 403, "errors/403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or no such row in this person's scope; both look the same on purpose."""
    return _answer(request, 404, "errors/404.html")


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more text or a larger file than we take."""
    return _answer(request, 413, "errors/413.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The transaction was undone; the code on the page stands in the log beside the address."""
    code = secrets.token_hex(4)
    logger.error("fault %s at %s %s", code, request.method, request.path)
    with translation.override(getattr(request, "LANGUAGE_CODE", "") or language.of_browser(request)):
        return _answer(request, 500, "errors/500.html", code, chosen_theme="auto")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was older than the session. What was typed is kept by the browser and restored on going back."""
    logger.info("form refused at %s: %s", request.path, reason)
    return _answer(request, 403, "errors/expired.html")


def _answer(
    request: HttpRequest, status: int, template: str, code: str = "", *, chosen_theme: str = ""
) -> HttpResponse:
    """The page; with `chosen_theme` the session, which lies in the database, is not asked."""
    _drain(request)
    words = {"language": language.current(), "theme": chosen_theme or theme(request), "code": code}
    return HttpResponse(render_to_string(template, words), status=status)


def _drain(request: HttpRequest) -> None:
    """Read what is still coming: a browser that is cut off while sending shows its own error instead of our page."""
    left = MOST_DRAINED
    try:
        while left > 0 and (chunk := request.read(_CHUNK)):
            left -= len(chunk)
    except UnreadablePostError:
        logger.info("the sender of %s went away", request.path)
