"""Whatever the office typed and wherever: another organisation reads no clear NIK or nomor KK."""

import re

import pytest

from slrt.domain.access import system
from slrt.services import cases
from slrt.store.registry.models import Family, Person
from slrt.store.walls.context import acting
from tests.makers.browsers import browser
from tests.makers.cases import Cast, analysed, answered, family, referred

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

N = "1906015701900012"
GROUPED = "1906 0157 0190 0012"
MASKED = "1906••••••••0012"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(rf"[0-9]{{16}}|{GROUPED}")


def numbered_family() -> Family:
    home = family()
    with acting(system()):
        Family.objects.filter(id=home.id).update(address=f"Dusun Lipat, KK {N}", phone=N)
        Person.objects.filter(memberships__family=home).update(name=f"Rusdi {N}")
    return home


def test_every_field_of_a_packet_reaches_the_receiver_masked(cast: Cast) -> None:
    typed = {
        "title": f"KTP {N} hilang",
        "text": f"NIK {GROUPED} tidak aktif.",
        "reporter_name": f"Siti {N}",
        "reporter_phone": N,
        "reporter_relation": f"Ibu {N}",
    }
    case = analysed(cast, family_id=numbered_family().id, **typed)
    cases.attach(cast.back, case_id=case.id, name=f"KTP_{N}.pdf", data=b"%PDF-1.4\n%%EOF\n")
    overriding = {"consent": "override", "consent_reason": f"Wali dari {N}"}
    referral = referred(cast, case, message=f"Mohon dicek {N}", **overriding)
    client = browser(cast.provider)

    def read(path: str) -> str:
        """The page with its markup: title, labels and all; without the keys of rows, which are no numbers."""
        return UUID.sub("", client.get(path).content.decode())

    page = read(f"/referrals/{referral.id}")
    for words in (f"<title>KTP {MASKED} hilang", f"KTP_{MASKED}.pdf", f"Mohon dicek {MASKED}", f"Wali dari {MASKED}"):
        assert words in page
    pages = [page, read("/inbox"), read(f"/referrals/{referral.id}/decline")]
    answered(cast.back, referral, "withdraw", reason=f"Salah orang, bukan {GROUPED}")
    ended = read(f"/referrals/{referral.id}")
    assert f"Salah orang, bukan {MASKED}" in ended
    assert [NUMBER.findall(one) for one in [*pages, ended, read("/inbox?view=done")]] == [[]] * 5
