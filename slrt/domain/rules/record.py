"""The facts of one family as the rules take them, and how outside JSON becomes such a record.

A fact that is absent or null is unknown. Every fault is reported with the path of the value, what is wrong
with it and what is allowed; nothing is guessed or silently dropped.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from slrt.domain.rules.facts import (
    ALIASES,
    EARLIEST_DATE,
    LATEST_DATE,
    MONEY_LIMIT,
    Catalogue,
    Fact,
    Kind,
    Value,
    catalogue,
    close_match,
)

MEMBER_LIMIT = 200
"""Largest number of members: an orphanage on one card is far below it."""

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AREA_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")

FactValues = Mapping[str, Value]


class RecordError(ValueError):
    """A value that is not a fact; `path` says where, the message what is allowed."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}")


class Repeated(dict[str, object]):
    """A JSON object in which one key stands twice; kept so that the fault can be reported with its path."""

    def __init__(self, found: Mapping[str, object], key: str) -> None:
        super().__init__(found)
        self.key = key


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A JSON number no fact can hold (NaN, Infinity, hundreds of digits), kept for the message."""

    text: str


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """Known facts of a family and its members; a name that is missing is unknown.

    `labels` are the words by which reasons call the members (a given name); without them a member is
    called by place ("anggota ke-2").
    """

    family: FactValues = field(default_factory=dict)
    members: Sequence[FactValues] = ()
    labels: Sequence[str] = ()


def parse(data: object, *, programme_codes: Collection[str] = (), latest_birth: date | None = None) -> FamilyRecord:
    """Check outside data and return the record.

    `programme_codes` are programmes known besides those of the catalogue, allowed in `family.receives`; a
    birth date after `latest_birth` is refused. Raises RecordError with the path of the first fault.
    """
    top = _object(data, "$")
    for key in top:
        if key not in ("family", "members"):
            raise RecordError(key, _unknown(key, ("family", "members")))
    for key in ("family", "members"):
        if key not in top:
            raise RecordError(key, 'missing; the file is {"family": {...}, "members": [...]}')
    reader = _Reader(catalogue(), frozenset(programme_codes))
    family = reader.facts(top["family"], "family", "family")
    members = top["members"]
    if not isinstance(members, list):
        raise RecordError("members", f"must be a list of objects, not {_shown(members)}")
    if len(members) > MEMBER_LIMIT:
        raise RecordError("members", f"{len(members)} members; at most {MEMBER_LIMIT}")
    people = tuple(reader.facts(member, "member", f"members[{index}]") for index, member in enumerate(members))
    if latest_birth is not None:
        _refuse_unborn(people, latest_birth)
    return FamilyRecord(family, people)


def _refuse_unborn(people: Sequence[FactValues], latest: date) -> None:
    for index, facts in enumerate(people):
        born = facts.get("birth_date")
        if isinstance(born, date) and born > latest:
            raise RecordError(f"members[{index}].birth_date", f"{born} is in the future; the latest is {latest}")


def value_of(fact: Fact, value: object, path: str, programme_codes: Collection[str] = ()) -> Value:
    """Check one value against its fact and return it typed; raises RecordError."""
    return READERS[fact.kind](fact, value, path, programme_codes)


@dataclass(frozen=True, slots=True)
class _Reader:
    catalogue: Catalogue
    programme_codes: frozenset[str]

    def facts(self, data: object, entity: str, path: str) -> dict[str, Value]:
        known = {fact.name: fact for fact in self.catalogue.of(entity)}
        found: dict[str, Value] = {}
        for name, value in _object(data, path).items():
            at = f"{path}.{name}"
            if name not in known:
                raise RecordError(at, _unknown(name, known))
            if known[name].derived:
                raise RecordError(at, f"is derived and cannot be given; {_instead(name, path)}")
            if value is not None:
                found[name] = value_of(known[name], value, at, self.programme_codes)
        return found


def _instead(name: str, path: str) -> str:
    if name == "age":
        return f"give {path}.birth_date"
    return f"give the nine functioning domains, such as {path}.walking"


def _object(data: object, path: str) -> Mapping[str, object]:
    if isinstance(data, Repeated):
        raise RecordError(f"{path}.{data.key}" if path != "$" else data.key, "stands twice; keep one of them")
    if not isinstance(data, Mapping):
        raise RecordError(path, f"must be an object, not {_shown(data)}")
    for key in data:
        if not isinstance(key, str):
            raise RecordError(path, f"names of facts are text, not {_shown(key)}")
    return data


def _unknown(name: str, known: Collection[str]) -> str:
    near = close_match(name, known)
    return "is not a fact" + (f"; did you mean {near}?" if near else "")


def _shown(value: object) -> str:
    if isinstance(value, Unreadable):
        return value.text
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if not isinstance(value, str) else '"' + value + '"'
    return text if len(text) <= 60 else text[:57] + "..."


def _refuse(fact: Fact, value: object, path: str) -> RecordError:
    message = f"{_shown(value)} is not allowed; expected {fact.allowed}"
    near = close_match(value, map(str, fact.values)) if isinstance(value, str) and len(value) < 60 else None
    return RecordError(path, message + (f"; did you mean {near}?" if near else ""))


def _bool(fact: Fact, value: object, path: str, _codes: Collection[str]) -> Value:
    if isinstance(value, bool):
        return value
    raise _refuse(fact, value, path)


def _int(fact: Fact, value: object, path: str, _codes: Collection[str]) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and _in_range(fact, value):
        return value
    raise _refuse(fact, value, path)


def _in_range(fact: Fact, value: int) -> bool:
    if fact.kind is Kind.MONEY:
        return 0 <= value <= MONEY_LIMIT
    if fact.kind is Kind.ENUM_INT:
        return value in fact.values
    return any(low <= value <= high for low, high in fact.ranges)


def _enum(fact: Fact, value: object, path: str, _codes: Collection[str]) -> Value:
    if isinstance(value, str) and value in fact.values:
        return value
    raise _refuse(fact, value, path)


def _area(fact: Fact, value: object, path: str, _codes: Collection[str]) -> Value:
    if isinstance(value, str) and AREA_CODE.fullmatch(value):
        return value
    raise _refuse(fact, value, path)


def _date(fact: Fact, value: object, path: str, _codes: Collection[str]) -> Value:
    if isinstance(value, date):
        found: date | None = value
    else:
        found = _calendar_date(value)
    if found is None or not EARLIEST_DATE <= found <= LATEST_DATE:
        raise _refuse(fact, value, path)
    return found


def _calendar_date(value: object) -> date | None:
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:  # such as 30 February: the caller reports it with the path
        return None


def _set(fact: Fact, value: object, path: str, codes: Collection[str]) -> Value:
    if not isinstance(value, list | tuple | set | frozenset):
        raise _refuse(fact, value, path)
    found: set[str] = set()
    for index, item in enumerate(value):
        code = ALIASES.get(item, item) if isinstance(item, str) else item
        if not isinstance(code, str) or not (code in fact.values or code in codes):
            raise _refuse(fact, item, f"{path}[{index}]")
        if code in found:
            raise RecordError(f"{path}[{index}]", f"{_shown(item)} stands twice; keep one of them")
        found.add(code)
    return frozenset(found)


Reader = Callable[[Fact, object, str, Collection[str]], Value]
READERS: Mapping[Kind, Reader] = {
    Kind.AREA: _area,
    Kind.BOOL: _bool,
    Kind.DATE: _date,
    Kind.ENUM: _enum,
    Kind.ENUM_INT: _int,
    Kind.INT: _int,
    Kind.MONEY: _int,
    Kind.SET: _set,
}
