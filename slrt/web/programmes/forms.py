"""What an officer types about a rule (text, benefit, dates, source, documents), and back again as a definition."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from slrt.domain.rules.benefit import BenefitKind, Per
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Confidence
from slrt.domain.rules.text import TEXT_LIMIT
from slrt.web.language import lazy_t
from slrt.web.programmes.relationforms import PERIODS, RelationsPart, typed_fields, typed_rows

_DAY = {"type": "date"}
_MONEY = {"inputmode": "numeric", "min": "0"}
LARGEST = 1_000_000_000_000

SCOPES = (
    (Scope.FAMILY.value, lazy_t("Keluarga", "The family")),
    (Scope.MEMBER.value, lazy_t("Tiap orang (m)", "Each person (m)")),
)
KINDS = (
    (BenefitKind.CASH.value, lazy_t("Uang tunai", "Cash")),
    (BenefitKind.IN_KIND.value, lazy_t("Barang atau jasa", "In kind")),
    (BenefitKind.TARIFF.value, lazy_t("Tarif bersubsidi", "Subsidised tariff")),
    (BenefitKind.LOAN_CEILING.value, lazy_t("Pinjaman", "Loan")),
)
CONFIDENCES = (
    (Confidence.CONFIRMED.value, lazy_t("Pasti: sumbernya sudah dibaca", "Confirmed: the source was read")),
    (Confidence.UNCONFIRMED.value, lazy_t("Belum pasti", "Unconfirmed")),
)


def rule_box(rows: int) -> forms.Textarea:
    """A box for rule text: highlighted and completed where scripts run, a plain one elsewhere."""
    attrs = {"rows": rows, "data-rule": "", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
    return forms.Textarea(attrs={**attrs, "class": "rule-input", "maxlength": TEXT_LIMIT})


class Needed(forms.CharField):
    """Text without which nothing is published; a draft may still be saved while it is empty."""

    def validate(self, value: Any) -> None:
        """Leave it to the checker of rules."""


def _words(indonesian: str, english: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=lazy_t(indonesian, english), required=False, max_length=500, **more)


def _number(indonesian: str, english: str, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=lazy_t(indonesian, english),
        required=False,
        min_value=least,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs=_MONEY),
    )


class TextForm(forms.Form):
    """One version, without its components and documents. `revision` is what the author saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    scope = forms.ChoiceField(
        label=lazy_t("Aturan tentang", "The rule is about"), choices=SCOPES, widget=forms.RadioSelect
    )
    rule = Needed(label=lazy_t("Aturan", "Rule"), widget=rule_box(7), max_length=TEXT_LIMIT)
    kind = forms.ChoiceField(label=lazy_t("Bentuk manfaat", "Kind of benefit"), choices=KINDS)
    per = forms.ChoiceField(label=lazy_t("Untuk waktu", "For a time of"), choices=PERIODS)
    amount = _number("Jumlah tetap (rupiah)", "Flat amount (rupiah)")
    cap = _number("Paling banyak berapa orang per keluarga", "At most how many people a family", 1)
    quantity = _number("Banyaknya", "Quantity")
    unit_id = _words("Satuan (Indonesia)", "Unit (Indonesian)")
    unit_en = _words("Satuan (Inggris)", "Unit (English)")
    unit_value = _number("Nilai satuan untuk perencanaan (rupiah)", "Worth of a unit for planning (rupiah)")
    first = forms.DateField(
        label=lazy_t("Hari pertama", "First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=lazy_t("Hari terakhir", "Last day"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )
    source = Needed(
        label=lazy_t("Dasar hukum", "Legal source"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy_t("Peraturan, pasal, dan tanggalnya.", "Regulation, article and date."),
    )
    confidence = forms.ChoiceField(
        label=lazy_t("Kepastian", "Confidence"), choices=CONFIDENCES, widget=forms.RadioSelect
    )
    note_id = _words("Catatan (Indonesia)", "Note (Indonesian)")
    note_en = _words("Catatan (Inggris)", "Note (English)")


class ComponentForm(forms.Form):
    """One component of a benefit: who, how much, for how many. A row left empty is no component."""

    name_id = _words("Nama (Indonesia)", "Name (Indonesian)")
    name_en = _words("Nama (Inggris)", "Name (English)")
    amount = _number("Jumlah (rupiah)", "Amount (rupiah)")
    most = _number("Paling banyak orang", "At most people", 1)
    who = forms.CharField(label=lazy_t("Siapa", "Who"), required=False, widget=rule_box(2), max_length=TEXT_LIMIT)


class DocumentForm(forms.Form):
    """One document that a family brings. A row left empty is none."""

    id = _words("Dokumen (Indonesia)", "Document (Indonesian)")
    en = _words("Dokumen (Inggris)", "Document (English)")


Components = forms.formset_factory(ComponentForm, extra=1, max_num=30, absolute_max=31)
Documents = forms.formset_factory(DocumentForm, extra=1, max_num=30, absolute_max=31)


class Editor:
    """The forms of a version together: filled from the version, from what was sent (`data`), or as somebody left them
    to add or remove a row (`typed`: nothing is judged yet)."""

    def __init__(self, row: Any, data: Any = None, typed: Any = None) -> None:
        definition: Mapping[str, Any] = row.definition
        self.before = definition
        text = {"revision": row.revision, **initial_text(definition)}
        parts = [_component(part) for part in definition.get("benefit", {}).get("component", [])]
        documents = list(definition.get("documents", []))
        if typed is not None:
            text = typed_fields(typed, "", TextForm)
            parts, documents = typed_rows(typed, "part", ComponentForm), typed_rows(typed, "doc", DocumentForm)
        self.text = TextForm(data, initial=text)
        self.components = Components(data, initial=parts, prefix="part")
        self.documents = Documents(data, initial=documents, prefix="doc")
        self.relations = RelationsPart(row, data, typed)

    def is_valid(self) -> bool:
        """Whether every field can be read; the rule itself is judged by the checker of rules."""
        return all([self.says_a_rule(), self.relations.is_valid()])

    def says_a_rule(self) -> bool:
        """Whether what decides can be read, whatever is said of other programmes."""
        return all([self.text.is_valid(), self.components.is_valid(), self.documents.is_valid()])

    def wrong(self) -> list[forms.BaseForm]:
        """The forms with something wrong, in the order of the page."""
        forms_of = [self.text, *self.components, *self.relations.forms, *self.documents]
        return [form for form in forms_of if form.is_bound and form.errors]

    def definition(self) -> dict[str, Any]:
        """What was sent, as a table of `programme.toml` with dates as ISO text."""
        given = self.text.cleaned_data
        made: dict[str, Any] = {
            "from": given["first"].isoformat(),
            "scope": given["scope"],
            "rule": given["rule"].replace("\r\n", "\n").strip(),
            "benefit": self._benefit(given),
            "source": given["source"].strip(),
            "confidence": given["confidence"],
            "documents": [dict(row) for row in _filled(self.documents.forms)],
        }
        if given["last"]:
            made["until"] = given["last"].isoformat()
        if given["note_id"] or given["note_en"]:
            made["note"] = {"id": given["note_id"], "en": given["note_en"]}
        if made["rule"] == str(self.before.get("rule", "")).strip() and "wording" in self.before:
            made["wording"] = self.before["wording"]
        relations = self.relations.relations() if self.relations.is_valid() else {}
        return {**made, "relations": relations} if self.relations.was_sent or relations else made

    def _benefit(self, given: Mapping[str, Any]) -> dict[str, Any]:
        before = self.before.get("benefit", {})
        made = {"kind": given["kind"], "per": given["per"]}
        made |= {name: given[name] for name in ("amount", "quantity", "unit_value") if given[name] is not None}
        if given["unit_id"] or given["unit_en"]:
            made["unit"] = {"id": given["unit_id"], "en": given["unit_en"]}
        if given["cap"] is not None:
            made["cap"] = {"persons": given["cap"], "confidence": before.get("cap", {}).get("confidence", "confirmed")}
        if "note" in before:
            made["note"] = before["note"]
        parts = [_part(row) for row in _filled(self.components.forms)]
        return {**made, "component": parts} if parts else made


def initial_text(definition: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as the fields of `TextForm` show it."""
    benefit = definition.get("benefit", {})
    unit, note = benefit.get("unit", {}), definition.get("note", {})
    return {
        "scope": definition.get("scope", Scope.FAMILY.value),
        "rule": str(definition.get("rule", "")).strip(),
        "kind": benefit.get("kind", BenefitKind.CASH.value),
        "per": benefit.get("per", Per.MONTH.value),
        "amount": benefit.get("amount"),
        "cap": benefit.get("cap", {}).get("persons"),
        "quantity": benefit.get("quantity"),
        "unit_id": unit.get("id"),
        "unit_en": unit.get("en"),
        "unit_value": benefit.get("unit_value"),
        "first": definition.get("from"),
        "last": definition.get("until"),
        "source": definition.get("source"),
        "confidence": definition.get("confidence", Confidence.UNCONFIRMED.value),
        "note_id": note.get("id"),
        "note_en": note.get("en"),
    }


def _component(part: Mapping[str, Any]) -> dict[str, Any]:
    name = part.get("name", {})
    return {
        "name_id": name.get("id"),
        "name_en": name.get("en"),
        "who": str(part.get("who", "")).strip(),
        "amount": part.get("amount"),
        "most": part.get("max"),
    }


def _part(row: Mapping[str, Any]) -> dict[str, Any]:
    made = {
        "name": {"id": row["name_id"], "en": row["name_en"]},
        "who": row["who"].replace("\r\n", "\n").strip(),
        "amount": row["amount"],
    }
    return {**made, "max": row["most"]} if row["most"] is not None else made


def _filled(rows: Iterable[forms.Form]) -> list[dict[str, Any]]:
    """What stands in the rows that hold anything."""
    found = [row.cleaned_data for row in rows]
    return [row for row in found if any(value not in (None, "") for value in row.values())]
