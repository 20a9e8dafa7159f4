"""What the rules say about one family: verdict, amount, reasons and the questions still open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from slrt.domain.rules.facts import Bilingual


class Outcome(StrEnum):
    """The three answers a rule can give."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class State(StrEnum):
    """How one criterion stands."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion in a sentence a villager can read; `members` are the indexes it speaks of."""

    state: State
    id: str
    en: str
    members: tuple[int, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the shape of `slrt evaluate --json`."""
        return {"state": self.state.value, "id": self.id, "en": self.en, "members": list(self.members)}


@dataclass(frozen=True, slots=True)
class Missing:
    """A stored fact that can still change the verdict or the amount.

    `decides` is true when some single answer settles a verdict that is still unknown.
    """

    path: str
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of one programme version for one family on one day.

    Amounts are rupiah per `per`. `amount` is set when least and greatest agree; for benefits that are not
    cash all three are None unless the family is not eligible, then 0. `members` are indexes into the input.
    """

    code: str
    version: str
    on: date
    name: Bilingual
    outcome: Outcome
    members: tuple[int, ...] = ()
    benefit: str = "cash"
    per: str = "year"
    amount_min: int | None = None
    amount_max: int | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    documents: tuple[Bilingual, ...] = ()
    source: str = ""
    confidence: str = "confirmed"

    @property
    def amount(self) -> int | None:
        """The exact amount, or None while it depends on a missing fact."""
        return self.amount_min if self.amount_min == self.amount_max else None

    def to_json(self) -> dict[str, object]:
        """Return the shape of `slrt evaluate --json`."""
        return {
            "code": self.code,
            "version": self.version,
            "verdict": self.outcome.value,
            "members": list(self.members),
            "benefit": self.benefit,
            "amount": self.amount,
            "amount_min": self.amount_min,
            "amount_max": self.amount_max,
            "per": self.per,
            "reasons": [reason.to_json() for reason in self.reasons],
            "missing": [fact.path for fact in self.missing],
            "documents": [{"id": document.id, "en": document.en} for document in self.documents],
            "source": self.source,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to ask, with the number of programmes an answer can decide and the number it touches.

    `codes` are the programmes it can decide.
    """

    path: str
    fact: str
    decides: int
    touches: int
    codes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def member(self) -> int | None:
        """Index of the member asked about, or None for the family."""
        head, _, _ = self.path.partition(".")
        return int(head[8:-1]) if head.startswith("members[") else None


def questions(verdicts: Iterable[Verdict]) -> list[Question]:
    """Return what to ask first: the facts that decide most programmes, each once.

    Ties are broken by the number of programmes touched, then by the order in which the verdicts name them.
    """
    decides: dict[str, list[str]] = {}
    touches: Counter[str] = Counter()
    for verdict in verdicts:
        for fact in verdict.missing:
            touches[fact.path] += 1
            decides.setdefault(fact.path, []).extend([verdict.code] if fact.decides else [])
    asked = [Question(path, _fact_of(path), len(codes), touches[path], tuple(codes)) for path, codes in decides.items()]
    return sorted(asked, key=lambda question: (-question.decides, -question.touches))


def _fact_of(path: str) -> str:
    head, _, name = path.partition(".")
    return f"{'member' if head.startswith('members[') else head}.{name}"
