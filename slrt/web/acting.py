"""Who is at the door: reads the session, opens the database for exactly that person, undoes what failed.

A session holds ids and times alone; whether they still mean anything is asked at every request, so a deactivated user,
an ended post or a changed password ends it at once. Nobody signed in means no context, and no context means no rows.
The answer to a request is made inside one transaction; a streamed body is not, and sees no rows.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_resolver, reverse

from slrt.domain import clock
from slrt.domain.access import Actor, Denied
from slrt.domain.problems import NotFound
from slrt.reads.accounts import Account, account_for, session_fingerprint
from slrt.services.accounts import acting
from slrt.services.trail import Subject, coming_from, record
from slrt.web.context import THEME_KEY
from slrt.web.language import SESSION_KEY as LANGUAGE_KEY

LONGEST = timedelta(hours=8)
IDLE = timedelta(minutes=60)
_SEEN_EVERY = timedelta(minutes=1)

_OPEN_BEFORE_A_NEW_PASSWORD = ("change_password", "sign_out", "display")


def begin(request: HttpRequest, user_id: UUID, post_id: UUID) -> None:
    """Sign this browser in under a new session key, so a key planted earlier is worth nothing."""
    request.session.cycle_key()
    now = clock.now().timestamp()
    request.session.update(
        {
            "user": str(user_id),
            "post": str(post_id),
            "fingerprint": session_fingerprint(user_id),
            "began": now,
            "seen": now,
        }
    )
    account = account_of(request.session)
    if account is not None:
        prefer(request, account.language, account.theme)


def prefer(request: HttpRequest, language: str, theme: str) -> None:
    """Show pages in the person's own language and theme."""
    request.session[LANGUAGE_KEY] = language
    request.session[THEME_KEY] = theme


def switch(request: HttpRequest, post_id: UUID) -> None:
    """Go on in another post of the same person. The caller has made sure that it is one."""
    request.session.cycle_key()
    request.session["post"] = str(post_id)


def renew(request: HttpRequest, user_id: UUID) -> None:
    """Let this one session live on after its person chose a new password."""
    request.session.cycle_key()
    request.session["fingerprint"] = session_fingerprint(user_id)


def account_of(session: SessionBase) -> Account | None:
    """The person a session belongs to; None when it belongs to nobody or is over. Changes nothing."""
    if "user" not in session or _is_old(session):
        return None
    return account_for(UUID(session["user"]), UUID(session["post"]), session["fingerprint"])


def address_of(request: HttpRequest) -> str:
    """The network address the request came from: as the server saw it, or as its proxy did (the last entry)."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.SLRT_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip()[:45] or str(request.META.get("REMOTE_ADDR", ""))


def _is_old(session: SessionBase) -> bool:
    now = clock.now().timestamp()
    began, seen = float(session["began"]), float(session["seen"])
    return now - began > LONGEST.total_seconds() or now - seen > IDLE.total_seconds()


class ActingMiddleware:
    """Gives each request `account` and `actor` (None for a stranger) and runs its view as that actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = self._account(request)
        request.account = account  # type: ignore[attr-defined]
        request.actor = account.actor if account else None  # type: ignore[attr-defined]
        request.denied = None  # type: ignore[attr-defined]
        with coming_from(f"{address_of(request)} {secrets.token_hex(6)}"):
            if account is None:
                return self.get_response(request)
            return self._as(account.actor, request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Nothing else opens until a password given by somebody else is replaced."""
        account: Account | None = request.account  # type: ignore[attr-defined]
        if account is None or not account.must_change_password:
            return None
        route = request.resolver_match.url_name if request.resolver_match else None
        return None if route in _OPEN_BEFORE_A_NEW_PASSWORD else HttpResponseRedirect(reverse("change_password"))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A denied act and a row out of sight are answers, not faults; everything else stays a fault."""
        if isinstance(exception, Denied):
            request.denied = exception  # type: ignore[attr-defined]
            return _page(403, request, exception)
        if isinstance(exception, NotFound):
            return _page(404, request, exception)
        return None

    def _account(self, request: HttpRequest) -> Account | None:
        session = request.session
        if "user" not in session:
            return None
        account = account_of(session)
        if account is None:
            session.flush()
            return None
        now = clock.now().timestamp()
        if now - session["seen"] > _SEEN_EVERY.total_seconds():
            session["seen"] = now
        return account

    def _as(self, actor: Actor, request: HttpRequest) -> HttpResponse:
        with acting(actor):
            response = self.get_response(request)
            denied: Denied | None = request.denied  # type: ignore[attr-defined]
            if denied is not None or response.status_code >= 500:
                transaction.set_rollback(True)
        if denied is not None:
            _remember(actor, request, denied)
        return response


def _remember(actor: Actor, request: HttpRequest, denied: Denied) -> None:
    if actor.user_id is None:
        raise TypeError("nobody signs in as the system")
    with acting(actor):
        record(
            actor,
            "access.denied",
            Subject("user", actor.user_id, actor.area_code),
            after={"permission": denied.permission, "path": request.path},
        )


def _page(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    handler: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(status)
    return handler(request, exception=exception)
