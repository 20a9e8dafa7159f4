"""NIK and nomor KK: reading what somebody typed or pasted, checking its structure, masking it, finding it in a text.

Both numbers are 16 ASCII digits kept as text. There is no check digit, so a number that passes here merely
*could* exist; whether Dukcapil knows it is another question (`nik_status`).

NIK is `PP KK CC DDMMYY NNNN` (PP 37/2007 art. 37): province, kabupaten and kecamatan of first registration,
birth date with the day raised by 40 for women, sequence from 0001. It never changes, not even when the person
moves or the date in it is wrong (PP 40/2019 art. 30(2)); hence a mismatch with stated facts warns and never
blocks. A nomor KK has the same shape, but its date is the day of recording, so no day above 31.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

LENGTH = 16
OLDEST_AGE = 120
FEMALE_DAY_OFFSET = 40
# Civil registration gave no numbers of this shape earlier; an older date of recording is a slip of typing.
FIRST_KK_YEAR = 1970

_IGNORED = re.compile(r"[\s.\-\u2010\u2011\u2012\u2013\u2014\u2212]+")
# In a text, digits may also be grouped by underscores (file names) and by signs nobody sees (pasted from a chat).
_BETWEEN = r"[\s._\-\u00ad\u200b-\u200f\u2010-\u2014\u2060\u2212\ufeff]{0,3}"
# 16 digits or more in a row always count, a slip of one digit too much included. Grouped ones never begin with
# 0, as no province code does: telephone numbers side by side (0812 ...) stay readable.
_IN_TEXT = re.compile(rf"(?<![0-9])(?:[0-9]{{16,}}|[1-9](?:{_BETWEEN}[0-9]){{15}})(?![0-9])")
_MADE_BY_MACHINE = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SCIENTIFIC = re.compile(r"\s*\d([.,]\d+)?[eE]\+?\d+\s*")
_PLACEHOLDERS = frozenset({"1234567890123456", "0123456789012345"})


class Severity(StrEnum):
    """How much a finding weighs: an error blocks saving, a warning asks for a second look, info tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing noticed about a number: what is wrong and what to do; it never quotes the whole number."""

    code: str
    severity: Severity
    message_id: str
    message_en: str


@dataclass(frozen=True)
class KnownAreas:
    """Area codes of every version of the code table, dotted (`19`, `19.06`, `19.06.01`)."""

    provinces: frozenset[str]
    regencies: frozenset[str]
    districts: frozenset[str]

    @classmethod
    def from_codes(cls, codes: Iterable[str]) -> KnownAreas:
        """Sorts dotted codes of any level by their width; village codes are left out."""
        by_width: dict[int, set[str]] = {2: set(), 5: set(), 8: set()}
        for code in codes:
            if len(code) in by_width:
                by_width[len(code)].add(code)
        return cls(frozenset(by_width[2]), frozenset(by_width[5]), frozenset(by_width[8]))


@dataclass(frozen=True)
class IdentityCheck:
    """The outcome of a check.

    `value` is the 16 digits to keep, or None when nothing may be kept (an error, or no number at all).
    `dates` are the readings of the date inside the number that are possible on the day of the check, and
    `sex` what the day says; a form may offer them, but must not overrule what the person states.
    """

    value: str | None
    findings: tuple[Finding, ...]
    dates: tuple[date, ...] = ()
    sex: str | None = None

    @property
    def blocked(self) -> bool:
        """Whether some finding forbids saving this number."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def normalise(text: str) -> str:
    """The text without the white space, dots and dashes people group digits with; nothing else is touched."""
    return _IGNORED.sub("", text)


def mask(text: str) -> str:
    """`1906••••••••0012` for a full number; anything else is covered completely."""
    digits = normalise(text)
    if len(digits) != LENGTH:
        return "•" * len(digits)
    return f"{digits[:4]}{'•' * 8}{digits[-4:]}"


