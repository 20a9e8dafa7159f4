"""The zip file around a workbook: opened with suspicion, read no further than it may be."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from slrt.exchange.imports.problems import Unreadable, unreadable

MOST_ENTRIES = 10_000
MOST_BYTES = 8 * 1024**3
"""Bytes of all parts together; 1,048,576 rows of a hundred columns stay below."""

SMALL = 64 * 1024**2
MOST_RATIO = 250
"""How many times smaller than its content a part above SMALL may be; sheets of real people stay below 40."""

CHUNK = 64 * 1024
"""Bytes of XML at once: rows of a hostile sheet that it makes still have room in memory."""


class Archive:
    """The parts of a workbook by name. Raises Unreadable for anything that is not a plain, honest zip file."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as broken:
            raise _broken() from broken
        self.entries = {entry.filename: entry for entry in self._zip.infolist()}
        try:
            self._look()
        except Unreadable:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def _look(self) -> None:
        """What the file says of itself, before anything is unpacked."""
        listed = self._zip.infolist()
        if len(listed) > MOST_ENTRIES or sum(entry.file_size for entry in listed) > MOST_BYTES:
            raise _bomb()
        for entry in listed:
            if entry.flag_bits & 1:
                raise unreadable(
                    "protected",
                    "Berkas ini dikunci kata sandi. Simpan tanpa kata sandi, lalu coba lagi.",
                    "This file has a password. Save it without one and try again.",
                )
            if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
                raise _bomb()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a part, piece by piece; what is really unpacked is held against what was said."""
        entry, unpacked = self.entries[name], 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > SMALL and unpacked > MOST_RATIO * max(1, entry.compress_size):
                        raise _bomb()
                    yield chunk
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as broken:
            raise _broken() from broken

    def parse(self, name: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Feed a part to the parser; gives way after each piece. Raises Unreadable for XML that is broken or odd."""
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.buffer_text = True
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as broken:
            raise _broken() from broken
        yield


def _refuse_doctype(*_: object) -> None:
    """No spreadsheet program writes a document type; who does wants entities that multiply or reach outside."""
    raise _bomb()


def _bomb() -> Unreadable:
    return unreadable(
        "zip_bomb",
        "Isi berkas ini jauh lebih besar dari yang wajar, jadi tidak dibuka. Mintalah berkas baru dari pengirimnya.",
        "The content of this file is far larger than it should be, so it was not opened. Ask the sender for a new one.",
    )


def _broken() -> Unreadable:
    return unreadable(
        "broken_workbook",
        "Berkas Excel ini rusak atau terpotong. Buka di Excel, simpan ulang sebagai .xlsx, atau unduh sekali lagi.",
        "This Excel file is broken or cut short. Open it in Excel and save it again as .xlsx, or download it again.",
    )
