"""Finding the header of a table, and which column of the file is which column of the layout."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from slrt.domain.identity import without_numbers
from slrt.domain.rules.facts import close_match
from slrt.exchange.imports.layouts import Layout, header_key
from slrt.exchange.imports.problems import Unreadable, unreadable
from slrt.exchange.imports.sheet import HEADER_WITHIN
from slrt.exchange.imports.tables import Row, Table

MOST_COLUMNS = 4096
HEADERS_SHOWN = 600
"""Characters of the headers that a message quotes."""


@dataclass(frozen=True)
class Header:
    """Where the header stands and what it says.

    `texts` are the headers as in the file; `places` tell at which place each layout column lies that is there.
    Data begin after row `last`.
    """

    sheet: int
    last: int
    texts: tuple[str, ...]
    places: Mapping[str, int]

    def text(self, column: str) -> str:
        """How the file calls a layout column; its own name where the file lacks it."""
        place = self.places.get(column)
        return self.texts[place] if place is not None else column


def find_header(table: Table, layout: Layout, mapping: Mapping[str, str]) -> Header:
    """The header among the first 20 rows of the first sheet that has one.

    It is the row with most columns of the layout; cells merged downward take the text above them. `mapping` says for
    layout columns which header of the file means them, before the names the layout knows. Raises Unreadable with the
    columns that are missing.
    """
    header, first = _best(table, layout, mapping)
    _check(header, layout, mapping)
    return _after_numbering(header, first)


def look_for_header(table: Table, layout: Layout) -> Header:
    """The header as `find_header` sees it, whichever columns are missing. Raises Unreadable where there is none."""
    return _best(table, layout, {})[0]


def _best(table: Table, layout: Layout, mapping: Mapping[str, str]) -> tuple[Header, list[Row]]:
    best: tuple[int, Header, list[Row]] | None = None
    for sheet in range(len(table.sheets)):
        first = list(islice(table.rows(sheet), HEADER_WITHIN))
        for place in range(len(first)):
            found = _match(sheet, first, place, layout, mapping)
            if best is None or len(found.places) > best[0]:
                best = (len(found.places), found, first)
    if best is None or not best[0]:
        raise _no_header(layout)
    return best[1], best[2]


def _match(sheet: int, rows: list[Row], place: int, layout: Layout, mapping: Mapping[str, str]) -> Header:
    texts = _texts(rows, place)
    by_key: dict[str, int] = {}
    for at, text in enumerate(texts):
        if text:
            by_key.setdefault(header_key(text), at)
    places: dict[str, int] = {}
    for column in layout.columns:
        wanted = {header_key(mapping[column.name])} if column.name in mapping else column.keys
        found = next((by_key[key] for key in sorted(wanted, key=_own_first(column.name)) if key in by_key), None)
        if found is not None and found not in places.values():
            places[column.name] = found
    return Header(sheet, rows[place].number, tuple(texts), places)


def _own_first(name: str) -> "_Key":
    return _Key(header_key(name))


@dataclass(frozen=True)
class _Key:
    """Sorts a column's own name before its other names."""

    own: str

    def __call__(self, key: str) -> tuple[bool, str]:
        return key != self.own, key


def _texts(rows: list[Row], place: int) -> list[str]:
    """The texts of a header row; an empty cell takes what stands above it, as a merged one shows."""
    texts = [" ".join(cell.split()) for cell in rows[place].cells]
    for above in reversed(rows[max(0, place - 2) : place]):
        texts += [""] * (len(above.cells) - len(texts))
        texts = [text or " ".join(over.split()) for text, over in _beside(texts, above.cells)]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _beside(texts: list[str], above: list[str]) -> list[tuple[str, str]]:
    return [(text, above[place] if place < len(above) else "") for place, text in enumerate(texts)]


def _after_numbering(header: Header, rows: list[Row]) -> Header:
    """Official forms number their columns under the header: (1), (2), (3). Such a row is no data."""
    following = next((row for row in rows if row.number > header.last), None)
    if following is None:
        return header
    said = [cell.strip().strip("().") for cell in following.cells if cell.strip()]
    if len(said) > 1 and said == [str(number) for number in range(1, len(said) + 1)]:
        return Header(header.sheet, following.number, header.texts, header.places)
    return header


def _check(header: Header, layout: Layout, mapping: Mapping[str, str]) -> None:
    if len(header.texts) > MOST_COLUMNS:
        raise unreadable(
            "too_wide",
            f"Tabel ini lebih dari {MOST_COLUMNS} kolom. Hapus kolom yang tidak perlu, lalu coba lagi.",
            f"This table has more than {MOST_COLUMNS} columns. Take out those that are not needed and try again.",
        )
    missing = [c.name for c in layout.columns if c.required and c.name not in header.places]
    missing += [name for name, text in mapping.items() if text and name not in (*missing, *header.places)]
    if missing:
        shown = without_numbers(", ".join(text for text in header.texts if text))[:HEADERS_SHOWN]
        names = ", ".join(missing)
        raise unreadable(
            "columns_missing",
            f"Baris {header.last}: kolom {names} tidak ditemukan. Kolom yang ada: {shown}. Perbaiki judul kolom, atau"
            " petakan kolomnya.",
            f"Row {header.last}: column {names} was not found. The columns there are: {shown}. Mend the header, or map"
            " the columns.",
        )


def _no_header(layout: Layout) -> Unreadable:
    names = ", ".join(column.name for column in layout.columns if column.required)
    return unreadable(
        "no_header",
        f"Judul kolom tidak ditemukan dalam {HEADER_WITHIN} baris pertama. Yang diperlukan: {names}.",
        f"No header was found within the first {HEADER_WITHIN} rows. It needs: {names}.",
    )


def read_mapping(path: Path, layout: Layout) -> dict[str, str]:
    """A saved mapping: JSON of {column of the layout: header of the file}. Raises Unreadable."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _bad_mapping(str(error), str(error)) from error
    if not isinstance(given, dict) or not all(isinstance(text, str) for text in given.values()):
        raise _bad_mapping(
            "isinya harus {kolom tata letak: judul di berkas}",
            "it must hold {column of the layout: header of the file}",
        )
    known = [column.name for column in layout.columns]
    for name in given:
        if name not in known:
            near = close_match(name, known)
            advice = near or ", ".join(known)
            raise _bad_mapping(f"tidak ada kolom {name}; yang dikenal: {advice}", f"no column {name}; known: {advice}")
    return given


def _bad_mapping(why_id: str, why_en: str) -> Unreadable:
    return unreadable(
        "bad_mapping",
        f"Berkas pemetaan tidak dapat dipakai: {why_id}.",
        f"The mapping cannot be used: {why_en}.",
    )
