"""Signed-in test clients: a browser for an actor, without going through the sign-in page each time."""

from django.test import Client

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.reads.accounts import session_fingerprint


def browser(actor: Actor | None = None, **more: object) -> Client:
    """A client; of `actor` when given, with a session as the sign-in page makes it (`more` overrides its values)."""
    client = Client()
    if actor is not None and actor.user_id is not None:
        now = clock.now().timestamp()
        session = client.session
        session.update(
            {
                "user": str(actor.user_id),
                "post": str(actor.post_id),
                "fingerprint": session_fingerprint(actor.user_id),
                "began": now,
                "seen": now,
                "language": "id",
                "theme": "auto",
                **more,
            }
        )
        session.save()
        client.cookies["slrt_session"] = session.session_key
    return client
