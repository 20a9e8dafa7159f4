"""One query for all programmes: members counted once per family, then every rule reads the counts.

The result has one row per family: `family_id`, `n_members`, and for the programme in place `i` of those asked for:
`v<i>` (TRUE, FALSE, NULL for unknown), `low<i>` and `high<i>` for cash (rupiah; NULL where facts in doubt leave the
amount open), `total<i>_<k>` for each comparison with a sum in the rule of such a programme (TRUE, FALSE, NULL), and
`failed<i>` where a rule divides (TRUE: it could not be computed for this family).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from slrt.domain.rules.benefit import BenefitKind
from slrt.domain.rules.nodes import Node
from slrt.domain.rules.plan import Gather, Scope
from slrt.domain.rules.programme import Version
from slrt.domain.rules.sql.amounts import Counted, chosen_people, counted, money
from slrt.domain.rules.sql.columns import Columns
from slrt.domain.rules.sql.dialect import Dialect
from slrt.domain.rules.sql.layers import Layers
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
    shared: Layers = field(default_factory=lambda: Layers("d"))
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
        judged = self.judged(versions)
        columns = "".join(f", {sql} AS {name}" for name, sql in judged.items())
        asked = self.shared.over(self._answered(source, families), judged.values())
        return f"SELECT family_id, n_members{columns} FROM ({asked}) a WHERE n_members <= {self.most_members}"

    def judged(self, versions: Sequence[Version]) -> dict[str, str]:
        """Return the columns of the result: SQL over `shared`, the family's facts and the members' answers."""
        found: dict[str, str] = {}
        for place, version in enumerate(versions):
            verdict = self._verdict(version)
            found[f"v{place}"] = verdict.sql
            found |= {f"failed{place}": flag for flag in verdict.failed}
            amount = self._amount(version)
            if amount is not None:
                found[f"low{place}"], found[f"high{place}"] = self._bounds(verdict.sql, amount)
                found |= {total_of(place, number): sql for number, sql in enumerate(self._totals(version))}
        return found

    def answers(self, source: Source, families: Families, names: Sequence[str]) -> str:
        """Return a query of the members' answers alone, one row a family, columns under the names given."""
        columns = zip(self.questions.columns.values(), names, strict=True)
        unpacked = "".join(f", {sql} AS {name}" for sql, name in columns)
        joined = self._joined(source, families)
        return f"SELECT family_id, n_members{unpacked} FROM ({joined}) p WHERE n_members <= {self.most_members}"

    def _bounds(self, verdict: str, amount: "Amount") -> tuple[str, str]:
        """Return least and greatest money as SQL, NULL where facts in doubt leave it open."""
        sure = amount.doubtful == "0"
        paid = self.shared.put(amount.money if sure else f"CASE WHEN {amount.doubtful} = 0 THEN {amount.money} END")
        settled = f"CASE WHEN {verdict} THEN {paid} WHEN NOT {verdict} THEN 0"
        if not amount.sharp:
            return (self.shared.put(f"{settled} END"),) * 2
        nothing = "0" if sure else f"CASE WHEN {paid} IS NOT NULL THEN 0 END"
        return f"{settled} ELSE {nothing} END", f"{settled} ELSE {paid} END"

    # -- one programme --------------------------------------------------------------------------------

    def _writer(self) -> tuple[Writer, Asker]:
        """Return a writer of conditions on a family, and what puts its questions to the members."""
        family = Writer(
            dialect=self.dialect,
            columns=self.columns,
            on=self.on,
            family=lambda name: self._fact("family", name),
            member=lambda name: self._fact("member", name),
            answer=lambda node: asker.answer(node),
            count=lambda node: asker.number(node),
            somewhere=self._somewhere,
            once=self.shared.put,
        )
        member = replace(family, once=self.questions.conditions.put)
        asker = Asker(self.questions, member.condition, family.condition, lambda body: member.number(body).low)
        return family, asker

    def _somewhere(self, number: Node, condition: str) -> str:
        return self.questions.anybody(condition) if reads_member(number) else condition

    def _fact(self, entity: str, name: str) -> str:
        self.facts[entity][name] = None
        return f"f_{name}" if entity == "family" else name

    def _verdict(self, version: Version) -> "Verdict":
        writer, _ = self._writer()
        if version.scope is Scope.FAMILY:
            node: Node = normal_rule(version.rule)
        else:
            node = OfMembers(version.rule.at, Gather.ANY, normal_person(version.rule))
        sql = self.shared.put(writer.condition(node))
        return Verdict(sql, self._failed(writer, sql))

    def _totals(self, version: Version) -> list[str]:
        """Return the answers of the comparisons with sums, by which families in doubt are told apart."""
        writer, _ = self._writer()
        return [self.shared.put(writer.condition(normal_rule(total.node))) for total in version.plan.totals]

    def _failed(self, writer: Writer, sql: str) -> tuple[str, ...]:
        return tuple(f"({sql} IS NULL AND ({' OR '.join(writer.zero_divisors)}))" for _ in writer.zero_divisors[:1])

    def _amount(self, version: Version) -> "Amount | None":
        if version.benefit.kind is not BenefitKind.CASH:
            return None
        tally = version.plan.tally
        if not tally.components:
            return Amount(str(tally.flat), "0", sharp=is_sharp(version.rule, self.on))
        _, asker = self._writer()
        whos = [normal_person(part.who) for part in tally.components]
        if version.scope is Scope.MEMBER:
            whos = chosen_people(normal_person(version.rule), whos)
        found: Counted = counted(asker, whos)
        return Amount(
            money(tally, found.numbers, self.shared.put), found.doubtful, sharp=is_sharp(version.rule, self.on)
        )

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
            f"SELECT {self.dialect.looked_up('c')}f.family_id, COALESCE(c.n_members, 0) AS n_members{facts}{packed} "
            f"FROM ({own}) f LEFT JOIN ({self._counted(source, families)}) c ON c.family_id = f.family_id"
        )

    def own_facts(self, source: Source, families: Families, names: Sequence[str]) -> str:
        """Return a query of facts of the families themselves, as rules see them."""
        listed = seen("family", names, self.on) if source.answered else ", ".join(names)
        where = "" if families.where is None else f" WHERE {families.where}"
        return f"SELECT family_id{', ' if listed else ''}{listed} FROM {source.families} r{where}"

    def _counted(self, source: Source, families: Families) -> str:
        words = self.questions.aggregates()
        aggregates = "".join(f", {sql} AS {name}" for name, sql in words.items())
        people = self.people(source, families, list(self.facts["member"]))
        people = self.questions.conditions.over(people, words.values())
        return f"SELECT family_id, count(*) AS n_members{aggregates} FROM ({people}) m GROUP BY family_id"

    def people(self, source: Source, families: Families, names: Sequence[str]) -> str:
        """Return a query of facts of the members whom rules see, as rules see them."""
        listed = seen("member", names, self.on) if source.answered else ", ".join(names)
        wanted = [present(self.on)] if source.answered else []
        if families.where is not None:
            wanted.append(f"family_id IN (SELECT family_id FROM {source.families} r WHERE {families.where})")
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return f"SELECT family_id{', ' if listed else ''}{listed} FROM {source.members} r{where}"


def total_of(place: int, number: int) -> str:
    """Return the column of a comparison with a sum in the rule in that place."""
    return f"total{place}_{number}"


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
