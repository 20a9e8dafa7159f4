"""What an officer says of other programmes and of places: which exclude, which go along, who comes first."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from slrt.domain.programmes.relations import ORDERED
from slrt.domain.rules.benefit import Per
from slrt.domain.rules.facts import RECEIVES, catalogue
from slrt.domain.rules.programme import QuotaArea
from slrt.reads import programmes as reads
from slrt.web.language import lazy_t, t
from slrt.web.templatetags.publishing import QUOTA_AREAS
from slrt.web.templatetags.register import said

PERIODS = (
    (Per.MONTH.value, lazy_t("Per bulan", "A month")),
    (Per.YEAR.value, lazy_t("Per tahun", "A year")),
    (Per.ONCE.value, lazy_t("Satu kali", "Once")),
)

RANKS = 3
"""Facts by which an officer ranks at the desk; a file may name more, and these are kept."""

LISTS = ("exclusive_with", "complements")
NONE = ("", lazy_t("– pilih –", "– choose –"))
NO_SOURCE = ("Sebutkan dasarnya: peraturan, pasal, dan tanggalnya.", "Name the source: regulation, article and date.")
NO_PROGRAMME = ("Pilih programnya, atau hapus baris ini.", "Choose the programme, or remove this row.")
TWICE = ("Program ini sudah disebut. Hapus salah satu baris.", "This programme is named already. Remove one row.")
NO_AREA = ("Pilih wilayahnya, atau kosongkan isian kuota lainnya.", "Choose the area, or empty the rest of the quota.")
NO_PERIOD = ("Pilih untuk waktu berapa lama.", "Choose the time it is for.")
EXCLUDED = ("Program ini sudah disebut tidak boleh bersamaan.", "This programme is named as excluding already.")
RANKED_TWICE = ("Sudah dipakai di urutan sebelumnya.", "It stands earlier in the order already.")


def _source() -> forms.CharField:
    return forms.CharField(
        label=lazy_t("Dasar", "Source"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RelationForm(forms.Form):
    """One programme and where the relation is said. A row left empty is none."""

    code = forms.ChoiceField(label=lazy_t("Program", "Programme"), required=False)
    source = _source()

    def __init__(self, *given: Any, programmes: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["code"].choices = [NONE, *programmes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("code") and not given.get("source"):
            self.add_error("source", t(*NO_SOURCE))
        if given.get("source") and "code" in given and not given["code"]:
            self.add_error("code", t(*NO_PROGRAMME))
        return given


def _areas() -> list[tuple[str, Any]]:
    return [
        ("", lazy_t("tidak ada kuota", "no quota")),
        *((code, lazy_t(*words)) for code, words in QUOTA_AREAS.items()),
    ]


class QuotaWordsForm(forms.Form):
    """How places are counted and who comes first; without an area there is no quota."""

    per = forms.ChoiceField(
        label=lazy_t("Tempat dihitung untuk tiap", "Places are counted for each"),
        required=False,
        choices=_areas(),
    )
    period = forms.ChoiceField(label=lazy_t("Untuk waktu", "For a time of"), required=False, choices=[NONE, *PERIODS])
    rank1 = forms.ChoiceField(label=lazy_t("Didahulukan menurut", "First by"), required=False)
    rank2 = forms.ChoiceField(label=lazy_t("Bila sama, menurut", "Where equal, by"), required=False)
    rank3 = forms.ChoiceField(label=lazy_t("Bila masih sama, menurut", "Where still equal, by"), required=False)
    source = _source()

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        facts = [(fact.path, said(fact.label)) for fact in catalogue().of("family") if fact.kind in ORDERED]
        for number in range(1, RANKS + 1):
            self.fields[f"rank{number}"].choices = [NONE, *facts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All of it or nothing, and nothing twice."""
        given: dict[str, Any] = self.cleaned_data
        if "per" in given and not given["per"]:
            if any(given.values()):
                self.add_error("per", t(*NO_AREA))
            return given
        if not given.get("period") and "period" in given:
            self.add_error("period", t(*NO_PERIOD))
        if not given.get("source"):
            self.add_error("source", t(*NO_SOURCE))
        self._check_ranks(given)
        return given

    def _check_ranks(self, given: Mapping[str, Any]) -> None:
        met: set[str] = set()
        for number in range(1, RANKS + 1):
            rank = given.get(f"rank{number}")
            if rank and rank in met:
                self.add_error(f"rank{number}", t(*RANKED_TWICE))
            met.add(rank or "")


Rows = forms.formset_factory(RelationForm, extra=1, max_num=40, absolute_max=41)


