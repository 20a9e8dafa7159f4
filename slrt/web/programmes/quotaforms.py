"""What an officer types about the places of a programme."""

from datetime import timedelta
from typing import Any

from django import forms

from slrt.domain.ids import uuid7
from slrt.domain.programmes.waiting import MOST_PLACES
from slrt.reads.programmes.quotas import QuotaLine
from slrt.services.programmes import Terms
from slrt.web.areas.fields import AreaField
from slrt.web.language import lazy_t

NO_NUMBER = {"invalid": lazy_t("Tulis angka bulat tanpa titik.", "Write a whole number without separators.")}


def _day(indonesian: str, english: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=lazy_t(indonesian, english), widget=widget)


class QuotaForm(forms.Form):
    """Places, days, budget and source; `revision` is what the person saw. Limits are the service's business."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, initial=1)
    starts_on = _day("Hari pertama", "First day")
    last_day = _day("Hari terakhir", "Last day")
    places = forms.IntegerField(
        label=lazy_t("Tempat (keluarga)", "Places (families)"),
        error_messages=NO_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "0", "max": str(MOST_PLACES)}),
    )
    amount = forms.IntegerField(
        label=lazy_t("Anggaran (rupiah)", "Budget (rupiah)"),
        error_messages=NO_NUMBER,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"}),
    )
    source = forms.CharField(
        label=lazy_t("Dasar keputusan", "Decision it rests on"),
        max_length=240,
        help_text=lazy_t("Misalnya nomor peraturan desa atau surat dinas.", "A regulation or a letter, by its number."),
    )

    def terms(self) -> Terms:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        names = ("starts_on", "last_day", "places", "amount", "source")
        return Terms(**{name: given[name] for name in names})


class NewQuotaForm(QuotaForm):
    """The same with the area, chosen inside the officer's own."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    area_code = AreaField(label=lazy_t("Wilayah", "Area"))
    field_order = ("area_code",)

    def __init__(self, data: Any, within: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["area_code"].inside(within)  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a quota counts no more."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(
        label=lazy_t("Alasan", "Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def initial_terms(line: QuotaLine) -> dict[str, Any]:
    """A quota as the form shows it."""
    row = line.row
    return {
        "revision": row.revision,
        "starts_on": row.starts_on,
        "last_day": row.until - timedelta(days=1),
        "places": row.places,
        "amount": row.amount,
        "source": row.source,
    }
