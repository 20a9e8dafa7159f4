"""The second wall's key: who is acting, told to PostgreSQL for one transaction only.

`SET LOCAL` ends with the transaction, so a pooled connection never keeps another person's scope. No context means
empty bounds, and empty bounds hold no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections, transaction

from slrt.domain import areas, clock
from slrt.domain.access import Actor, Permission, Scope

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)

_SET = """
SELECT set_config('slrt.lo', %s, true), set_config('slrt.hi', %s, true),
       set_config('slrt.organisation', %s, true), set_config('slrt.trail_lo', %s, true),
       set_config('slrt.trail_hi', %s, true), set_config('slrt.now', %s, true)
"""


@contextmanager
def acting(actor: Actor, using: str = "default") -> Iterator[Actor]:
    """One transaction (or savepoint) in which the database shows exactly the rows of `actor`; nests."""
    before = _acting.get()
    with transaction.atomic(using=using):
        token = _acting.set(actor)
        _tell(actor, using)
        try:
            yield actor
        finally:
            _acting.reset(token)
            if connections[using].in_atomic_block and not connections[using].needs_rollback:
                _tell(before, using)


def current() -> Actor | None:
    """Who is acting in this context, if anybody."""
    return _acting.get()


def _tell(actor: Actor | None, using: str) -> None:
    scope = actor.scope if actor else Scope(areas.NOWHERE)
    trail = areas.NOWHERE
    if actor and Permission.TRAIL_READ in actor.permissions:
        trail = areas.bounds(actor.area_code)
    organisation = str(scope.organisation_id) if scope.organisation_id else ""
    settings = [scope.bounds.lo, scope.bounds.hi, organisation, trail.lo, trail.hi, clock.now().isoformat()]
    with connections[using].cursor() as cursor:
        cursor.execute(_SET, settings)
