"""What a change of a rule comes to, from cells: for the nation, and by kabupaten; against the full pass."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from match import column_pass
from match.ground import ASKED, ON, Snapshot
from match.timing import Measured, in_turn
from match.totals import Total
from slrt.domain.rules.programme import Version
from slrt.domain.rules.text import language
from slrt.lake.match.duck import duck
from slrt.lake.match.order import Asked
from slrt.lake.whatif import By, Change, Sums, WhatIf

PKH = next(one for one in ASKED if one.programme.code == "pkh")


def measure(snapshot: Snapshot, times: int) -> tuple[Measured, bool]:
    """Measure `national` and `by kabupaten`; tell whether the sums are those of a pass over all families."""
    asked = WhatIf(snapshot.folder)
    change = Change(PKH.programme, PKH.version, _wider(5), ON)
    asked.build(change, lambda *_: None)
    limits = iter(range(5, 1000))

    def national() -> Sums:
        wider = Change(PKH.programme, PKH.version, _wider(5 + next(limits) % 5), ON)  # a new question each time
        return asked.answer(asked.judge(wider)).total

    def by_kabupaten() -> Sums:
        wider = Change(PKH.programme, PKH.version, _wider(5 + next(limits) % 5), ON)
        return asked.answer(asked.judge(wider), By.KABUPATEN).total

    found = in_turn({"national": national, "by kabupaten": by_kabupaten}, times)
    total = asked.answer(asked.judge(change)).total
    parts = asked.answer(asked.judge(change), By.KABUPATEN).parts
    whole = [_full(snapshot, version) for version in change.versions]
    ours = [_as_total(total, "before"), _as_total(total, "after")]
    return found, ours == whole and sum(part.families for part in parts.values()) == total.families


def _wider(decile: int) -> Version:
    text = PKH.version.text.replace("family.decile <= 4", f"family.decile <= {decile}")
    return replace(PKH.version, text=text, rule=language("family", "members", "on").nodes(text))


def _as_total(sums: Sums, when: str) -> Total:
    yes, no, _ = getattr(sums, when)
    return Total(yes, no, getattr(sums, f"low_{when}"), getattr(sums, f"high_{when}"))


def _full(snapshot: Snapshot, version: Version) -> Total:
    asked = (Asked(PKH.programme, version, PKH.bit),)
    with TemporaryDirectory() as spill, duck(Path(spill)) as connection:
        return column_pass.prepared(snapshot, "raw", connection, exact=True, asked=asked).totals()["pkh"]
