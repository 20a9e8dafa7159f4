"""The engines that compute compiled rules, each with the same two tables of families and members."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb
import psycopg
from psycopg.rows import dict_row

from slrt.domain.rules.record import FamilyRecord
from slrt.domain.rules.sql.amending import Tables
from slrt.domain.rules.sql.dialect import DUCKDB, POSTGRESQL, Dialect
from slrt.domain.rules.sql.statement import Source
from tests.agree import tables

ANSWERED = Source("families", "members", answered=True)

POSTGRESQL_TYPES = {
    "bool": "boolean",
    "int8": "smallint",
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "date32[day]": "date",
    "string": "text",
}


class Engine(Tables, Protocol):
    """One engine with tables `families` and `members`."""

    dialect: Dialect

    def load(self, records: Sequence[FamilyRecord]) -> None: ...

    def dicts(self, query: str) -> list[dict[str, Any]]: ...


class DuckDB:
    dialect = DUCKDB

    def __init__(self) -> None:
        self.connection = duckdb.connect()

    def load(self, records: Sequence[FamilyRecord]) -> None:
        self.connection.register("families", tables.families(records))
        self.connection.register("members", tables.members(records))

    def dicts(self, query: str) -> list[dict[str, Any]]:
        return self.connection.execute(query).to_arrow_table().to_pylist()

    def make(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {query}")

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE {name} ({', '.join(columns)})")
        for row in rows:
            self.connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", list(row))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()


class PostgreSQL:
    dialect = POSTGRESQL

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self.connection = connection
        for name, table in (("families", tables.families([])), ("members", tables.members([]))):
            columns = [f"{field.name} {POSTGRESQL_TYPES[str(field.type)]}" for field in table.schema]
            self.fill(name, columns, [])

    def load(self, records: Sequence[FamilyRecord]) -> None:
        self.connection.execute("TRUNCATE families, members")
        for name, table in (("families", tables.families(records)), ("members", tables.members(records))):
            self._copy(name, (list(row.values()) for row in table.to_pylist()))

    def dicts(self, query: str) -> list[dict[str, Any]]:
        return self.connection.execute(query).fetchall()

    def make(self, name: str, query: str) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(f"CREATE TEMPORARY TABLE {name} AS {query}")

    def fill(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        self.connection.execute(f"CREATE TEMPORARY TABLE {name} ({', '.join(columns)})")
        self._copy(name, rows)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.connection.execute(query).fetchall()]

    def _copy(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def postgresql(url: str) -> Iterator[PostgreSQL]:
    with psycopg.connect(url, autocommit=True, row_factory=dict_row, prepare_threshold=None) as connection:
        yield PostgreSQL(connection)
