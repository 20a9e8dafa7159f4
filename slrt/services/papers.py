"""Photos and papers: judged by their content, cleaned, and put on disk under their own SHA-256.

The bytes are safe on disk (written, synced, renamed) before any row speaks of them. They lie outside the web root; a
view serves them after asking whether the reader may see the row.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.conf import settings
from PIL import Image, ImageOps

from slrt.domain import identity
from slrt.domain.problems import Problem, Refused

JPEG, PDF = "image/jpeg", "application/pdf"

LONGEST_SIDE = 1280
QUALITY = 82
MOST_PIXELS = 50_000_000
"""A photo of 50 megapixels is decoded in about 150 MB; more is refused before decoding (a "pixel flood")."""

_READABLE = ("JPEG", "PNG", "WEBP")
_PDF_END = b"%%EOF"
_NAME_LENGTH = 120

Image.MAX_IMAGE_PIXELS = None  # our own limit stands in `_opened`, with a message for the person at the screen


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A cleaned file, ready to be kept."""

    name: str
    kind: str
    data: bytes
    sha256: str


def cleaned(name: str, data: bytes, field: str = "photo") -> Paper:
    """The file as it will be kept: a JPEG of at most 1280 px without metadata, or the PDF as it came.

    Raises Refused with what is wrong and what to do.
    """
    if not data:
        raise Refused(_problem("empty_file", field, "Berkas kosong. Pilih berkas lain.", "The file is empty."))
    if len(data) > settings.SLRT_PHOTO_MAX_BYTES:
        limit = settings.SLRT_PHOTO_MAX_BYTES // (1024 * 1024)
        raise Refused(
            _problem(
                "too_large",
                field,
                f"Berkas terlalu besar. Paling besar {limit} MB.",
                f"The file is too large. At most {limit} MB.",
            )
        )
    if data.startswith(b"%PDF-"):
        return _pdf(name, data, field)
    photo = _jpeg(data, field)
    return Paper(name=_named(name, ".jpg"), kind=JPEG, data=photo, sha256=hashlib.sha256(photo).hexdigest())


def keep(paper: Paper) -> None:
    """Put the bytes on disk for good; does nothing when they are there already."""
    place = place_of(paper.sha256)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    with half.open("xb") as file:
        file.write(paper.data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def place_of(sha256: str) -> Path:
    """Where the bytes with this digest lie: `aa/bb/<sha256>`."""
    return Path(settings.SLRT_ATTACHMENTS) / sha256[:2] / sha256[2:4] / sha256


def _pdf(name: str, data: bytes, field: str) -> Paper:
    if _PDF_END not in data[-2048:]:
        raise Refused(_broken("PDF", field))
    return Paper(name=_named(name, ".pdf"), kind=PDF, data=data, sha256=hashlib.sha256(data).hexdigest())


def _jpeg(data: bytes, field: str) -> bytes:
    try:
        photo = _opened(data, field)
        photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(photo)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = BytesIO()
        _on_white(upright).save(out, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as wrong:
        raise Refused(_broken("foto", field)) from wrong
    return out.getvalue()


def _opened(data: bytes, field: str) -> Image.Image:
    photo = Image.open(BytesIO(data), formats=_READABLE)
    if photo.width * photo.height > MOST_PIXELS:
        raise Refused(
            _problem(
                "too_many_pixels",
                field,
                "Ukuran gambar terlalu besar. Kecilkan atau foto ulang.",
                "The picture has too many pixels. Make it smaller or take it again.",
            )
        )
    return photo


def _on_white(photo: Image.Image) -> Image.Image:
    """The picture without transparency and without metadata."""
    layer = photo.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _named(name: str, ending: str) -> str:
    """A harmless file name: the last part of what was sent, printable, with the ending of its real kind.

    Photos of cards are often named by their number: it is masked, since a paper travels with a referral.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = "".join(c for c in last if c.isprintable() and c not in '"/\\<>:|?*').rpartition(".")
    plain = identity.without_numbers(stem[0] or stem[2]).strip(" .") or "berkas"
    return plain[: _NAME_LENGTH - len(ending)] + ending


def _broken(what: str, field: str) -> Problem:
    word_en = "photo" if what == "foto" else what
    return _problem(
        "broken_file",
        field,
        f"Berkas {what} tidak bisa dibaca. Kirim JPG, PNG, WEBP, atau PDF yang utuh.",
        f"The {word_en} cannot be read. Send a whole JPG, PNG, WEBP or PDF.",
    )


def _problem(code: str, field: str, message_id: str, message_en: str) -> Problem:
    return Problem(code, message_id, message_en, field)
