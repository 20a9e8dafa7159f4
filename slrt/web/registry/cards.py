"""The three columns of the family page as cards: verdict, law behind it, questions, what to do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.programme import Version
from slrt.domain.rules.verdict import Outcome, Verdict
from slrt.domain.rules.words import programme_name
from slrt.reads import programmes as programme_reads
from slrt.reads.programmes import Verdicts
from slrt.reads.programmes.explained import Explained, explained
from slrt.reads.programmes.quotas import FamilyPlace
from slrt.reads.registry import FactLine, FamilyPage
from slrt.web.language import t
from slrt.web.registry.questions import Asked, ask, of_verdict, unanswered
from slrt.web.templatetags.register import said

MOST_QUESTIONS = 6
"""More questions than this for one programme are left to the form of all facts."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One programme on the family page."""

    verdict: Verdict
    version: Version
    questions: tuple[Asked, ...]
    unanswered: tuple[tuple[FactLine, str], ...]
    received: bool
    why: Explained
    is_new: bool = False
    place: FamilyPlace | None = None

    @property
    def shown_questions(self) -> tuple[Asked, ...]:
        """What stands behind "Tanyakan": no endless list."""
        return self.questions[:MOST_QUESTIONS]

    @property
    def hidden_questions(self) -> int:
        return len(self.questions) - len(self.shown_questions)


@dataclass(frozen=True)
class First:
    """The question to ask before all others, and the programmes it may settle, or (not `settles`) only concerns."""

    asked: Asked
    names: tuple[Bilingual, ...]
    settles: bool


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The three columns, and how many facts could still be asked in all."""

    on: date
    yes: tuple[Card, ...]
    ask: tuple[Card, ...]
    no: tuple[Card, ...]
    open_questions: int
    first: First | None = None

    @property
    def almost(self) -> int:
        """How many programmes are one criterion away."""
        return sum(bool(card.why.almost) for card in self.no)

    @property
    def shortest(self) -> str:
        """The column under which there is room for more; of equal ones the last."""
        return min(("no", "ask", "yes"), key=lambda name: len(getattr(self, name)))


def columns(
    page: FamilyPage,
    verdicts: Verdicts,
    moved: frozenset[str] = frozenset(),
    places: Mapping[str, FamilyPlace] = MappingProxyType({}),
) -> Columns:
    """Cards in the order of the programmes, but those that are almost met before the others that are not.

    `moved` are set off; `places` say where the family stands on waiting lists, by programme.
    """
    received = {receipt.programme for receipt in page.receipts}
    why = explained(page.here, verdicts)

    def cards(found: Iterable[Verdict]) -> tuple[Card, ...]:
        return tuple(
            Card(
                verdict=verdict,
                version=verdicts.versions[verdict.code],
                questions=of_verdict(page, verdict),
                unanswered=unanswered(page, verdict),
                received=verdict.code in received,
                why=why[verdict.code],
                is_new=verdict.code in moved,
                place=places.get(verdict.code),
            )
            for verdict in found
        )

    unknown = cards(verdicts.unknown)
    paths = {question.path for card in unknown for question in card.questions}
    return Columns(
        on=verdicts.on,
        yes=cards(verdicts.eligible),
        ask=unknown,
        no=tuple(sorted(cards(verdicts.not_eligible), key=lambda card: not card.why.almost)),
        open_questions=len(paths),
        first=_first(page, verdicts),
    )


def _first(page: FamilyPage, verdicts: Verdicts) -> First | None:
    """The question that settles most programmes, of those that nobody has answered with "tidak tahu"."""
    for question in verdicts.questions:
        line, member = page.line(question.path)
        if line.askable:
            names = {each.code: programme_name(each.code, each.name) for each in verdicts.unknown}
            touched = [each.code for each in verdicts.unknown if question.path in {one.path for one in each.missing}]
            codes = question.codes or touched
            asked = ask(line, member.call if member else "", "first")
            return First(asked, tuple(names[code] for code in codes), bool(question.codes))
    return None


def outcome_words(outcome: Outcome) -> str:
    """How a column is called."""
    words = {
        Outcome.ELIGIBLE: t("dapat", "eligible"),
        Outcome.UNKNOWN: t("belum tahu", "not yet known"),
        Outcome.NOT_ELIGIBLE: t("tidak", "not eligible"),
    }
    return words[outcome]


def announcement(before: Verdicts, after: Verdicts) -> str:
    """What an answer has changed, in a sentence or two that a screen reader speaks."""
    old = {verdict.code: verdict.outcome for verdict in before}
    lines = [
        f"{said(verdict.name)}: {outcome_words(verdict.outcome)}."
        for verdict in after
        if old.get(verdict.code) != verdict.outcome
    ]
    opening = t("Jawaban dicatat.", "The answer is recorded.")
    return " ".join([opening, *(lines or [t("Hasil belum berubah.", "The result has not changed.")])])


def moved(before: Verdicts, after: Verdicts) -> frozenset[str]:
    """Programmes whose verdict is another than before."""
    old = {verdict.code: verdict.outcome for verdict in before}
    return frozenset(verdict.code for verdict in after if old.get(verdict.code) != verdict.outcome)


def resting_on(page: FamilyPage, verdicts: Verdicts) -> tuple[Bilingual, ...]:
    """Names of the programmes whose rule looks at a fact that has grown old."""
    paths = {line.fact.path for _, line in page.stale}
    found = []
    for verdict in verdicts:
        if paths & programme_reads.facts_read(verdicts.versions[verdict.code]):
            found.append(verdict.name)
    return tuple(found)
