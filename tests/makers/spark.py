"""One small Spark on this machine, shared by all tests that want it: it takes long to start."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

SMALL = {"spark.master": "local[2]", "spark.driver.memory": "1g", "spark.sql.shuffle.partitions": "2"}


def needs_spark() -> None:
    """Skip where Spark cannot run; where everything must run (CI) its absence is an error."""
    missing = []
    if importlib.util.find_spec("pyspark") is None:
        missing.append("pyspark (requirements/spark.txt)")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        missing.append("Java 17")
    if missing and "CI" in os.environ:
        pytest.fail(f"Spark needs {' and '.join(missing)}; scripts/test.sh installs both")
    if missing:
        pytest.skip(f"Spark needs {' and '.join(missing)}")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark with tables `families` and `members` (`tests.agree.spark.Spark`)."""
    needs_spark()
    engines = import_module("tests.agree.spark")
    session = engines.started(SMALL)
    yield engines.Spark(session, tmp_path_factory.mktemp("spark"))
    session.stop()
