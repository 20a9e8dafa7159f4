"""Benefits that are not cash show their figure and what it stands for (domain sources 55, 70, 79, 81)."""

from pathlib import Path

import pytest
from django.utils import translation

from slrt.domain import clock
from slrt.domain.programmes import load_programmes
from slrt.domain.rules.benefit import Benefit
from slrt.web.templatetags.register import worth, worth_of

PROGRAMMES = Path(__file__).resolve().parents[3] / "programmes"


def benefit(code: str) -> Benefit:
    programme = next(each for each in load_programmes(PROGRAMMES) if each.code == code)
    version = programme.version_on(clock.today())
    assert version is not None
    return version.benefit


@pytest.mark.parametrize(
    ("code", "figure", "words"),
    [
        ("bansos_beras", "10 kg beras", "per bulan"),
        ("pbi_jkn", "Rp42.000", "iuran per orang, per bulan"),
        ("umi", "s.d. Rp10.000.000", "pinjaman, bukan bantuan"),
        ("kur", "s.d. Rp500.000.000", "pinjaman, bukan bantuan"),
        ("listrik", "Tarif bersubsidi", "golongan R-1/450 atau R-1/900 RTM"),
    ],
)
def test_the_figure_comes_with_what_it_stands_for(code: str, figure: str, words: str) -> None:
    with translation.override("id"):
        assert worth(benefit(code)) == figure
        assert worth_of(benefit(code)) == words
