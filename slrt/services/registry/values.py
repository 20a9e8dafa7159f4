"""Checking what somebody typed against the catalogue, with messages a person at the counter understands."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

from slrt.domain import clock
from slrt.domain.problems import Problem, Refused
from slrt.domain.rules.facts import EARLIEST_DATE, Fact, Kind, Value, catalogue, close_match
from slrt.domain.rules.record import RecordError, value_of
from slrt.domain.rules.views import Unknown

PAST_DATES = frozenset({"member.birth_date", "family.decile_on"})
"""Facts that cannot lie in the future."""


def typed(fact: Fact, value: object, path: str, programme_codes: Collection[str] = ()) -> Value | Unknown | None:
    """The typed value of `fact`; None and UNKNOWN pass. Raises Refused with what is wrong at `path`."""
    if value is None or isinstance(value, Unknown):
        return value
    try:
        found = value_of(fact, value, path, programme_codes)
    except RecordError as error:
        raise Refused(_not_allowed(fact, value, path)) from error
    if fact.path in PAST_DATES and isinstance(found, date) and found > clock.today():
        raise Refused(_in_the_future(fact, path))
    return found


def named(entity: str, name: str, path: str) -> Fact:
    """The stored fact of that name. Raises Refused for a name outside the vocabulary or a derived fact."""
    known = _stored(entity)
    if name in known:
        return known[name]
    near = close_match(name, known)
    raise Refused(
        Problem(
            "unknown_fact",
            f"“{name[:60]}” bukan fakta yang dikenal." + (f" Maksudnya {near}?" if near else ""),
            f"“{name[:60]}” is not a known fact." + (f" Did you mean {near}?" if near else ""),
            path,
        )
    )


@cache
def _stored(entity: str) -> dict[str, Fact]:
    return {fact.name: fact for fact in catalogue().stored(entity)}


def all_typed(
    entity: str, facts: Mapping[str, object], prefix: str, programme_codes: Collection[str] = ()
) -> tuple[dict[str, Value | Unknown], list[Problem]]:
    """The typed facts (None left out) and every problem; paths are `prefix` and the fact's name."""
    values: dict[str, Value | Unknown] = {}
    problems: list[Problem] = []
    for name, raw in facts.items():
        path = f"{prefix}.{name}"
        try:
            value = typed(named(entity, name, path), raw, path, programme_codes)
        except Refused as refused:
            problems.extend(refused.problems)
            continue
        if value is not None:
            values[name] = value
    return values, problems


def not_applicable(fact: Fact, path: str) -> Problem:
    """The problem of answering a question that makes no sense here."""
    return Problem(
        "not_applicable",
        f"{fact.label.id} tidak berlaku di sini. Periksa dulu umur, jenis kelamin, atau jawaban yang mendahuluinya.",
        f"{fact.label.en} does not apply here. Check the age, the sex, or the answer before it first.",
        path,
    )


def _not_allowed(fact: Fact, value: object, path: str) -> Problem:
    shown = str(value)[:40]
    expected_id, expected_en = _expected(fact)
    return Problem(
        "not_allowed",
        f"{fact.label.id}: “{shown}” tidak dapat dipakai. Isi dengan {expected_id}.",
        f"{fact.label.en}: “{shown}” cannot be used. Enter {expected_en}.",
        path,
    )


def _in_the_future(fact: Fact, path: str) -> Problem:
    return Problem(
        "in_the_future",
        f"{fact.label.id} tidak boleh sesudah hari ini. Periksa tahunnya.",
        f"{fact.label.en} cannot lie after today. Check the year.",
        path,
    )


def _expected(fact: Fact) -> tuple[str, str]:
    fixed = {
        Kind.BOOL: ("ya atau tidak", "yes or no"),
        Kind.DATE: (f"tanggal mulai {EARLIEST_DATE.year}", f"a date from {EARLIEST_DATE.year}"),
        Kind.MONEY: ("rupiah bulat, tanpa titik dan koma", "whole rupiah, without points or commas"),
        Kind.AREA: ("kode desa atau kelurahan", "the code of a village"),
    }
    if fact.kind in fixed:
        return fixed[fact.kind]
    if fact.kind is Kind.INT:
        return f"angka bulat {spans(fact, 'sampai', 'atau')}", f"a whole number, {spans(fact, 'to', 'or')}"
    return f"salah satu: {_words(fact, 'id')}", f"one of: {_words(fact, 'en')}"


def spans(fact: Fact, to: str, either: str) -> str:
    """`0 atau 1950 sampai 2100`: which whole numbers a fact may hold."""
    parts = [str(low) if low == high else f"{low} {to} {high}" for low, high in fact.ranges]
    return f" {either} ".join(parts)


def _words(fact: Fact, language: str) -> str:
    return ", ".join(_word(fact, value, language) for value in fact.values)


def _word(fact: Fact, value: str | int, language: str) -> str:
    if fact.kind is Kind.ENUM_INT:
        return str(value)
    words = catalogue().label(fact.path, value)
    return words.en if language == "en" else words.id


def known_only(values: Iterable[tuple[str, object]]) -> dict[str, object]:
    """The values that are really known: neither None nor UNKNOWN."""
    return {name: value for name, value in values if value is not None and not isinstance(value, Unknown)}
