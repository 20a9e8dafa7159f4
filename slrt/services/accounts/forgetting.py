"""What need not be kept: sessions that are over and old attempts to sign in."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings

from slrt.domain import clock
from slrt.store.accounts.models import SignInAttempt

KEPT = timedelta(days=90)
"""How long attempts to sign in are kept, for looking into an attack afterwards."""


def forget_old() -> int:
    """Remove expired sessions and attempts older than `KEPT`; returns how many attempts went."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    gone, _ = SignInAttempt.objects.filter(at__lt=clock.now() - KEPT).delete()
    return gone
