"""What another rule would come to: it stands beside the one in force, and whom it lets in or leaves out below."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Problem, Refused
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.domain.rules.text import TEXT_LIMIT
from slrt.domain.rules.words import shown
from slrt.reads import areas as area_reads
from slrt.reads import programmes as reads
from slrt.services.programmes import whatif as service
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.programmes.drafts import spoken
from slrt.web.programmes.forms import LARGEST, rule_box
from slrt.web.programmes.vocabulary import vocabulary

WRONG = 422
ROWS_SHOWN = 400
"""Parts listed on the screen; the command line writes them all."""

PARTS = {
    "kabupaten": (areas.REGENCY, lazy_t("Kabupaten/kota", "Kabupaten/kota")),
    "kecamatan": (areas.DISTRICT, lazy_t("Kecamatan", "Kecamatan")),
    "desa": (areas.VILLAGE, lazy_t("Desa/kelurahan", "Village")),
    "decile": (None, lazy_t("Desil", "Decile")),
}
ANSWERS = {
    "eligible": ("Memenuhi syarat", "Eligible"),
    "not_eligible": ("Tidak memenuhi", "Not eligible"),
    "unknown": ("Belum tahu", "Not yet known"),
}


class WhatIfForm(forms.Form):
    """A rule, one amount for each that the benefit has, and into which parts the sums are divided."""

    rule = forms.CharField(label=lazy_t("Aturan", "Rule"), widget=rule_box(7), max_length=TEXT_LIMIT)

    def __init__(self, data: Any, definition: Mapping[str, Any], area_code: str) -> None:
        initial = {"rule": definition["rule"].strip()}
        super().__init__(data, initial=initial)
        for place, (label, amount) in enumerate(_amounts(definition)):
            self.fields[f"amount_{place}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=LARGEST,
                initial=amount,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"}),
            )
        choices = [(name, label) for name, (level, label) in PARTS.items() if _is_finer(level, area_code)]
        self.fields["by"] = forms.ChoiceField(
            label=lazy_t("Rincian menurut", "Divided by"), choices=choices, initial=choices[0][0]
        )

    def question(self, code: str, area_code: str) -> service.Question:
        """What was asked."""
        given = self.cleaned_data
        amounts = tuple(given[name] for name in self.fields if name.startswith("amount_"))
        return service.Question(code, given["rule"].replace("\r\n", "\n").strip(), amounts, area_code, given["by"])


def _is_finer(level: int | None, area_code: str) -> bool:
    return level is None or level > areas.level(area_code)


def _amounts(definition: Mapping[str, Any]) -> list[tuple[str, int]]:
    amounts = service.amounts_of(definition)
    parts = definition.get("benefit", {}).get("component", [])
    if not parts:
        return [(t("Jumlah (rupiah)", "Amount (rupiah)"), amount) for amount in amounts]
    names = [t(part["name"]["id"], part["name"]["en"]) for part in parts]
    return [(name[:1].upper() + name[1:], amount) for name, amount in zip(names, amounts, strict=True)]


@require_http_methods(["GET", "POST"])
@needs(Permission.PROGRAMME_EDIT)
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """`/programmes/<code>/what-if`: asks over the snapshot; nothing of the register changes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area = service.place_of(actor, code)
    service.check_can_ask(actor, area)
    problems: tuple[Problem, ...] = ()
    try:
        source = service.source()
    except Refused as refused:
        source, problems = None, refused.problems
    row = service.current(code, source.on) if source else None
    context = {
        "programme": reads.names()[code],
        "code": code,
        "place": area_reads.name(area),
        "source": source,
        "problems": problems,
        "row": row,
    }
    wrong = False
    if source and row:
        form = WhatIfForm(request.POST if request.method == "POST" else None, row.definition, area)
        version = reads.version_of(code, source.on)
        more = {"form": form, "law": reads.law_of(version) if version else None, "vocabulary": vocabulary()}
        context |= more | _answer(actor, form, code, area)
        wrong = bool(form.errors or context.get("refused"))
    return render(request, "programmes/whatif.html", context, status=WRONG if wrong else 200)


def _answer(actor: Actor, form: WhatIfForm, code: str, area: str) -> dict[str, Any]:
    """What was found, or what is wrong with the question."""
    if not form.is_bound or not form.is_valid():
        return {}
    question = form.question(code, area)
    try:
        found = service.ask(actor, question)
    except Refused as refused:
        return {"refused": refused.problems}
    said = {"said": spoken(found.examined)}
    return said if found.report is None else said | _shown(found.report, question.by)


def _shown(report: Mapping[str, Any], by: str) -> dict[str, Any]:
    parts = report["parts"]
    names = {} if by == "decile" else area_reads.names(parts)
    rows = [{"name": _part(name, by, names), "sums": sums} for name, sums in parts.items()]
    total = report["total"]
    return {
        "report": report,
        "cash": "cash" in (report["before"]["kind"], report["after"]["kind"]),
        "same_period": report["before"]["per"] == report["after"]["per"],
        "steps": [_step(total, one) for one in ANSWERS],
        "answers": [t(*words) for words in ANSWERS.values()],
        "by": PARTS[by][1],
        "rows": rows[:ROWS_SHOWN],
        "left_out": max(len(rows) - ROWS_SHOWN, 0),
        "samples": [
            (t("Contoh keluarga yang masuk", "Families that would enter, for example"), _examples(report["entering"])),
            (t("Contoh keluarga yang keluar", "Families that would leave, for example"), _examples(report["leaving"])),
        ],
    }


def _part(name: str, by: str, names: Mapping[str, str]) -> str:
    if by != "decile":
        return names.get(name, name)
    return t("Desil belum diketahui", "Decile not known") if name == "unknown" else t(f"Desil {name}", f"Decile {name}")


def _step(total: Mapping[str, int], before: str) -> dict[str, Any]:
    """One row of the table of answers: how many families of one answer get each answer."""
    cells = [(t(*words), total[f"{before}_to_{after}"], before != after) for after, words in ANSWERS.items()]
    return {"name": t(*ANSWERS[before]), "cells": cells}


def _examples(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = area_reads.names([one["area_code"] for one in found])
    return [
        {
            "place": names.get(one["area_code"], one["area_code"]),
            "alike": one["alike"],
            "low": one["low"][1],
            "high": one["high"][1],
            "family": _facts("family", one["family"]),
            "members": [_facts("member", member) for member in one["members"]],
        }
        for one in found
    ]


def _facts(entity: str, known: Mapping[str, Any]) -> list[tuple[Bilingual, str]]:
    return [(catalogue().get(entity, name).label, _value(entity, name, value)) for name, value in known.items()]


def _value(entity: str, name: str, value: Any) -> str:
    fact = catalogue().get(entity, name)
    if isinstance(value, list):
        return ", ".join(t(*catalogue().label(fact.path, one)) for one in value) or "–"
    return t(*shown(fact, value))
