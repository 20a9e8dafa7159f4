"""Each route says who may pass. A route without a declaration fails the build (tests/doors)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from slrt.domain.access import Denied, Permission

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Door:
    """What a route demands: a permission, or only a signed-in person, or nothing (with the reason)."""

    permission: Permission | None = None
    public: str = ""


def needs(permission: Permission) -> Callable[[View], View]:
    """Only for a signed-in actor whose role holds `permission`. Scope is the service's or the read's business."""
    return _guarded(Door(permission=permission))


def signed_in() -> Callable[[View], View]:
    """For everybody who is signed in."""
    return _guarded(Door())


def public(reason: str) -> Callable[[View], View]:
    """For everybody; `reason` says why this page needs no sign-in."""

    def mark(view: View) -> View:
        view.door = Door(public=reason)  # type: ignore[attr-defined]
        return view

    return mark


def _guarded(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None:
                return to_sign_in(request)
            if door.permission is not None and door.permission not in actor.permissions:
                raise Denied(door.permission)
            return view(request, *args, **kwargs)

        guarded.door = door  # type: ignore[attr-defined]
        return guarded

    return mark


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which comes back here afterwards. htmx follows `HX-Redirect`; a lost session loses no page."""
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    address = f"{reverse('sign_in')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)
