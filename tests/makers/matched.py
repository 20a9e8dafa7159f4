"""A finished match of a few made-up families, as `slrt match` leaves it in a folder."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from slrt.domain import clock
from slrt.domain.programmes import load_programmes
from slrt.domain.rules.facts import catalogue
from slrt.lake import manifest
from slrt.lake.columns import catalogue_hash
from slrt.lake.manifest import Header
from slrt.lake.match import Order, match
from slrt.lake.match.order import asked_of
from tests.makers.population import ON
from tests.makers.snapshots import records, written

ROOT = Path(__file__).resolve().parents[2]
RECEIVES = tuple(str(code) for code in catalogue().facts["family.receives"].values)
SHIPPED = load_programmes(ROOT / "programmes")


def of_register(area: str = "00") -> dict[str, str]:
    """The source of a snapshot of this installation's register."""
    return {"kind": "register", "installation": settings.SLRT_INSTALLATION, "area": area}


def matched(folder: Path, count: int = 60, on: date = ON) -> Path:
    """The folder of a run over so many families, said to be of this installation's register."""
    header = Header({"kind": "synthetic", "seed": 1906, "area": "00"}, ON, catalogue_hash())
    written(folder / "snapshot", records(count), header=header)
    found = manifest.read(folder / "snapshot")
    out = folder / "match"
    match(Order(folder / "snapshot", found, out, on, asked_of(SHIPPED, on, RECEIVES)), clock.now(), lambda *_: None)
    said(out, lambda run: run["snapshot"].update(source=of_register()))
    return out


def said(folder: Path, change: Any) -> None:
    """Change what `run.json` says."""
    path = folder / "run.json"
    run = json.loads(path.read_text(encoding="utf-8"))
    change(run)
    path.write_text(json.dumps(run), encoding="utf-8")