def numbers_in(text: str) -> tuple[str, ...]:
    """The digits of whatever may be a NIK or nomor KK in a text, in order: 16 each, or more where one was mistyped."""
    return tuple(_digits(found.group()) for found in _IN_TEXT.finditer(_read(text)))


def without_numbers(text: str) -> str:
    """The text with every NIK and nomor KK in it masked: people type them into all sorts of fields."""
    shown, end = [], 0
    for found in _IN_TEXT.finditer(_read(text)):
        shown += [text[end : found.start()], mask(_digits(found.group()))]
        end = found.end()
    return "".join([*shown, text[end:]])


def without_numbers_within(value: Any) -> Any:
    """A plain JSON value with every string in it `without_numbers`; ids and SHA-256 digests are not anybody's text."""
    if isinstance(value, str):
        return value if _MADE_BY_MACHINE.fullmatch(value) else without_numbers(value)
    if isinstance(value, Mapping):
        return {key: without_numbers_within(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_numbers_within(each) for each in value]
    return value


def _read(text: str) -> str:
    """The text sign by sign as a reader understands it: １ and ١ are 1, a full-width dot is a dot."""
    return text if text.isascii() else "".join(_read_sign(sign) for sign in text)


def _read_sign(sign: str) -> str:
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def check_nik(
    text: str | None, *, known: KnownAreas, on: date, sex: str | None = None, birth_date: date | None = None
) -> IdentityCheck:
    """Checks a NIK as of the day `on`, against the stated sex (`male`, `female`) and birth date where given.

    An empty text is allowed: infants and neglected people may have no NIK yet, and are helped to get one.
    """
    digits = normalise(text or "")
    if not digits:
        return IdentityCheck(None, (_finding("no_nik"),))
    errors = list(_form_errors(text or "", digits, "NIK"))
    if errors:
        return IdentityCheck(None, tuple(errors))
    day = int(digits[6:8])
    read_sex = "female" if day > FEMALE_DAY_OFFSET else "male"
    if read_sex == "female":
        day -= FEMALE_DAY_OFFSET
    readings = _readings(day, int(digits[8:10]), int(digits[10:12]), on)
    errors += _content_errors(digits, known, bool(readings), "NIK")
    if errors:
        return IdentityCheck(None, tuple(errors))
    findings = [*_area_warnings(digits, known, "NIK"), *_sex_warning(read_sex, sex)]
    findings += _birth_findings(readings, birth_date)
    return IdentityCheck(digits, tuple(findings), readings, read_sex)


def check_no_kk(text: str | None, *, known: KnownAreas, on: date) -> IdentityCheck:
    """Checks a nomor KK as of the day `on`; an empty text is allowed (a family may not have its KK yet)."""
    digits = normalise(text or "")
    if not digits:
        return IdentityCheck(None, (_finding("no_kk_absent"),))
    errors = list(_form_errors(text or "", digits, "nomor KK"))
    if errors:
        return IdentityCheck(None, tuple(errors))
    if FEMALE_DAY_OFFSET < int(digits[6:8]) <= FEMALE_DAY_OFFSET + 31:
        return IdentityCheck(None, (_finding("looks_like_nik"),))
    readings = _readings(int(digits[6:8]), int(digits[8:10]), int(digits[10:12]), on)
    errors += _content_errors(digits, known, bool(readings), "nomor KK")
    if errors:
        return IdentityCheck(None, tuple(errors))
    plausible = tuple(day for day in readings if day.year >= FIRST_KK_YEAR)
    findings = list(_area_warnings(digits, known, "nomor KK"))
    if not plausible:
        findings.append(_finding("recording_date_implausible"))
    return IdentityCheck(digits, tuple(findings), plausible)


def _readings(day: int, month: int, year: int, on: date) -> tuple[date, ...]:
    """Real dates the two-digit year may mean, latest first, at which a person is 0 to 120 years old `on`."""
    century = on.year // 100 * 100
    readings = []
    for full_year in (century + year, century - 100 + year):
        try:
            candidate = date(full_year, month, day)
        except ValueError:  # not a date in this century: 29 February, or a month 13
            continue
        if candidate <= on and age_on(candidate, on) <= OLDEST_AGE:
            readings.append(candidate)
    return tuple(readings)


def age_on(birth_date: date, on: date) -> int:
    """Completed years of age; somebody born on 29 February has the birthday on 1 March in a common year."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def _finding(code: str, **parts: str | int) -> Finding:
    severity, message_id, message_en = _MESSAGES[code]
    return Finding(code, severity, message_id.format(**parts), message_en.format(**parts))


def _form_errors(text: str, digits: str, name: str) -> Iterator[Finding]:
    if _SCIENTIFIC.fullmatch(text):
        yield _finding("scientific_notation", name=name)
        return
    strange = next((char for char in digits if not ("0" <= char <= "9")), None)
    if strange is not None:
        code = "foreign_digits" if strange.isdigit() else "not_digits"
        yield _finding(code, name=name, char=strange)
    elif len(digits) != LENGTH:
        yield _finding("wrong_length", name=name, count=len(digits))


def _content_errors(digits: str, known: KnownAreas, has_date: bool, name: str) -> Iterator[Finding]:
    if digits in _PLACEHOLDERS or len(set(digits)) == 1:
        yield _finding("placeholder", name=name)
        return
    if digits[:2] not in known.provinces:
        yield _finding("province_unknown", name=name, digits=digits[:2])
    if not has_date:
        yield _finding("date_impossible", name=name)
    if digits[-4:] == "0000":
        yield _finding("sequence_zero", name=name)


def _area_warnings(digits: str, known: KnownAreas, name: str) -> Iterator[Finding]:
    if f"{digits[:2]}.{digits[2:4]}" not in known.regencies:
        yield _finding("regency_unknown", name=name)
    elif f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}" not in known.districts:
        yield _finding("district_unknown", name=name)


def _sex_warning(read: str, stated: str | None) -> Iterator[Finding]:
    if stated is None or stated == read:
        return
    word_id, word_en = ("perempuan", "a woman") if read == "female" else ("laki-laki", "a man")
    yield _finding("sex_mismatch", word_id=word_id, word_en=word_en)


def _birth_findings(readings: tuple[date, ...], stated: date | None) -> Iterator[Finding]:
    if stated is not None and stated not in readings:
        yield _finding("birth_date_mismatch", dates=" / ".join(f"{day:%d-%m-%Y}" for day in reversed(readings)))
    elif stated is None and len(readings) > 1:
        yield _finding("century_ambiguous", years=" / ".join(str(day.year) for day in reversed(readings)))


_MESSAGES: dict[str, tuple[Severity, str, str]] = {
    "scientific_notation": (
        Severity.ERROR,
        "Excel telah meringkas {name} ini (bentuk 1,9E+15), sehingga angka aslinya hilang. Ubah kolom menjadi"
        " Teks di Excel, lalu masukkan {name} dari kartu.",
        "Excel has shortened this {name} (the 1.9E+15 form), so its digits are lost. Set the column to Text in"
        " Excel, then enter the {name} from the card.",
    ),
    "foreign_digits": (
        Severity.ERROR,
        "{name} memuat angka bentuk lain (“{char}”). Ketik ulang dengan angka biasa 0-9.",
        "The {name} contains a digit of another form (“{char}”). Type it again with plain digits 0-9.",
    ),
    "not_digits": (
        Severity.ERROR,
        "{name} memuat “{char}”, padahal hanya boleh angka. Periksa kartu; huruf O sering tertukar dengan 0.",
        "The {name} contains “{char}”, but only digits are allowed. Check the card; O is often typed for 0.",
    ),
    "wrong_length": (
        Severity.ERROR,
        "{name} harus 16 angka, yang dimasukkan {count} angka. Periksa kembali dengan kartu.",
        "The {name} must have 16 digits, {count} were entered. Check it against the card.",
    ),
    "placeholder": (
        Severity.ERROR,
        "{name} ini hanya angka pengisi. Masukkan {name} yang sebenarnya, atau kosongkan bila belum punya.",
        "This {name} is only a filler. Enter the real one, or leave it empty if there is none yet.",
    ),
    "province_unknown": (
        Severity.ERROR,
        "Dua angka pertama {name} ({digits}) bukan kode provinsi mana pun. Periksa kembali dengan kartu.",
        "The first two digits of the {name} ({digits}) are no province code. Check it against the card.",
    ),
    "date_impossible": (
        Severity.ERROR,
        "Angka ke-7 sampai 12 {name} bukan tanggal yang mungkin. Periksa kembali dengan kartu.",
        "Digits 7 to 12 of the {name} are not a possible date. Check it against the card.",
    ),
    "sequence_zero": (
        Severity.ERROR,
        "Empat angka terakhir {name} tidak boleh 0000. Periksa kartu; Excel kadang mengganti angka akhir dengan 0.",
        "The last four digits of the {name} cannot be 0000. Check the card; Excel may turn final digits to 0.",
    ),
    "looks_like_nik": (
        Severity.ERROR,
        "Ini bentuk NIK seorang perempuan, bukan nomor KK. Masukkan nomor yang tercetak di atas Kartu Keluarga.",
        "This has the form of a woman's NIK, not of a nomor KK. Enter the number at the top of the Kartu Keluarga.",
    ),
    "regency_unknown": (
        Severity.WARNING,
        "Empat angka pertama {name} bukan kode kabupaten/kota yang dikenal. Periksa kembali dengan kartu.",
        "The first four digits of the {name} are no known kabupaten/kota code. Check it against the card.",
    ),
    "district_unknown": (
        Severity.WARNING,
        "Enam angka pertama {name} bukan kode kecamatan yang dikenal. Periksa kembali dengan kartu.",
        "The first six digits of the {name} are no known kecamatan code. Check it against the card.",
    ),
    "sex_mismatch": (
        Severity.WARNING,
        "Menurut NIK orang ini {word_id}. Periksa jenis kelamin; bila KTP memang begitu, boleh dilanjutkan.",
        "The NIK says this person is {word_en}. Check the sex; if the card says so, you may go on.",
    ),
    "birth_date_mismatch": (
        Severity.WARNING,
        "Menurut NIK orang ini lahir {dates}. Periksa tanggal lahir; NIK tetap berlaku walau tanggalnya keliru.",
        "The NIK says this person was born {dates}. Check the birth date; a NIK stays valid even when its date"
        " is wrong.",
    ),
    "recording_date_implausible": (
        Severity.WARNING,
        "Tanggal dalam nomor KK belum tiba atau terlalu lama. Periksa kembali dengan kartu.",
        "The date in the nomor KK is in the future or too long ago. Check it against the card.",
    ),
    "century_ambiguous": (
        Severity.INFO,
        "Tahun lahir dalam NIK dapat berarti {years}. Tanyakan tahun lahir orang ini.",
        "The birth year in the NIK may mean {years}. Ask for this person's year of birth.",
    ),
    "no_nik": (
        Severity.INFO,
        "Belum ber-NIK. Data tetap dapat disimpan; rujuk orang ini ke Disdukcapil agar memperoleh NIK.",
        "No NIK yet. The record can be saved; refer this person to Disdukcapil to obtain one.",
    ),
    "no_kk_absent": (
        Severity.INFO,
        "Belum ada nomor KK. Data tetap dapat disimpan; rujuk keluarga ini ke Disdukcapil.",
        "No nomor KK yet. The record can be saved; refer this family to Disdukcapil.",
    ),
}
