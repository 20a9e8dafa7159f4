"""The plain fields of a family and a person: free text with a limit, checked for what cannot be."""

import re
import unicodedata
from collections.abc import Iterator

from slrt.domain.problems import Problem

TEXT_FIELDS = {
    "address": (240, re.compile(r".*"), "Alamat", "Address"),
    "rt": (3, re.compile(r"\d{0,3}"), "RT", "RT"),
    "rw": (3, re.compile(r"\d{0,3}"), "RW", "RW"),
    "phone": (40, re.compile(r"[0-9+ ()\-./]*"), "Telepon", "Phone"),
}
"""Field -> (longest, form, label in both languages)."""

NAME_LIMIT = 120


def checked_text(name: str, text: object) -> tuple[str, list[Problem]]:
    """The text of a plain field in one line, and what is wrong with it."""
    longest, form, label_id, label_en = TEXT_FIELDS[name]
    line = " ".join(unicodedata.normalize("NFC", str(text or "")).split())
    if "\x00" in line or not form.fullmatch(line):
        return line, [
            Problem(
                "bad_text",
                f"{label_id} memuat tanda yang tidak dapat dipakai. Isi dengan angka saja bila diminta angka.",
                f"{label_en} holds a sign that cannot be used. Enter digits only where digits are asked.",
                name,
            )
        ]
    if len(line) > longest:
        return line, [_too_long(label_id, label_en, longest, name)]
    return line.zfill(3) if name in ("rt", "rw") and line else line, []


def name_problem(name: str, path: str) -> Iterator[Problem]:
    """A name has letters, and no more than the card has room for."""
    if not any(char.isalpha() for char in name) or "\x00" in name:
        yield Problem("no_name", "Isi nama sesuai KTP atau KK.", "Enter the name as on the identity card.", path)
    elif len(name) > NAME_LIMIT:
        yield _too_long("Nama", "The name", NAME_LIMIT, path)


def _too_long(label_id: str, label_en: str, longest: int, path: str) -> Problem:
    return Problem(
        "too_long",
        f"{label_id} paling panjang {longest} huruf. Persingkat isiannya.",
        f"{label_en} has at most {longest} characters. Shorten it.",
        path,
    )
