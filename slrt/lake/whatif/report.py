"""What a change comes to, as plain values and as files."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slrt.domain.rules.programme import Version
from slrt.lake.manifest import beside
from slrt.lake.whatif.answer import Answer
from slrt.lake.whatif.asking import WhatIf, in_plain_words
from slrt.lake.whatif.inputs import Change
from slrt.lake.whatif.sample import Example

REPORT, PARTS = "whatif.json", "parts.csv"


def report_of(
    asked: WhatIf, change: Change, answer: Answer, entering: Sequence[Example], leaving: Sequence[Example]
) -> dict[str, Any]:
    """Return everything that was found. Money in rupiah per `per`, 0 where `kind` is not cash."""
    header = asked.manifest.header
    return {
        "programme": change.programme.code,
        "on": change.on.isoformat(),
        "snapshot": {"source": dict(header.source), "on": header.on.isoformat(), "catalogue": header.catalogue},
        "before": _side(change.before),
        "after": _side(change.after),
        "area": answer.area,
        "total": answer.total.to_json(),
        "parts": {name: sums.to_json() for name, sums in answer.parts.items()},
        "entering": [one.to_json() for one in entering],
        "leaving": [one.to_json() for one in leaving],
    }


def _side(version: Version) -> dict[str, str]:
    benefit = version.benefit
    return {"version": version.id, "rule": version.text, "kind": benefit.kind.value, "per": benefit.per.value}


def write(report: Mapping[str, Any], out: Path) -> None:
    """Write `whatif.json`, and `parts.csv` where the sums are divided: whole or not at all. Raises RunProblem."""
    with in_plain_words(out):
        out.mkdir(parents=True, exist_ok=True)
        if report["parts"]:
            half = out / beside(PARTS)
            with half.open("w", encoding="utf-8", newline="") as file:
                rows = csv.DictWriter(file, ["part", *report["total"]], lineterminator="\n")
                rows.writeheader()
                rows.writerows({"part": name, **sums} for name, sums in report["parts"].items())
            half.replace(out / PARTS)
        half = out / beside(REPORT)
        half.write_text(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
        half.replace(out / REPORT)
