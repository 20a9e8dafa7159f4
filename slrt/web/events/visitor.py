"""Who opens a stream: the cookie's session, asked again while the stream is open."""

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.db import connections

from slrt.domain.access import Actor
from slrt.web.acting import account_of


def session_key(cookie_header: str) -> str:
    """The session key in a Cookie header, "" when there is none."""
    try:
        cookies = SimpleCookie(cookie_header)
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def actor_of(key: str) -> Actor | None:
    """Who the session `key` belongs to in the post in use; None when it is over. Blocks: call it in a thread."""
    if not key:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore
    try:
        account = account_of(store(key))
    finally:
        connections.close_all()
    return account.actor if account else None
