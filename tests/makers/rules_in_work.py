"""Drafts of rules that are ready to be proposed: a local programme of one kabupaten with its eight cases."""

from typing import Any

from slrt.domain.access import Actor
from slrt.domain.rules.facts import Bilingual
from slrt.services import programmes
from slrt.services.programmes import NewProgramme
from slrt.store.programmes.models import Version
from slrt.store.walls.context import acting

RULE = "family.decile <= 3 && members.exists(m, m.age >= 60)"
AMOUNT = 300_000


def definition(first: str, **changes: Any) -> dict[str, Any]:
    """A text that is right: the old of the three lowest deciles, a flat amount a month."""
    return {
        "from": first,
        "scope": "family",
        "rule": RULE,
        "benefit": {"kind": "cash", "per": "month", "amount": AMOUNT},
        "source": "Perbup 12/2026 pasal 3",
        "confidence": "confirmed",
        "documents": [{"id": "KTP", "en": "Identity card (KTP)"}],
        **changes,
    }


def cases() -> list[dict[str, Any]]:
    """Eight families: each decile up to 7 with somebody of 60, and one with nobody old enough."""
    return [case(decile, "1966-11-24") for decile in range(1, 8)] + [case(1, "1966-11-25")]


def case(decile: int, born: str) -> dict[str, Any]:
    """A family of one on the sixtieth birthday of who was born on 24 November 1966."""
    right = decile <= 3 and born <= "1966-11-24"
    return {
        "name": f"desil {decile}, lahir {born}",
        "on": "2026-11-24",
        "family": {"decile": decile},
        "members": [{"birth_date": born}],
        "expect": {"verdict": "eligible" if right else "not_eligible", "amount": AMOUNT if right else 0},
    }


def made(author: Actor, name: str = "Bantuan Lansia Daerah") -> Version:
    """A new programme of the author's area, its draft still empty."""
    words = Bilingual(name, "Local aid for the old")
    office = Bilingual("Dinas Sosial", "Dinas Sosial")
    level = programmes.levels(author)[0].value
    new = NewProgramme(name=words, owner=office, complain_to=office, sector="social", level=level)
    return programmes.make_programme(author, new)


def written(author: Actor, first: str, name: str = "Bantuan Lansia Daerah", **changes: Any) -> Version:
    """The same with its text and its cases."""
    row = made(author, name)
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=definition(first, **changes))
    return programmes.set_cases(author, version_id=row.id, revision=row.revision, cases=cases())


def ready(author: Actor, first: str, name: str = "Bantuan Lansia Daerah", **changes: Any) -> Version:
    """The same with its impact computed: it may be proposed."""
    row = written(author, first, name, **changes)
    programmes.ask_impact(author, row.id)
    return seen(author, row)


def proposed(author: Actor, first: str, name: str = "Bantuan Lansia Daerah", **changes: Any) -> Version:
    """The same, waiting for a second person."""
    row = ready(author, first, name, **changes)
    return programmes.move(author, version_id=row.id, verb="propose", revision=row.revision)


def published(author: Actor, approver: Actor, first: str, **changes: Any) -> Version:
    """The same, approved."""
    row = proposed(author, first, **changes)
    return programmes.move(approver, version_id=row.id, verb="publish", revision=row.revision)


def seen(actor: Actor, row: Version) -> Version:
    """The row as it now is."""
    with acting(actor):
        return Version.objects.select_related("programme").get(id=row.id)
