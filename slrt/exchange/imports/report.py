"""Counting outcomes and keeping the first errors and warnings: what a dry run says."""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from slrt.domain import identity
from slrt.domain.problems import Problem
from slrt.exchange.imports.header import Header
from slrt.exchange.imports.outcomes import CheckedFamily, Fault, Outcome

LONGEST = 400
"""Characters of a cell or message that a report shows."""


@dataclass
class Report:
    """The sums of one file. `limit` is how many errors, and how many warnings, are told one by one."""

    header: Header
    limit: int
    rows: int = 0
    families: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    notes: Sequence[Problem] = ()
    errors_total: int = 0
    warnings_total: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    _told: Mapping[str, Any] = field(default_factory=dict)
    _errors: list[tuple[int, int, Fault]] = field(default_factory=list)
    _warnings: list[tuple[int, int, Fault]] = field(default_factory=list)

    def add(self, family: CheckedFamily) -> None:
        """Count one family. `families` are the nomor KK of the file that could be read."""
        self.families += bool(family.no_kk)
        for member in family.members:
            self.rows += 1
            self.outcomes[member.outcome] += 1
            if member.faults:
                self.errors_total += len(member.faults)
                self._keep(self._errors, member.row, member.faults)
            if member.warnings:
                self.warnings_total += len(member.warnings)
                self._keep(self._warnings, member.row, member.warnings)

    def copy(self) -> "Report":
        """The same sums, to be added to on trial."""
        return replace(
            self,
            outcomes=self.outcomes.copy(),
            codes=self.codes.copy(),
            _errors=list(self._errors),
            _warnings=list(self._warnings),
        )

    def go_on(self, told: Mapping[str, Any]) -> None:
        """Start from what an earlier run of the same file told before it broke off."""
        self._told = told
        self.rows, self.families = told["rows"], told["families"]
        self.outcomes.update({outcome: told[outcome.value] for outcome in _SHOWN})
        self.errors_total, self.warnings_total = told["errors_total"], told["warnings_total"]
        self.codes.update(told["codes"])

    def to_json(self) -> dict[str, Any]:
        """The keys of the command's JSON."""
        return {
            "rows": self.rows,
            "families": self.families,
            **{outcome.value: self.outcomes[outcome] for outcome in _SHOWN},
            "warnings": self._items("warnings", self._warnings),
            "errors": self._items("errors", self._errors),
            "warnings_total": self.warnings_total,
            "errors_total": self.errors_total,
            "codes": dict(self.codes.most_common()),
            "notes": [{"code": n.code, "message": n.message_id, "message_en": n.message_en} for n in self.notes],
        }

    def _keep(self, heap: list[tuple[int, int, Fault]], row: int, faults: Sequence[Fault]) -> None:
        """Keep the first `limit` by row: the heap's least is the last of them."""
        for place, fault in enumerate(faults):
            self.codes[fault.code] += 1
            entry = (-row, -place, fault)
            if len(heap) < self.limit:
                heapq.heappush(heap, entry)
            elif self.limit and entry[:2] > heap[0][:2]:
                heapq.heapreplace(heap, entry)

    def _items(self, name: str, heap: list[tuple[int, int, Fault]]) -> list[dict[str, Any]]:
        new = [self._item(*one) for one in sorted(heap, reverse=True)]
        return sorted([*self._told.get(name, ()), *new], key=itemgetter("row"))[: self.limit]

    def _item(self, row: int, _: int, fault: Fault) -> dict[str, Any]:
        return {
            "row": -row,
            "column": shown(self.header.text(fault.column)),
            "value": shown(fault.value),
            "code": fault.code,
            "message": shown(fault.message_id),
            "message_en": shown(fault.message_en),
        }


_SHOWN = (
    Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.INVALID, Outcome.DUPLICATE, Outcome.OUT_OF_SCOPE,
)  # fmt: skip


def shown(value: str) -> str:
    """A cell or message as a report may show it: numbers of people masked, and no longer than some lines."""
    return identity.without_numbers(value)[:LONGEST]
