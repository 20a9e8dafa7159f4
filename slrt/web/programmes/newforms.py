"""A new programme of the officer's own area, and the steps of a version."""

from typing import Any

from django import forms

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.programme import Level
from slrt.domain.workflow.machine import Step
from slrt.domain.workflow.taxonomy import SECTORS
from slrt.services.programmes import NewProgramme
from slrt.web.language import lazy_t, t

LEVELS = {
    Level.CENTRE: ("Pusat", "National"),
    Level.PROVINCE: ("Provinsi", "Province"),
    Level.KABUPATEN: ("Kabupaten/kota", "Kabupaten/kota"),
    Level.DESA: ("Desa/kelurahan", "Village"),
    Level.PRIVATE: ("Swasta, CSR, BAZNAS, atau yayasan", "Private, CSR, BAZNAS or a foundation"),
}


def _name(indonesian: str, english: str) -> forms.CharField:
    return forms.CharField(label=lazy_t(indonesian, english), max_length=160)


class ProgrammeForm(forms.Form):
    """Names, owner, sector and whom to complain to."""

    name_id = _name("Nama program (Indonesia)", "Name (Indonesian)")
    name_en = _name("Nama program (Inggris)", "Name (English)")
    owner_id = _name("Pemilik (Indonesia)", "Owner (Indonesian)")
    owner_en = _name("Pemilik (Inggris)", "Owner (English)")
    complain_id = _name("Mengadu kepada (Indonesia)", "Complain to (Indonesian)")
    complain_en = _name("Mengadu kepada (Inggris)", "Complain to (English)")
    sector = forms.ChoiceField(label=lazy_t("Bidang", "Sector"))
    level = forms.ChoiceField(label=lazy_t("Milik siapa", "Whose"), widget=forms.RadioSelect)

    def __init__(self, data: Any, levels: tuple[Level, ...]) -> None:
        super().__init__(data, initial={"level": levels[0].value})
        sectors = [(code, t(label.label_id, label.label_en)) for code, label in SECTORS.items()]
        self.fields["sector"].choices = sectors  # type: ignore[attr-defined]
        self.fields["level"].choices = [(level.value, t(*LEVELS[level])) for level in levels]  # type: ignore[attr-defined]

    def programme(self) -> NewProgramme:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        return NewProgramme(
            name=Bilingual(given["name_id"], given["name_en"]),
            owner=Bilingual(given["owner_id"], given["owner_en"]),
            complain_to=Bilingual(given["complain_id"], given["complain_en"]),
            sector=given["sector"],
            level=given["level"],
        )


class StepForm(forms.Form):
    """What a step of a version needs; `revision` is what the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    until = forms.DateField(
        label=lazy_t("Hari terakhir berlaku", "Last day in force"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=lazy_t("Alasan", "Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any, step: Step, revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        for name in ("until", "reason"):
            if name not in step.needs:
                del self.fields[name]
