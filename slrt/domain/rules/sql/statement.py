"""One query for all programmes: members counted once per family, then every rule reads the counts.

The result has one row per family: `family_id`, `n_members`, and for the programme in place `i` of those asked for:
`v<i>` (TRUE, FALSE, NULL for unknown), `low<i>` and `high<i>` for cash (rupiah; NULL where facts in doubt leave the
amount open), and `failed<i>` where a rule divides (TRUE: it could not be computed for this family).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.plan import Gather, Scope
from slrt.domain.rules.programme import Version
from slrt.domain.rules.sql.amounts import Counted, chosen_people, counted, money
from slrt.domain.rules.sql.columns import Columns
from slrt.domain.rules.sql.dialect import Dialect
from slrt.domain.rules.sql.mixed import Asker, reads_member
from slrt.domain.rules.sql.normal import OfMembers, normal_person, normal_rule
from slrt.domain.rules.sql.packing import NARROW, most
from slrt.domain.rules.sql.questions import Questions
from slrt.domain.rules.sql.scalar import Writer
from slrt.domain.rules.sql.seen import present, seen
from slrt.domain.rules.sql.sharp import is_sharp


@dataclass(frozen=True, slots=True)
class Families:
    """Which families a query may see: `where` is SQL over the family's own row, or None for all of a source.

    Every query names it, and it holds for families and for their members.
    """

    where: str | None


EVERYBODY = Families(None)
"""A source that holds nothing but what may be seen, such as one snapshot."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts lie: two tables (or sub-queries) as SQL.

    `answered`: facts are as they were answered, so applicability and age are still to be worked out.
    """

    families: str
    members: str
    answered: bool


@dataclass(slots=True)
class Statement:
    """The query for some versions on one day; `width` of lanes bounds the members of a family it is right for."""

    dialect: Dialect
    columns: Columns
    on: datetime.date
    width: int = NARROW
    questions: Questions = field(init=False)
    facts: dict[str, dict[str, None]] = field(default_factory=lambda: {"family": {}, "member": {}})

    def __post_init__(self) -> None:
        """Start with nothing asked."""
        self.questions = Questions(self.width)

    @property
    def most_members(self) -> int:
        """The largest family this query counts rightly."""
        return most(self.width)

    def query(self, versions: Sequence[Version], source: Source, families: Families) -> str:
        """Return the query; raises Inexpressible. Families larger than `most_members` are left out, not miscounted."""
        verdicts = [self._verdict(version) for version in versions]
        amounts = [self._amount(version) for version in versions]
        judged = ", ".join(
            f"{verdict.sql} AS v{place}" + "".join(f", {flag} AS failed{place}" for flag in verdict.failed)
            for place, verdict in enumerate(verdicts)
        )
        paid = "".join(
            f", {_settled(place, amount, verdict.failed)}"
            for place, (verdict, amount) in enumerate(zip(verdicts, amounts, strict=True))
        )
        inner = f"SELECT a.*, {judged} FROM ({self._answered(source, families)}) a" if judged else ""
        return f"SELECT j.family_id, j.n_members{paid} FROM ({inner}) j WHERE j.n_members <= {self.most_members}"

    # -- one programme --------------------------------------------------------------------------------

    def _writer(self) -> Writer:
        writer = Writer(
            dialect=self.dialect,
            columns=self.columns,
            on=self.on,
            family=lambda name: self._fact("family", name),
            member=lambda name: self._fact("member", name),
            answer=lambda node: self._asker(writer).answer(node),
            count=lambda body: self._asker(writer).count(body),
            somewhere=lambda number, condition: self._somewhere(number, condition),
        )
        return writer

    def _asker(self, writer: Writer) -> Asker:
        return Asker(self.questions, writer.condition, writer.condition)

    def _somewhere(self, number: Node, condition: str) -> str:
        return self.questions.anybody(condition) if reads_member(number) else condition

    def _fact(self, entity: str, name: str) -> str:
        self.facts[entity][name] = None
        return f"f_{name}" if entity == "family" else name

    def _verdict(self, version: Version) -> "Verdict":
        writer = self._writer()
        if version.scope is Scope.FAMILY:
            node: Node = normal_rule(version.rule)
        else:
            node = OfMembers(version.rule.at, Gather.ANY, normal_person(version.rule))
        sql = writer.condition(node)
        return Verdict(sql, self._failed(writer, sql))

    def _failed(self, writer: Writer, sql: str) -> tuple[str, ...]:
        return tuple(f"({sql} IS NULL AND ({' OR '.join(writer.zero_divisors)}))" for _ in writer.zero_divisors[:1])

    def _amount(self, version: Version) -> "Amount | None":
        if version.benefit.kind is not BenefitKind.CASH:
            return None
        tally = version.plan.tally
        if not tally.components:
            return Amount(str(tally.flat), "0", sharp=is_sharp(version.rule, self.on))
        asker = self._asker(self._writer())
        whos = [normal_person(part.who) for part in tally.components]
        if version.scope is Scope.MEMBER:
            whos = chosen_people(normal_person(version.rule), whos)
        found: Counted = counted(asker, whos)
        return Amount(money(tally, found.numbers), found.doubtful, sharp=is_sharp(version.rule, self.on))

    # -- layers ---------------------------------------------------------------------------------------

    def _answered(self, source: Source, families: Families) -> str:
        """Families with the members' answers beside their own facts."""
        unpacked = "".join(f", {sql} AS {name}" for name, sql in self.questions.columns.items())
        facts = "".join(f", f_{name}" for name in self.facts["family"])
        return f"SELECT family_id, n_members{facts}{unpacked} FROM ({self._joined(source, families)}) p"

    def _joined(self, source: Source, families: Families) -> str:
        own = self.own_facts(source, families, list(self.facts["family"]))
        words = self.questions.aggregates()
        packed = "".join(f", COALESCE(c.{name}, 0) AS {name}" for name in words)
        facts = "".join(f", f.{name} AS f_{name}" for name in self.facts["family"])
        return (
            f"SELECT f.family_id, COALESCE(c.n_members, 0) AS n_members{facts}{packed} FROM ({own}) f "
            f"LEFT JOIN ({self._counted(source, families)}) c ON c.family_id = f.family_id"
        )

    def own_facts(self, source: Source, families: Families, names: Sequence[str]) -> str:
        """Return a query of facts of the families themselves, as rules see them."""
        listed = seen("family", names, self.on) if source.answered else ", ".join(names)
        where = "" if families.where is None else f" WHERE {families.where}"
        return f"SELECT family_id{', ' if listed else ''}{listed} FROM {source.families} r{where}"

    def _counted(self, source: Source, families: Families) -> str:
        aggregates = "".join(f", {sql} AS {name}" for name, sql in self.questions.aggregates().items())
        people = self.people(source, families, list(self.facts["member"]))
        return f"SELECT family_id, count(*) AS n_members{aggregates} FROM ({people}) m GROUP BY family_id"

    def people(self, source: Source, families: Families, names: Sequence[str]) -> str:
        """Return a query of facts of the members whom rules see, as rules see them."""
        listed = seen("member", names, self.on) if source.answered else ", ".join(names)
        wanted = [present(self.on)] if source.answered else []
        if families.where is not None:
            wanted.append(f"family_id IN (SELECT family_id FROM {source.families} r WHERE {families.where})")
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return f"SELECT family_id{', ' if listed else ''}{listed} FROM {source.members} r{where}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer as SQL, and (at most one) condition under which it could not be computed."""

    sql: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """The money of an eligible family as SQL, and how many persons are in doubt.

    `sharp`: an unknown verdict can really end either way, so the money then lies between nothing and this.
    """

    money: str
    doubtful: str
    sharp: bool


def _settled(place: int, amount: Amount | None, failed: Sequence[str]) -> str:
    verdict = f"j.v{place}" + "".join(f", j.failed{place}" for _ in failed)
    if amount is None:
        return verdict
    sure = amount.doubtful == "0"
    paid = amount.money if sure else f"CASE WHEN {amount.doubtful} = 0 THEN {amount.money} END"
    low = f"CASE WHEN j.v{place} THEN {paid} WHEN NOT j.v{place} THEN 0"
    open_low, open_high = ("0", paid) if amount.sharp else ("NULL", "NULL")
    if amount.sharp and not sure:
        open_low = f"CASE WHEN {amount.doubtful} = 0 THEN 0 END"
    return f"{verdict}, {low} ELSE {open_low} END AS low{place}, {low} ELSE {open_high} END AS high{place}"
