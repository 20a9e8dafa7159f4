"""What the editor of rules completes: facts, their values and the words of the language, with their meaning."""

from typing import Any

from slrt.domain.rules.facts import Fact, Kind, catalogue
from slrt.reads import programmes as reads
from slrt.web.language import t
from slrt.web.templatetags.register import said

WORDS = (
    ("family.", "", ("fakta keluarga", "a fact of the family")),
    ("members.exists(m, )", -1, ("ada anggota yang", "some member")),
    ("members.all(m, )", -1, ("semua anggota", "every member")),
    ("members.exists_one(m, )", -1, ("tepat satu anggota", "exactly one member")),
    ("members.filter(m, ).size()", -8, ("banyaknya anggota yang", "the number of members who")),
    ("members.map(m, ).sum()", -7, ("jumlah angka semua anggota", "the sum of a number of every member")),
    ("members.filter(m, ).map(m, ).sum()", -15, ("jumlah angka anggota yang", "the sum of a number of members who")),
    ("members.size()", 0, ("banyaknya anggota", "the number of members")),
    ('timestamp("2026-01-01T00:00:00Z")', 0, ("tanggal", "a day")),
    ("on", 0, ("hari penilaian", "the day of the evaluation")),
    ("true", 0, ("benar", "true")),
    ("false", 0, ("salah", "false")),
    ("startsWith", 0, ("diawali dengan", "begins with")),
)
"""Texts to insert, where the caret then stands (from the end), and what they mean."""


def vocabulary() -> dict[str, Any]:
    """The catalogue for the browser, in the language of the page."""
    return {
        "family": [_fact(fact) for fact in catalogue().of("family")],
        "member": [_fact(fact) for fact in catalogue().of("member")],
        "words": [{"text": text, "back": back or 0, "means": t(*means)} for text, back, means in WORDS],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    listed = [str(value) for value in fact.values]
    made: dict[str, Any] = {"name": fact.name, "means": said(fact.label), "values": []}
    if fact.kind in (Kind.ENUM, Kind.SET):
        made["values"] = [{"name": value, "means": _label(fact, value)} for value in listed]
    if fact.name == "receives":
        known = {*listed}
        made["values"] += [
            {"name": code, "means": said(name)} for code, name in reads.names().items() if code not in known
        ]
    return made


def _label(fact: Fact, value: str) -> str:
    try:
        return said(catalogue().label(fact.path, value))
    except KeyError:  # a value that no list of words names
        return value
