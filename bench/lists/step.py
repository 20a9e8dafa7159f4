"""One step of an import in a process of its own, so that its memory is its own: told by JSON, tells by JSON."""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

import search  # noqa: E402, F401 - sets Django up
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from slrt.domain import access  # noqa: E402
from slrt.exchange.imports import applying  # noqa: E402
from slrt.exchange.imports.applying import apply  # noqa: E402
from slrt.exchange.imports.gate import Order, dry_run  # noqa: E402
from slrt.exchange.imports.layouts import layout  # noqa: E402


def main(told: dict[str, Any]) -> None:
    connections["default"].settings_dict.update(told["database"])
    settings.DATABASES["default"].update(told["database"])
    path = Path(told["file"])
    order = Order(actor=access.system(), file=path, layout=layout("dtsen"), work=path.parent / "work")
    watch = Watch()
    start = time.perf_counter()
    if told["step"] == "dry":
        report = dry_run(order, _nobody).to_json()
    else:
        applying.batches.apply_part = watch.around(applying.batches.apply_part)  # type: ignore[assignment]
        report = dict(apply(order, _nobody).report)
    seconds = time.perf_counter() - start
    outcomes = {name: report[name] for name in ("rows", "new", "changed", "unchanged", "invalid", "duplicate")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"seconds": seconds, "writing": watch.seconds, "peak": peak, **outcomes}, sys.stdout)


class Watch:
    """Adds up the time of the calls it is put around."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, verb: Any) -> Any:
        def timed(*given: Any) -> Any:
            start = time.perf_counter()
            try:
                return verb(*given)
            finally:
                self.seconds += time.perf_counter() - start

        return timed


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main(json.load(sys.stdin))
