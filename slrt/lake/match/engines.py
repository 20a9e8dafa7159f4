"""The engines by name, and those that compute in SQL.

Spark is loaded only when it is asked for: not every machine has it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path

from slrt.lake.match.duck import duck
from slrt.lake.match.engine import Engine
from slrt.lake.match.order import RunProblem

AUTO, FACTS, RAW, DUCKDB, SPARK = "auto", "facts", "raw", "duckdb", "spark"

Start = Callable[[Path], AbstractContextManager[Engine]]
"""Starts an engine that may spill into a folder."""


def engine_named(name: str) -> Start:
    """Return what starts `duckdb` or `spark`; raises RunProblem where its packages are missing."""
    if name == DUCKDB:
        return duck
    try:
        start: Start = import_module("slrt.lake.match.spark").spark
    except ModuleNotFoundError as error:
        raise RunProblem(
            f"Spark is not installed ({error.name}); its packages are in requirements/spark.txt"
        ) from error
    return start
