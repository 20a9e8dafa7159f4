"""What a version says of other programmes and of places, beside what holds until then: for the second person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.domain.workflow.version import OPEN
from slrt.reads.programmes.definitions import relations_of
from slrt.reads.programmes.drafts import Workbench
from slrt.reads.programmes.law import names


@dataclass(frozen=True)
class Places:
    """How places are counted, and by which facts who comes first."""

    per: str
    period: str
    ranking: tuple[Bilingual, ...]
    source: str


@dataclass(frozen=True)
class Line:
    """A programme in one of the lists (`key`), or the quota: as it is and as it will be; None: it is not there."""

    key: str
    name: Bilingual | None
    before: str | Places | None
    after: str | Places | None

    @property
    def change(self) -> str:
        """`same`, `new`, `gone` or `other`."""
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "other"


@dataclass(frozen=True)
class Relations:
    """All lines; `compared` while the version is worked on, so that old and new stand beside each other."""

    lines: tuple[Line, ...]
    compared: bool

    @property
    def changes(self) -> int:
        """How many lines are not as they were."""
        return sum(line.change != "same" for line in self.lines)


def relations_compared(bench: Workbench) -> Relations:
    """The relations of a version; what is not open any more is shown as it is."""
    after = relations_of(bench.version)
    compared = bench.version.state in OPEN
    before: Mapping[str, Any] = after
    if compared:
        before = relations_of(bench.current) if bench.current is not None else {}
    return Relations(tuple(_lines(before, after)), compared)


def _lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Line]:
    called = names()
    for key in ("exclusive_with", "complements"):
        old, new = _sources(before.get(key, ())), _sources(after.get(key, ()))
        for code in dict.fromkeys([*old, *new]):
            yield Line(key, called.get(code, Bilingual(code, code)), old.get(code), new.get(code))
    old_places, new_places = _places(before.get("quota")), _places(after.get("quota"))
    if old_places or new_places:
        yield Line("quota", None, old_places, new_places)


def _sources(listed: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {one["code"]: one["source"] for one in listed}


def _places(quota: Mapping[str, Any] | None) -> Places | None:
    if not quota:
        return None
    ranking = tuple(catalogue().facts[path].label for path in quota.get("ranking", ()))
    return Places(quota["per"], quota["period"], ranking, quota["source"])
