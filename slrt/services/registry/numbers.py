"""A NIK or nomor KK that is entered or corrected after registration."""

from slrt.domain import clock, identity
from slrt.domain.problems import Problem, Refused
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.services.registry.check import nik_taken
from slrt.services.registry.inputs import FactChange, Unknown


def checked_number(here: registry_reads.Recorded, item: FactChange, path: str) -> str | Unknown | None:
    """The 16 digits, or None to take the number out. Raises Refused for a wrong structure or a NIK in use.

    Mismatches with the stated sex or date never block (PP 40/2019 art. 30(2)).
    """
    if item.value is None or isinstance(item.value, Unknown):
        return item.value
    known, on = area_reads.known_codes(), clock.today()
    check = identity.check_nik if item.fact == "nik" else identity.check_no_kk
    found = check(str(item.value), known=known, on=on)
    if found.blocked:
        raise Refused(*(Problem(f.code, f.message_id, f.message_en, path) for f in found.findings))
    if item.fact == "nik" and found.value:
        _check_free(here, item, found.value, path)
    return found.value


def _check_free(here: registry_reads.Recorded, item: FactChange, nik: str, path: str) -> None:
    person = next(m.person for m in here.memberships if m.person_id == item.person_id)
    if registry_reads.has_nik(person, nik):
        return
    if registry_reads.niks_taken([nik]) and person.nik_status != "duplicate":
        raise Refused(nik_taken(path.removesuffix(".nik"), here=False))


def checked_kk(text: str, path: str = "no_kk") -> str:
    """The 16 digits of a nomor KK, "" where none is given yet. Raises Refused for a wrong structure."""
    found = identity.check_no_kk(text, known=area_reads.known_codes(), on=clock.today())
    if found.blocked:
        raise Refused(*(Problem(f.code, f.message_id, f.message_en, path) for f in found.findings))
    return found.value or ""
