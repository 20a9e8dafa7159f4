"""What a browser is forbidden to do with our pages."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_DIRECTIVES = (
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
)


def events_url(request: HttpRequest) -> str:
    """Where this browser listens for news: the configured address, else the same host on the events port."""
    if settings.SLRT_EVENTS_URL:
        return str(settings.SLRT_EVENTS_URL)
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    name = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{name}:{settings.SLRT_EVENTS_PORT}/events"


def policy(events: str = "") -> str:
    """The Content-Security-Policy of one answer: all from ourselves, nothing inline, news from the `events` address."""
    where = urlsplit(events)
    origin = f" {where.scheme}://{where.netloc}" if where.netloc else ""
    return "; ".join((*_DIRECTIVES, f"connect-src 'self'{origin}"))


class ContentSecurityMiddleware:
    """Adds the policy and the headers Django has no setting for. Pages about people are never kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        listens = getattr(request, "actor", None) is not None
        response.headers.setdefault("Content-Security-Policy", policy(events_url(request) if listens else ""))
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
