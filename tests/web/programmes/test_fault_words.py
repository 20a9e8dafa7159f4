"""What is wrong with a draft is said in the language of the page."""

import pytest
from django.utils import translation

from slrt.web.programmes import faultwords


@pytest.mark.parametrize(
    "said", ["cash needs a flat amount or components", "benefit: cash needs a flat amount or components"]
)
def test_money_that_is_missing_is_said_in_indonesian(said: str) -> None:
    with translation.override("id"):
        assert faultwords.said(said) == "uang tunai perlu jumlah tetap atau komponen"