class RelationsPart:
    """Both lists and the quota, from what a version says, from what was sent, or as somebody left them (`typed`)."""

    def __init__(self, row: Any, data: Any = None, typed: Any = None) -> None:
        self.row = row
        self.before = reads.relations_of(row)
        self.was_sent = data is not None and "exclusive_with-TOTAL_FORMS" in data
        given = data if self.was_sent else None
        choices = {"programmes": self._programmes()}
        if typed is None:
            rows = {key: list(self.before.get(key, [])) for key in LISTS}
            quota = _quota_fields(self.before.get("quota"))
        else:
            rows = {key: typed_rows(typed, key, RelationForm) for key in LISTS}
            quota = typed_fields(typed, "quota-", QuotaWordsForm)
        self.exclusive_with, self.complements = (
            Rows(given, initial=rows[key], prefix=key, form_kwargs=choices) for key in LISTS
        )
        self.quota = QuotaWordsForm(given, initial=quota, prefix="quota")
        if typed is not None and typed.get("add") in LISTS:  # the keyboard goes on in the new row
            new = {"exclusive_with": self.exclusive_with, "complements": self.complements}[typed["add"]].forms[-1]
            new.fields["code"].widget.attrs["autofocus"] = True

    @property
    def forms(self) -> list[forms.BaseForm]:
        """All forms in the order of the page."""
        return [*self.exclusive_with, *self.complements, self.quota]

    def is_valid(self) -> bool:
        """Whether everything that was sent can be kept."""
        if not self.was_sent:
            return True
        lists = self.exclusive_with.is_valid(), self.complements.is_valid()
        return self.quota.is_valid() and all(lists) and self._is_of_one_mind()

    def relations(self) -> dict[str, Any]:
        """What was sent, under the keys of a programme's file; what is there where this part was not sent."""
        if not self.was_sent:
            return dict(self.row.definition.get("relations", {}))
        made: dict[str, Any] = {
            key: [dict(form.cleaned_data) for form in rows if form.cleaned_data.get("code")]
            for key, rows in zip(LISTS, (self.exclusive_with, self.complements), strict=True)
        }
        given = self.quota.cleaned_data
        if given["per"]:
            ranking = [given[f"rank{number}"] for number in range(1, RANKS + 1) if given[f"rank{number}"]]
            more = self.before.get("quota", {}).get("ranking", [])[RANKS:]
            own = {key: given[key] for key in ("per", "period", "source")}
            made["quota"] = {**own, "ranking": [*ranking, *more]}
        return made

    def _is_of_one_mind(self) -> bool:
        """No programme stands twice, nor both excludes and goes along."""
        met: dict[str, str] = {}
        for key, rows in zip(LISTS, (self.exclusive_with, self.complements), strict=True):
            for form in rows:
                code = form.cleaned_data.get("code")
                if code and code in met:
                    form.add_error("code", t(*(TWICE if met[code] == key else EXCLUDED)))
                elif code:
                    met[code] = key
        return not any(form.errors for form in self.forms)

    def _programmes(self) -> list[tuple[str, Any]]:
        """Programmes to choose from: those of the catalogue, those around, and those that are named already."""
        called = reads.names()
        shipped = [str(code) for code in catalogue().facts[RECEIVES].values]
        near = [*reads.local_names(self.row.programme.area_code)]
        named = [one["code"] for key in LISTS for one in self.before.get(key, [])]
        codes = [code for code in dict.fromkeys([*shipped, *near]) if code in called] + named
        own = self.row.programme_id
        return [(code, said(called[code]) if code in called else code) for code in dict.fromkeys(codes) if code != own]


def typed_rows(data: Any, prefix: str, form: type[forms.Form]) -> list[dict[str, Any]]:
    """The rows of a list as somebody left them, without empty ones and without the one to be dropped."""
    try:
        total = min(int(data.get(f"{prefix}-TOTAL_FORMS", 0)), 41)
    except ValueError:
        total = 0
    rows = [
        (number, typed_fields(data, f"{prefix}-{number}-", form))
        for number in range(total)
        if data.get("drop") != f"{prefix}-{number}"
    ]
    return [row for _, row in rows if any(row.values())]


def typed_fields(data: Any, prefix: str, form: type[forms.Form]) -> dict[str, Any]:
    """What somebody left in the fields of a form."""
    names: Iterable[str] = form.base_fields
    return {name: data.get(f"{prefix}{name}", "") for name in names}


def _quota_fields(quota: Mapping[str, Any] | None) -> dict[str, Any]:
    if quota is None:
        return {}
    ranks = {f"rank{number}": path for number, path in enumerate(quota.get("ranking", [])[:RANKS], start=1)}
    return {"per": QuotaArea(quota["per"]).value, "period": quota["period"], "source": quota["source"], **ranks}
