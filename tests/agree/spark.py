"""Spark with the two tables; apart from the other engines because not every machine has it."""

from collections.abc import Sequence
from typing import Any

from slrt.domain.rules.record import FamilyRecord
from slrt.lake.match import spark
from slrt.lake.match.spark import started
from tests.agree import tables

__all__ = ["Spark", "started"]


class Spark(spark.Spark):
    def load(self, records: Sequence[FamilyRecord]) -> None:
        for name, table in (("families", tables.families(records)), ("members", tables.members(records))):
            self.session.createDataFrame(table).createOrReplaceTempView(name)

    def dicts(self, query: str) -> list[dict[str, Any]]:
        return [row.asDict() for row in self.session.sql(query).collect()]
