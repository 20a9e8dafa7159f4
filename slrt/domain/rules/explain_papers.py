"""Which papers a programme asks for, which office issues each, and which the register says are lacking.

`documents.csv` is the table of papers. A paper is found by how it begins in Indonesian ("KTP orang tua" is a KTP); an
office that no source names is unconfirmed and said to be so.
"""

import datetime
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slrt.domain.rules.applicability import family_view, member_views, rules_of
from slrt.domain.rules.facts import HERE, Bilingual, rows_of
from slrt.domain.rules.naming import named
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Version
from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.verdict import Verdict
from slrt.domain.rules.views import UNKNOWN, View
from slrt.domain.rules.words import both

LACKING = Bilingual("{paper} belum ada. Urus di {office}.", "{paper}: not there yet. Issued by: {office}.")
LACKING_OF = Bilingual(
    "{paper} belum ada: {names}. Urus di {office}.", "{paper}: not there yet for {names}. Issued by: {office}."
)
ASK_FIRST = Bilingual(" Kantor ini belum pasti; tanyakan dulu.", " This office is unconfirmed; ask first.")


@dataclass(frozen=True, slots=True)
class Issuer:
    """One row of the table: what begins with `document` comes from `office`.

    `fact` is the fact that tells whether somebody lacks it ("" where none does), `lacking` its value then. It must be
    held by each `person` the programme is for, or by `anyone` in the family.
    """

    document: str
    fact: str
    lacking: str
    whose: str
    office: Bilingual
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper a programme asks for. `lacking` is a sentence where the register says it is not there, else None.

    `office` is None for a paper the table does not know.
    """

    name: Bilingual
    office: Bilingual | None
    confirmed: bool
    lacking: Bilingual | None
    members: tuple[int, ...] = ()


@functools.cache
def issuers() -> tuple[Issuer, ...]:
    """The table, longest beginnings first."""
    found = [
        Issuer(
            row["document"],
            row["fact"],
            row["lacking"],
            row["whose"],
            Bilingual(row["office_id"], row["office_en"]),
            row["confidence"] == "confirmed",
            row["source"],
        )
        for row in rows_of(HERE / "documents.csv")
    ]
    return tuple(sorted(found, key=lambda issuer: -len(issuer.document)))


def issuer_of(document: Bilingual) -> Issuer | None:
    """Who issues a paper; None where the table does not say."""
    text = f"{document.id} ".replace(",", " ").lower()
    return next((issuer for issuer in issuers() if text.startswith(f"{issuer.document.lower()} ")), None)


def papers_of(version: Version, verdict: Verdict, record: FamilyRecord, on: datetime.date) -> tuple[Paper, ...]:
    """Return the papers a version asks for, as they stand for this family."""
    family = family_view(record, on)
    members = member_views(record, on, family)
    persons = {index: members[index] for index in verdict.members} if version.scope is Scope.MEMBER else {}
    return tuple(_paper(document, record, family, members, persons) for document in version.documents)


def _paper(
    document: Bilingual, record: FamilyRecord, family: View, members: Mapping[int, View], persons: Mapping[int, View]
) -> Paper:
    issuer = issuer_of(document)
    if issuer is None:
        return Paper(document, None, confirmed=False, lacking=None)
    entity, _, name = issuer.fact.partition(".")
    who: tuple[int, ...] = ()
    lacks = False
    if entity == "family":
        lacks = _is(family, name, issuer.lacking) is True
    elif entity == "member":
        who = _without(name, issuer, members, persons)
        lacks = bool(who)
    words = _said(document, issuer, named(record.labels, members, who) if who else None) if lacks else None
    return Paper(document, issuer.office, issuer.confirmed, words, who)


def _without(name: str, issuer: Issuer, members: Mapping[int, View], persons: Mapping[int, View]) -> tuple[int, ...]:
    """Return the members who lack a paper of which each needs an own one, or all where nobody is known to hold it."""
    own = issuer.whose == "person" and bool(persons)
    asked = {at: view for at, view in (persons if own else members).items() if _applies(name, view)}
    lack = tuple(at for at, view in asked.items() if _is(view, name, issuer.lacking) is True)
    return lack if own or len(lack) == len(asked) else ()


def _applies(name: str, member: View) -> bool:
    rule = rules_of("member").get(name)
    return rule is None or rule[0]({"member": member}) is True


def _is(view: View, name: str, value: str) -> object:
    known = view.get(name)
    return UNKNOWN if known is UNKNOWN else str(known).lower() == value


def _said(document: Bilingual, issuer: Issuer, names: Bilingual | None) -> Bilingual:
    words = LACKING_OF if names else LACKING
    doubt = Bilingual("", "") if issuer.confirmed else ASK_FIRST
    return both(
        lambda pick: (
            pick(words)
            .replace("{paper}", pick(document))
            .replace("{names}", pick(names) if names else "")
            .replace("{office}", pick(issuer.office))
            + pick(doubt)
        )
    )


def lacking(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Those that are not there."""
    return tuple(paper for paper in papers if paper.lacking is not None)
