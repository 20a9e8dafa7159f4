"""A process of its own that writes a list, or takes one back, in a database it is told of: to be killed.

`python -m tests.faults.importer` reads its orders as JSON from standard input.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.db import connections  # noqa: E402

from slrt.domain import access, clock  # noqa: E402
from slrt.exchange.imports import spreading  # noqa: E402
from slrt.exchange.imports.applying import apply  # noqa: E402
from slrt.exchange.imports.gate import Order  # noqa: E402
from slrt.exchange.imports.layouts import layout  # noqa: E402
from slrt.services.registry import batches  # noqa: E402


def main(told: dict[str, Any]) -> None:
    """Write the file, or take back the batch that is named."""
    connections["default"].settings_dict.update(told["database"])
    settings.DATABASES["default"].update(told["database"])
    spreading.BATCH_BYTES = told["batch_bytes"]
    with clock.at(datetime.fromisoformat(told["now"])):
        if told["undo"]:
            take_back(UUID(told["undo"]))
        else:
            write(Path(told["file"]))


def write(path: Path) -> None:
    order = Order(actor=access.system(), file=path, layout=layout("dtsen"), work=path.parent, area_code="19.06")
    apply(order, lambda done, total: None)


def take_back(batch_id: UUID) -> None:
    batches.begin_undo(access.system(), batch_id, "Berkas keliru")
    while batches.undo_some(access.system(), batch_id):
        pass


if __name__ == "__main__":
    main(json.load(sys.stdin))
