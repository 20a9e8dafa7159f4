"""NIK and nomor KK in files: the quick look for the many that are fine, the full one of `identity` for the others."""

from datetime import date

from slrt.domain import identity
from slrt.domain.identity import Finding, IdentityCheck, KnownAreas, Severity

QUOTES = "'\"`\u2018\u2019\u201c\u201d"
"""Signs around a number by which people keep Excel from touching it."""

LOST_A_DIGIT = identity.LENGTH - 1
MOST_KEPT = 200_000


class Numbers:
    """Checks numbers as of one day against the area codes ever used."""

    def __init__(self, known: KnownAreas, on: date) -> None:
        self._known, self._on = known, on
        self._districts = frozenset(code.replace(".", "") for code in known.districts)
        self._a_district = min(self._districts)
        self._dates: dict[str, frozenset[date]] = {}

    def nik(self, text: str) -> str:
        """The 16 digits of a cell, or "" for anything that is no valid NIK (or none at all)."""
        if self._plain(text) and self._readings(text[6:12]):
            return text
        return self.check_nik(text).value or ""

    def surely_right(self, nik: str, sex: object, born: date | None) -> bool:
        """Whether a full check of this valid NIK against sex and birth date would find nothing at all to say."""
        return self._plain(nik) and (nik[6] >= "4") is (sex == "female") and born in self._readings(nik[6:12])

    def _plain(self, text: str) -> bool:
        """16 digits of a known kecamatan, with a sequence number, that nobody made up of one digit."""
        return (
            len(text) == identity.LENGTH
            and text.isascii()
            and text.isdigit()
            and text[:6] in self._districts
            and text[12:] != "0000"
            and text != text[0] * identity.LENGTH
        )

    def _readings(self, digits: str) -> frozenset[date]:
        """The birth dates that the six digits may mean; empty for an impossible one. The full check is asked once."""
        found = self._dates.get(digits)
        if found is None:
            if len(self._dates) > MOST_KEPT:
                self._dates.clear()
            found = frozenset(
                identity.check_nik(f"{self._a_district}{digits}0001", known=self._known, on=self._on).dates
            )
            self._dates[digits] = found
        return found

    def check_nik(self, text: str, sex: str | None = None, born: date | None = None) -> IdentityCheck:
        """Everything `identity` has to say of the number of a cell."""
        found = identity.check_nik(unquoted(text), known=self._known, on=self._on, sex=sex, birth_date=born)
        return _explained(found, text, "NIK")

    def check_no_kk(self, text: str) -> IdentityCheck:
        """The same for a nomor KK."""
        return _explained(identity.check_no_kk(unquoted(text), known=self._known, on=self._on), text, "nomor KK")


def unquoted(text: str) -> str:
    """The text without quotation marks and white space around it."""
    return text.strip().strip(QUOTES).strip()


def _explained(found: IdentityCheck, text: str, name: str) -> IdentityCheck:
    """Where exactly one digit is missing, the file lost it: say how."""
    if not any(finding.code == "wrong_length" for finding in found.findings):
        return found
    if len(identity.normalise(unquoted(text))) != LOST_A_DIGIT:
        return found
    lost = Finding(
        "wrong_length",
        Severity.ERROR,
        f"{name} harus 16 angka, di berkas hanya 15: satu angka hilang, biasanya nol di depan yang dibuang Excel."
        " Ubah kolom menjadi Teks, lalu masukkan nomor dari kartu.",
        f"The {name} must have 16 digits, the file has 15: one was lost, usually a leading zero that Excel dropped."
        " Set the column to Text, then enter the number from the card.",
    )
    return IdentityCheck(None, (lost,))
