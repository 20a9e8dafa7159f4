"""The three columns of the family page as cards: verdict, law behind it, questions, what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.programme import Version
from slrt.domain.rules.verdict import Outcome, Verdict
from slrt.reads import programmes as programme_reads
from slrt.reads.programmes import Verdicts
from slrt.reads.registry import FactLine, FamilyPage
from slrt.web.language import t
from slrt.web.registry.questions import Asked, of_verdict, unanswered
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
    asks_first: bool = False
    is_new: bool = False

    @property
    def shown_questions(self) -> tuple[Asked, ...]:
        """What stands behind "Tanyakan": without the one that is open already, and no endless list."""
        return self.questions[int(self.asks_first) :][:MOST_QUESTIONS]

    @property
    def hidden_questions(self) -> int:
        return len(self.questions) - int(self.asks_first) - len(self.shown_questions)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The three columns, and how many facts could still be asked in all."""

    on: date
    yes: tuple[Card, ...]
    ask: tuple[Card, ...]
    no: tuple[Card, ...]
    open_questions: int

    @property
    def shortest(self) -> str:
        """The column under which there is room for more; of equal ones the last."""
        return min(("no", "ask", "yes"), key=lambda name: len(getattr(self, name)))


def columns(page: FamilyPage, verdicts: Verdicts, moved: frozenset[str] = frozenset()) -> Columns:
    """Cards in the order of the programmes; the first one with a question has it open. `moved` are set off."""
    received = {receipt.programme for receipt in page.receipts}

    def cards(found: Iterable[Verdict], first: bool = False) -> tuple[Card, ...]:
        made = []
        for verdict in found:
            questions = of_verdict(page, verdict)
            opens = first and bool(questions)
            first = first and not opens
            made.append(
                Card(
                    verdict=verdict,
                    version=verdicts.versions[verdict.code],
                    questions=questions,
                    unanswered=unanswered(page, verdict),
                    received=verdict.code in received,
                    asks_first=opens,
                    is_new=verdict.code in moved,
                )
            )
        return tuple(made)

    ask = cards(verdicts.unknown, first=True)
    paths = {question.path for card in ask for question in card.questions}
    return Columns(
        on=verdicts.on,
        yes=cards(verdicts.eligible),
        ask=ask,
        no=cards(verdicts.not_eligible),
        open_questions=len(paths),
    )


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
