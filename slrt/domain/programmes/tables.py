"""Reading TOML tables strictly: a key nobody knows, or a value of the wrong kind, is an error with its path."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from slrt.domain.rules.facts import Bilingual, close_match

Choice = TypeVar("Choice", bound=StrEnum)


class ProgrammeError(ValueError):
    """A programme file that cannot be used; the message names file, version and place."""


@dataclass(frozen=True, slots=True)
class Table:
    """One TOML table and where it stands, for messages."""

    where: str
    values: Mapping[str, object]

    def refuse(self, message: str) -> ProgrammeError:
        """Return an error that says where it is."""
        return ProgrammeError(f"{self.where}: {message}")

    def only(self, *allowed: str) -> None:
        """Raise ProgrammeError for a key outside `allowed`."""
        for key in self.values:
            if key not in allowed:
                near = close_match(key, allowed)
                raise self.refuse(f"unknown key {key}" + (f"; did you mean {near}?" if near else ""))

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self.values

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(f"{key} must be text")
        return value

    def whole(self, key: str) -> int:
        """Return a whole number."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(f"{key} must be a whole number")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"{key} must be true or false")
        return value

    def day(self, key: str) -> datetime.date:
        """Return a date."""
        value = self.values.get(key)
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.refuse(f"{key} must be a date such as 2024-01-31")
        return value

    def words(self, key: str) -> Bilingual:
        """Return a text in both languages, written `{ id = "...", en = "..." }`."""
        table = self.table(key)
        table.only("id", "en")
        return Bilingual(table.text("id"), table.text("en"))

    def choice(self, key: str, options: type[Choice]) -> Choice:
        """Return one of the values of an enumeration."""
        value = self.values.get(key)
        if not isinstance(value, str) or value not in list(options):
            raise self.refuse(f"{key} must be one of {', '.join(options)}")
        return options(value)

    def table(self, key: str) -> "Table":
        """Return a table below this one."""
        return _table(self.values.get(key), f"{self.where}: {key}")

    def tables(self, key: str) -> list["Table"]:
        """Return a list of tables, empty when the key is not given."""
        found = self.values.get(key, [])
        if not isinstance(found, list):
            raise self.refuse(f"{key} must be a list of tables")
        return [_table(value, f"{self.where}: {key} {place}") for place, value in enumerate(found, start=1)]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the key is not given."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.refuse(f"{key} must be a list of texts")
        return tuple(found)

    def named(self, where: str) -> "Table":
        """Return the same table under a clearer name."""
        return Table(where, self.values)


def _table(value: object, where: str) -> Table:
    if not isinstance(value, Mapping):
        raise ProgrammeError(f"{where}: must be a table")
    return Table(where, value)


def words_of(tables: Collection[Table]) -> tuple[Bilingual, ...]:
    """Return a list of texts in both languages."""
    for table in tables:
        table.only("id", "en")
    return tuple(Bilingual(table.text("id"), table.text("en")) for table in tables)
