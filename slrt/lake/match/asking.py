"""What a set of rules asks of members, and under which names the answers are kept.

Each distinct question is a column, named by the hash of its meaning: rules that ask the same read the same column. The
kind of family behind an amount in doubt (`kinds`) is a column as well.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from slrt.domain.rules.facts import Kind, catalogue
from slrt.domain.rules.sql.columns import LAYOUT, Columns
from slrt.domain.rules.sql.dialect import DUCKDB
from slrt.domain.rules.sql.doubts import Doubts
from slrt.domain.rules.sql.mixed import shape
from slrt.domain.rules.sql.packing import NARROW, WIDE
from slrt.domain.rules.sql.statement import Statement
from slrt.lake.columns import FAMILY
from slrt.lake.match.order import Asked


def name_of(meaning: str) -> str:
    """Return the column that holds an answer with this meaning."""
    return f"q_{hashlib.sha256(meaning.encode()).hexdigest()[:20]}"


@dataclass(slots=True)
class Asking:
    """The columns a set of rules needs of the members."""

    asked: tuple[Asked, ...]
    on: date
    doubts: Mapping[int, Doubts]
    layout: Columns = LAYOUT
    narrow: Statement = field(init=False)
    wide: Statement = field(init=False)
    judged: dict[str, str] = field(init=False)
    answers: dict[str, str] = field(init=False)
    """The columns of the statement, and the names under which they are kept."""
    kinds: dict[int, str] = field(init=False)
    """The columns of kinds of families, by the place of the programme."""

    def __post_init__(self) -> None:
        """Ask every rule once; raises Inexpressible."""
        versions = [one.version for one in self.asked]
        self.narrow, self.wide = (Statement(DUCKDB, self.layout, self.on, width) for width in (NARROW, WIDE))
        self.judged = self.narrow.judged(versions)
        self.wide.judged(versions)
        asked = self.narrow.questions
        self.answers = {name: name_of(asked.meanings[name]) for name in asked.columns}
        coded = {place: doubts for place, doubts in self.doubts.items() if doubts.member.digits}
        self.kinds = {place: name_of(f"kinds {meaning_of(doubts)}") for place, doubts in coded.items()}

    @property
    def of_members(self) -> list[str]:
        """Facts of members that are read."""
        coded = [digit.fact for doubts in self.doubts.values() for digit in doubts.member.digits]
        return list(dict.fromkeys([*self.narrow.facts["member"], *coded]))

    @property
    def of_families(self) -> list[str]:
        """Facts of families that are read."""
        coded = [name for doubts in self.doubts.values() for name in doubts.facts]
        return list(dict.fromkeys([*self.narrow.facts["family"], *coded]))

    @property
    def own(self) -> dict[str, str]:
        """The families' facts by the names under which they are kept and rules read them."""
        return {f"f_{name}": name for name in self.of_families}


def is_truth(column: str) -> bool:
    """Whether a column of members' answers says yes or no."""
    return column[0] == "e"


def is_yes_or_no(fact: str) -> bool:
    """Whether a family's fact says yes or no."""
    return catalogue().get(FAMILY, fact).kind in (Kind.BOOL, Kind.DERIVED_BOOL)


def meaning_of(doubts: Doubts) -> str:
    """Return what makes kinds of families the same: what is asked of each member, and how members are coded."""
    version = doubts.version
    plan = version.plan
    asked = [shape(node) for node in plan.personal] + [body.gather.value for body in plan.bodies]
    counted = [(part.amount, part.most) for part in plan.tally.components]
    return f"{asked} {counted} {doubts.member.sql} {plan.personal_family_facts} {version.scope.value}"
