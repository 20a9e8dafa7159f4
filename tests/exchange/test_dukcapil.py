"""NIKs go out to Dukcapil as a file: for a reason, by few, and never unseen."""

import csv
import io
from datetime import date

import pytest

from slrt.domain.access import Denied, system
from slrt.domain.problems import Refused
from slrt.exchange.dukcapil import write_list
from slrt.services.registry.niks import take_niks
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.makers.families import OTHER_REGENCY, REGENCY, new_family, nik, officer, person, registered

pytestmark = pytest.mark.django_db

BORN = date(1980, 5, 17)
GROUNDS = "Perjanjian kerja sama 12/2026"


def listed(actor: object, **more: str) -> list[list[str]]:
    file = io.StringIO()
    write_list(take_niks(actor, area_code=REGENCY, reason=GROUNDS, **more), file)  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(file.getvalue())))


def test_the_list_holds_whole_numbers_of_the_area_and_no_formula() -> None:
    number = nik(BORN, "male", 7)
    registered(officer(), new_family(person("=Rusdi", "head", BORN, "male", number), person("Bayi", "child")))
    rows = listed(officer("manager"))
    assert rows == [
        ["nik", "nama", "tanggal_lahir", "jenis_kelamin", "kode_wilayah"],
        [number, "'=Rusdi", "1980-05-17", "L", "19.06.01.2001"],
    ]
    with acting(system()):
        event = Event.objects.get(verb="identity.take_out")
    assert (event.reason, event.after["people"]) == (GROUNDS, 1)
    assert number not in str((event.before, event.after))


def test_nobody_takes_numbers_without_right_or_reason() -> None:
    with pytest.raises(Denied):
        take_niks(officer("back_office"), area_code=REGENCY, reason=GROUNDS)
    with pytest.raises(Denied):
        take_niks(officer("manager", OTHER_REGENCY), area_code=REGENCY, reason=GROUNDS)
    with pytest.raises(Refused):
        take_niks(officer("manager"), area_code=REGENCY, reason="cek")
    with acting(system()):
        assert not Event.objects.filter(verb="identity.take_out").exists()
