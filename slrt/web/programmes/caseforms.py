"""Stored cases on the screen: a day, a family, and the answer that the law gives it."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django import forms

from slrt.web.language import lazy_t, t
from slrt.web.programmes.forms import LARGEST

VERDICTS = (
    ("eligible", lazy_t("Memenuhi syarat", "Eligible")),
    ("not_eligible", lazy_t("Tidak memenuhi", "Not eligible")),
    ("unknown", lazy_t("Belum diketahui", "Not yet known")),
)
_FACTS = {"rows": 6, "spellcheck": "false", "class": "rule-input"}
EXAMPLE = {"family": {"decile": 2}, "members": [{"birth_date": "1950-01-31"}]}
SHOWN = ("verdict", "amount", "amount_min", "amount_max")


class CaseForm(forms.Form):
    """One case. What else a case expects (`missing`, `members`) is kept as it was."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = forms.CharField(label=lazy_t("Nama kasus", "Name of the case"), max_length=200)
    on = forms.DateField(
        label=lazy_t("Dinilai pada hari", "Judged on the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    facts = forms.CharField(
        label=lazy_t("Keluarga (JSON)", "Family (JSON)"),
        widget=forms.Textarea(attrs=_FACTS),
        max_length=20_000,
        help_text=lazy_t(
            "Fakta yang diketahui saja. Yang tidak ditulis berarti belum diketahui.",
            "Known facts alone. What is not written is not known.",
        ),
    )
    verdict = forms.ChoiceField(
        label=lazy_t("Hasil menurut aturan", "The law's answer"), choices=VERDICTS, widget=forms.RadioSelect
    )
    amount = forms.IntegerField(
        label=lazy_t("Jumlah (rupiah)", "Amount (rupiah)"), required=False, min_value=0, max_value=LARGEST
    )
    amount_min = forms.IntegerField(
        label=lazy_t("Jumlah terkecil", "Least amount"), required=False, min_value=0, max_value=LARGEST
    )
    amount_max = forms.IntegerField(
        label=lazy_t("Jumlah terbesar", "Greatest amount"), required=False, min_value=0, max_value=LARGEST
    )

    def clean_facts(self) -> dict[str, Any]:
        """The family as JSON; whether its facts exist is judged by the service."""
        try:
            data = json.loads(self.cleaned_data["facts"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(t("JSON ini tidak bisa dibaca.", "This JSON cannot be read.")) from error
        if not isinstance(data, dict) or not {*data} <= {"family", "members"}:
            words = t('Tulis {"family": {...}, "members": [...]}.', 'Write {"family": {...}, "members": [...]}.')
            raise forms.ValidationError(words)
        return data

    def case(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The case as it is stored; expectations that this form does not show are kept."""
        given = self.cleaned_data
        kept = {key: value for key, value in before.get("expect", {}).items() if key not in SHOWN}
        expect = {name: given[name] for name in SHOWN if given[name] not in (None, "")}
        facts = {"family": given["facts"].get("family", {}), "members": given["facts"].get("members", [])}
        return {"name": given["name"], "on": given["on"].isoformat(), **facts, "expect": {**kept, **expect}}


def initial_case(case: Mapping[str, Any] | None, day: datetime.date) -> dict[str, Any]:
    """A stored case as the form shows it; an example for a new one."""
    if case is None:
        return {"on": day.isoformat(), "facts": _written(EXAMPLE), "verdict": "eligible"}
    facts = {"family": case.get("family", {}), "members": case.get("members", [])}
    expect = {name: case["expect"].get(name) for name in SHOWN}
    return {"name": case["name"], "on": case["on"], "facts": _written(facts), **expect}


def _written(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2)
