"""Papers a programme asks for: who issues each, and what is said where the register knows it is lacking."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slrt.domain.programmes import load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.explain_papers import Paper, issuer_of, issuers, lacking, papers_of
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.domain.rules.record import FamilyRecord

PROGRAMMES = {one.code: one for one in load_programmes(Path(__file__).resolve().parents[3] / "programmes")}
DAY = date(2026, 1, 15)
SITI = {"birth_date": date(1985, 5, 1), "sex": "female", "is_pregnant": True}
ANDI = {"birth_date": date(2015, 5, 1), "sex": "male"}


def papers(code: str, family: dict[str, Any], *members: dict[str, Any]) -> tuple[Paper, ...]:
    record = FamilyRecord(family, members, ("Siti", "Andi", "Rusdi")[: len(members)])
    (verdict,) = evaluate_family([PROGRAMMES[code]], record, DAY)
    version = PROGRAMMES[code].version_on(DAY)
    assert version is not None
    return papers_of(version, verdict, record, DAY)


def said(found: tuple[Paper, ...]) -> list[tuple[str, str]]:
    return [(paper.lacking.id, paper.lacking.en) for paper in lacking(found) if paper.lacking]


def test_every_paper_of_every_programme_has_an_office() -> None:
    asked = {paper for one in PROGRAMMES.values() for version in one.versions for paper in version.documents}
    assert {paper.id for paper in asked if issuer_of(paper) is None} == set()


def test_an_office_is_confirmed_by_a_source_or_marked() -> None:
    assert [issuer.document for issuer in issuers() if issuer.confirmed and not issuer.source] == []
    assert [issuer.fact for issuer in issuers() if issuer.fact and issuer.fact not in catalogue().facts] == []


@pytest.mark.parametrize(
    ("paper", "office"),
    [
        ("KTP orang tua", "Dinas Kependudukan dan Pencatatan Sipil"),
        ("Kartu KIS, bila ada", "BPJS Kesehatan"),
        ("NIB dan foto usaha, untuk usaha mikro", "pelayanan perizinan usaha"),
        ("SKTM dari desa atau kelurahan", "desa atau kelurahan"),
    ],
)
def test_a_paper_is_known_by_how_it_begins(paper: str, office: str) -> None:
    found = issuer_of(Bilingual(paper, ""))
    assert found is not None
    assert found.office.id == office


def test_a_paper_nobody_knows_has_no_office_and_is_not_confirmed() -> None:
    assert issuer_of(Bilingual("KTPX dan surat nikah", "Marriage book")) is None


def test_nobody_has_an_identity_card() -> None:
    found = papers("pkh", {"decile": 2}, {**SITI, "has_ktp": False}, ANDI)
    assert said(found) == [
        (
            "KTP belum ada: Siti (40 tahun). Urus di Dinas Kependudukan dan Pencatatan Sipil.",
            "Identity card (KTP): not there yet for Siti (40 years). Issued by: Civil registry (Disdukcapil).",
        )
    ]


def test_one_identity_card_in_the_family_is_enough_for_it() -> None:
    rusdi = {"birth_date": date(1980, 1, 1), "sex": "male", "has_ktp": True}
    assert said(papers("pkh", {"decile": 2}, {**SITI, "has_ktp": False}, ANDI, rusdi)) == []


def test_who_borrows_shows_their_own_identity_card() -> None:
    """The card of another member is no help to the one with the business, but a guardian's may be anybody's."""
    rusdi = {"birth_date": date(1980, 1, 1), "sex": "male", "has_ktp": True}
    trader = {**SITI, "has_ktp": False, "has_business": True}
    assert [words.split(":")[0] for words, _ in said(papers("umi", {}, trader, ANDI, rusdi))] == ["KTP belum ada"]
    orphan = {**ANDI, "orphan": "both"}
    assert said(papers("atensi_yapi", {"decile": 2}, trader, orphan, rusdi)) == []
    (guardian,) = said(papers("atensi_yapi", {"decile": 2}, trader, orphan))
    assert guardian[0].startswith("KTP wali belum ada: Siti (40 tahun).")


def test_what_was_not_asked_is_not_lacking() -> None:
    assert said(papers("pkh", {"decile": 2}, SITI, ANDI)) == []
    assert said(papers("rst", {"decile": 2}, SITI)) == []


def test_each_orphan_needs_a_birth_certificate_of_their_own() -> None:
    orphan = {**ANDI, "orphan": "both", "has_birth_certificate": False}
    other = {**ANDI, "orphan": "both", "has_birth_certificate": True}
    found = papers("atensi_yapi", {"decile": 2}, {**SITI, "orphan": "no"}, orphan, other)
    assert said(found) == [
        (
            "Akta kelahiran belum ada: Andi (10 tahun). Urus di Dinas Kependudukan dan Pencatatan Sipil.",
            "Birth certificate: not there yet for Andi (10 years). Issued by: Civil registry (Disdukcapil).",
        )
    ]


def test_an_office_that_no_source_names_is_said_to_be_unconfirmed() -> None:
    found = papers("rst", {"decile": 2, "land_proof": "none"}, SITI)
    assert said(found) == [
        (
            "Bukti kepemilikan tanah belum ada. Urus di desa atau kantor pertanahan."
            " Kantor ini belum pasti; tanyakan dulu.",
            "Proof of land ownership: not there yet. Issued by: village office or land office."
            " This office is unconfirmed; ask first.",
        )
    ]
