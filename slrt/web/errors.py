"""Pages for what goes wrong: each says what happened, that nothing was half-saved, and what to do next."""

import logging
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One error page: its status and the template that words it."""

    status: int
    template: str


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _answer(request, Page(400, "errors/400.html"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not allowed."""
    return _answer(request, Page(403, "errors/403.html"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or no such row in this person's scope; both look the same on purpose."""
    return _answer(request, Page(404, "errors/404.html"))


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more text or a larger file than we take."""
    return _answer(request, Page(413, "errors/413.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The transaction was undone."""
    return _answer(request, Page(500, "errors/500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was older than the session. What was typed is kept by the browser and restored on going back."""
    logger.info("form refused: %s", reason)
    return _answer(request, Page(403, "errors/expired.html"))


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    return render(request, page.template, {"status": page.status}, status=page.status)
