"""What an officer types about a meeting: the plan, who came, what was decided, why it is called off."""

from typing import Any

from django import forms
from django.http import QueryDict

from slrt.domain.ids import uuid7
from slrt.domain.registry.minutes import Attendee
from slrt.reads.registry.meetings import MeetingPage
from slrt.services.registry import meetings
from slrt.web.areas.fields import AreaField
from slrt.web.language import lazy_t

EMPTY_ROWS = 3
"""Rows without a name that stand under those written already."""

MOST_ROWS = 320


class PlanForm(forms.Form):
    """When, where, who leads; `revision` is what the person saw. Limits are the service's business."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, initial=0)
    held_on = forms.DateField(
        label=lazy_t("Hari musyawarah", "Day of the meeting"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(
        label=lazy_t("Tempat", "Place"), help_text=lazy_t("Misalnya Balai Desa.", "The village hall, for example.")
    )
    chair = forms.CharField(label=lazy_t("Pimpinan musyawarah", "Who leads the meeting"))
    secretary = forms.CharField(label=lazy_t("Notulis", "Who writes the minutes"), required=False)
    number = forms.CharField(label=lazy_t("Nomor berita acara", "Number of the minutes"), required=False)

    def plan(self, area_code: str) -> meetings.Plan:
        """What was typed, as the service takes it."""
        names = ("held_on", "place", "chair", "secretary", "number")
        return meetings.Plan(area_code=area_code, **{name: self.cleaned_data[name] for name in names})


class NewPlanForm(PlanForm):
    """The same with the village, chosen inside the officer's own area."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    area_code = AreaField(label=lazy_t("Desa atau kelurahan", "Village"))
    field_order = ("area_code",)

    def __init__(self, data: Any, within: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["area_code"].inside(within)  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(
        label=lazy_t("Alasan", "Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ScanForm(forms.Form):
    """The signed minutes: a photo or a PDF."""

    scan = forms.FileField(
        label=lazy_t("Foto atau PDF yang ditandatangani", "Photo or PDF of the signed minutes"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


def decisions_of(data: QueryDict, page: MeetingPage) -> list[meetings.Decision]:
    """The decisions as they were ticked and typed, item by item; items that were not sent are left as they are."""
    return [
        meetings.Decision(
            item_id=line.item.id,
            decision=data.get(f"decision-{line.item.id}", ""),
            note=data.get(f"note-{line.item.id}", ""),
        )
        for line in page.agenda
        if f"note-{line.item.id}" in data
    ]


def people_of(data: QueryDict) -> list[Attendee]:
    """The rows of the attendance list as they were typed."""
    rows = zip(data.getlist("name"), data.getlist("capacity"), strict=False)
    return [Attendee(name=name, capacity=capacity) for name, capacity in list(rows)[:MOST_ROWS]]


def initial_plan(page: MeetingPage) -> dict[str, Any]:
    """A meeting as the form shows it."""
    names = ("revision", "held_on", "place", "chair", "secretary", "number")
    return {name: getattr(page.row, name) for name in names}
