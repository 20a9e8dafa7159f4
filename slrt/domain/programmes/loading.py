"""From `programme.toml` to checked, compiled programmes. Whatever is not clear is refused, with its place."""

import datetime
import math
import tomllib
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from slrt.domain.programmes.relations import quota_of, relations_of
from slrt.domain.programmes.tables import ProgrammeError, Table, words_of
from slrt.domain.rules.benefit import Benefit, BenefitError, BenefitKind, Cap, Component, Per
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.nodes import Const, Node, Place, conjuncts
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.programme import Confidence, Level, Programme, Version, Wording
from slrt.domain.rules.text import Language, language
from slrt.domain.rules.uses import values_of

FILE = "programme.toml"
CASES_LIMIT = 100_000
"""Most combinations of values one rule may have to try for its unknown facts, to keep exact amounts fast."""

PROGRAMME_KEYS = (
    "code", "level", "sector", "name", "owner", "complain_to", "exclusive_with", "complements", "quota", "version",
)  # fmt: skip
VERSION_KEYS = (
    "id", "from", "until", "scope", "rule", "source", "confidence", "in_force", "benefit", "documents", "wording",
    "note",
)  # fmt: skip
BENEFIT_KEYS = ("kind", "per", "amount", "component", "cap", "unit_value", "quantity", "unit", "note")

Made = TypeVar("Made")


def load_programmes(folder: Path) -> tuple[Programme, ...]:
    """Read every programme below `folder`, in the order of their codes.

    Raises ProgrammeError naming file, version, line and column of the first fault.
    """
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        raise ProgrammeError(f"{folder}: no programme found ({FILE} in a folder named by its code)")
    codes = frozenset(file.parent.name for file in files)
    return tuple(read_programme(file, codes) for file in files)


def read_programme(file: Path, codes: Collection[str] = ()) -> Programme:
    """Read one programme; `codes` are the other programmes that rules may name in `family.receives`."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProgrammeError(f"{file}: {error}") from error
    top = Table(str(file), data)
    if top.text("code") != file.parent.name:
        raise top.refuse(f"code is {top.text('code')}, but the folder is {file.parent.name}")
    return programme_of(top, codes)


def programme_of(top: Table, codes: Collection[str] = ()) -> Programme:
    """Check one programme given as a table: read from its file, or put together from versions kept elsewhere."""
    top.only(*PROGRAMME_KEYS)
    versions = [_version(table, top.where, codes) for table in top.tables("version")]
    _check_dates(top, versions)
    return Programme(
        code=top.text("code"),
        name=top.words("name"),
        level=top.choice("level", Level),
        sector=top.text("sector"),
        owner=top.words("owner"),
        complain_to=top.words("complain_to"),
        versions=tuple(versions),
        exclusive_with=relations_of(top, "exclusive_with", codes),
        complements=relations_of(top, "complements", codes),
        quota=quota_of(top.table("quota")) if top.has("quota") else None,
    )


def _check_dates(top: Table, versions: Sequence[Version]) -> None:
    if not versions:
        raise top.refuse("a programme needs at least one [[version]]")
    if len({version.id for version in versions}) < len(versions):
        raise top.refuse("two versions have the same id")
    in_force = sorted((version for version in versions if version.in_force), key=lambda version: version.since)
    for earlier, later in pairwise(in_force):
        if earlier.until is None or earlier.until >= later.since:
            raise top.refuse(f"versions {earlier.id} and {later.id} are in force at the same time")


def _version(table: Table, file: str, codes: Collection[str]) -> Version:
    since = table.day("from")
    table = table.named(f"{file}, version {table.values.get('id', since)}")
    table.only(*VERSION_KEYS)
    scope = table.choice("scope", Scope)
    text = table.text("rule")
    version = Version(
        id=table.text("id") if table.has("id") else since.isoformat(),
        since=since,
        until=_until(table, since),
        scope=scope,
        text=text.strip(),
        rule=_rule(table, "rule", text, _language(scope), codes),
        benefit=_benefit(table.table("benefit"), scope, codes),
        source=table.text("source"),
        confidence=table.choice("confidence", Confidence),
        in_force=table.flag("in_force", default=True),
        documents=words_of(table.tables("documents")),
        wording={item.whole("part"): _wording(item) for item in table.tables("wording")},
        note=table.words("note") if table.has("note") else None,
    )
    _check_version(table, version)
    return version


def _language(scope: Scope) -> Language:
    names = ("family", "members", "on")
    return language("m", *names) if scope is Scope.MEMBER else language(*names)


def _until(table: Table, since: datetime.date) -> datetime.date | None:
    if not table.has("until"):
        return None
    until = table.day("until")
    if until < since:
        raise table.refuse(f"until {until} is before from {since}")
    return until


def _rule(table: Table, key: str, text: str, words: Language, codes: Collection[str]) -> Node:
    try:
        return words.nodes(text, codes)
    except RuleError as error:
        raise table.refuse(f"{key}: {error}") from error


def _wording(table: Table) -> Wording:
    table.only("part", "through", "met", "unmet", "unknown")
    through = table.whole("through") if table.has("through") else table.whole("part")
    return Wording(through, table.words("met"), table.words("unmet"), table.words("unknown"))


def _benefit(table: Table, scope: Scope, codes: Collection[str]) -> Benefit:
    table.only(*BENEFIT_KEYS)
    flat = table.whole("amount") if table.has("amount") else None
    components = tuple(_component(item, codes) for item in table.tables("component"))
    if scope is Scope.MEMBER and flat is not None:
        components = (Component(name=EACH_PERSON, who=Const(Place(1, 1), True), amount=flat),)
        flat = None
    return _made(
        table,
        lambda: Benefit(
            kind=table.choice("kind", BenefitKind),
            per=table.choice("per", Per),
            flat=flat,
            components=components,
            cap=_cap(table.table("cap")) if table.has("cap") else None,
            unit_value=table.whole("unit_value") if table.has("unit_value") else None,
            quantity=table.whole("quantity") if table.has("quantity") else None,
            unit=table.words("unit") if table.has("unit") else None,
            note=table.words("note") if table.has("note") else None,
        ),
    )


EACH_PERSON = Bilingual("orang yang memenuhi syarat", "eligible person")


def _component(table: Table, codes: Collection[str]) -> Component:
    table.only("name", "who", "amount", "max")
    who = _rule(table, "who", table.text("who"), _language(Scope.MEMBER), codes)
    most = table.whole("max") if table.has("max") else None
    return _made(
        table,
        lambda: Component(name=table.words("name"), who=who, amount=table.whole("amount"), most=most),
    )


def _cap(table: Table) -> Cap:
    table.only("persons", "confidence")
    return _made(
        table,
        lambda: Cap(persons=table.whole("persons"), confidence=table.choice("confidence", Confidence).value),
    )


def _made(table: Table, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except BenefitError as error:
        raise table.refuse(str(error)) from error


def _check_version(table: Table, version: Version) -> None:
    parts = len(conjuncts(version.rule))
    for part, words in version.wording.items():
        if not 1 <= part <= words.through <= parts:
            raise table.refuse(f"wording for parts {part} to {words.through}, but the rule has {parts}")
    for entity, names in (("family", version.plan.family_facts), ("member", version.plan.member_facts)):
        listed = [values_of(entity, name, version.plan.uses, version.since) for name in names]
        size = math.prod(len(values) for values in listed if values)
        if size > CASES_LIMIT:
            message = f"the rule reads too many facts of a {entity} at once ({size} combinations)"
            raise table.refuse(f"{message}; split it or compare with fewer values")
