"""Forms of the register that are the same for every family."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from slrt.domain.problems import NotFound, Problem
from slrt.domain.rules.facts import catalogue
from slrt.services.registry import FactChange, NewFamily, NewMember
from slrt.web.language import lazy_t, t
from slrt.web.registry.villages import village_choices
from slrt.web.templatetags.register import said

NUMBER = {"inputmode": "numeric", "autocomplete": "off", "data-secret": "", "maxlength": "40"}

SOURCES = (
    ("interview", lazy_t("Wawancara dengan keluarga", "Interview with the family")),
    ("document", lazy_t("Dokumen yang ditunjukkan", "Document shown")),
    ("visit", lazy_t("Kunjungan rumah", "Home visit")),
    ("dtsen", lazy_t("Data DTSEN", "DTSEN data")),
)


def as_uuid(text: str) -> UUID:
    """The hidden number of a form. Raises NotFound for one that was tampered with."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("no such form") from error


def _choices(path: str, blank: str) -> list[tuple[str, str]]:
    fact = catalogue().facts[path]
    found = []
    for value in fact.values:
        words = said(catalogue().label(path, value))
        found.append((str(value), words[:1].upper() + words[1:]))
    return [("", blank), *found]


class SourceForm(forms.Form):
    """Where new values come from, why, and the version they were made on."""

    source = forms.ChoiceField(label=lazy_t("Sumber", "Source"), choices=SOURCES)
    reason = forms.CharField(
        label=lazy_t("Keterangan", "Grounds"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    submission = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def move_to(self, version: int) -> None:
        """After two people met: what is sent next was made in sight of this version."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined] # a QueryDict


class FamilyForm(forms.Form):
    """A new family, without its members."""

    area_code = forms.ChoiceField(label=lazy_t("Desa atau kelurahan", "Village"))
    address = forms.CharField(label=lazy_t("Alamat", "Address"), required=False, max_length=240)
    rt = forms.CharField(
        label="RT", required=False, max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    rw = forms.CharField(
        label="RW", required=False, max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    phone = forms.CharField(
        label=lazy_t("Nomor telepon", "Phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    no_kk = forms.CharField(
        label=lazy_t("Nomor KK", "Nomor KK"),
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=lazy_t("16 angka di bagian atas Kartu Keluarga.", "16 digits at the top of the family card."),
    )
    decile = forms.ChoiceField(label=lazy_t("Desil resmi", "Official decile"), required=False)
    decile_source = forms.ChoiceField(label=lazy_t("Sumber desil", "Source of the decile"), required=False)
    decile_on = forms.CharField(
        label=lazy_t("Tanggal desil", "Date of the decile"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    submission = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, area_code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = t("Belum diketahui", "Not yet known")
        self.fields["area_code"].choices = village_choices(area_code)  # type: ignore[attr-defined]
        self.fields["decile"].choices = [("", unknown), *((str(n), str(n)) for n in range(1, 11))]  # type: ignore[attr-defined]
        self.fields["decile_source"].choices = _choices("family.decile_source", unknown)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, object]:
        """The facts of the family that this form asks."""
        given = self.cleaned_data
        return {
            "decile": int(given["decile"]) if given["decile"] else None,
            "decile_source": given["decile_source"] or None,
            "decile_on": given["decile_on"] or None,
        }


class MemberForm(forms.Form):
    """A person of a new family, or one who joins."""

    name = forms.CharField(
        label=lazy_t("Nama lengkap", "Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=lazy_t("Hubungan dengan kepala keluarga", "Relation to the head"))
    nik = forms.CharField(
        label="NIK",
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=lazy_t("16 angka. Kosongkan bila belum punya.", "16 digits. Leave empty if there is none yet."),
    )
    sex = forms.ChoiceField(label=lazy_t("Jenis kelamin", "Sex"), required=False)
    birth_date = forms.CharField(
        label=lazy_t("Tanggal lahir", "Birth date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, heads: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relations = _choices("member.relation", t("Pilih hubungan", "Choose the relation"))
        shown = relations if heads else [pair for pair in relations if pair[0] != "head"]
        self.fields["relation"].choices = shown  # type: ignore[attr-defined]
        self.fields["sex"].choices = _choices("member.sex", t("Belum diketahui", "Not yet known"))  # type: ignore[attr-defined]

    @property
    def place(self) -> str:
        """Which row of the form this is."""
        return str(self.prefix or "").rpartition("-")[2]

    def member(self) -> NewMember:
        """The person as the service takes it."""
        given = self.cleaned_data
        facts = {name: given[name] or None for name in ("relation", "sex", "birth_date")}
        return NewMember(name=given["name"], nik=given["nik"], facts=facts)


class LeavingForm(forms.Form):
    """Somebody leaves the family."""

    cause = forms.ChoiceField(
        label=lazy_t("Sebab", "Cause"),
        choices=(
            ("died", lazy_t("Meninggal", "Died")),
            ("moved", lazy_t("Pindah", "Moved")),
            ("not_found", lazy_t("Tidak ditemukan", "Not found")),
        ),
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=lazy_t("Sejak tanggal", "Since"), widget=forms.DateInput(attrs={"type": "date"}))
    next_head = forms.ChoiceField(label=lazy_t("Kepala keluarga berikutnya", "Next head of the family"), required=False)
    source = forms.ChoiceField(label=lazy_t("Sumber", "Source"), choices=SOURCES, initial="document")
    reason = forms.CharField(
        label=lazy_t("Keterangan", "Grounds"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy_t("Misalnya nomor akta kematian.", "Such as the number of the death certificate."),
    )
    submission = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, others: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            blank = ("", t("Pilih anggota", "Choose a member"))
            self.fields["next_head"].choices = [blank, *others]  # type: ignore[attr-defined]
        else:
            del self.fields["next_head"]


class ContactForm(forms.Form):
    """Address, phone and nomor KK of a registered family."""

    address = FamilyForm.base_fields["address"]
    rt = FamilyForm.base_fields["rt"]
    rw = FamilyForm.base_fields["rw"]
    phone = FamilyForm.base_fields["phone"]
    no_kk = forms.CharField(
        label=lazy_t("Nomor KK baru", "New nomor KK"),
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=lazy_t("Isi hanya bila nomor KK berubah.", "Fill in only when the nomor KK has changed."),
    )

    def changes(self, before: Any) -> list[FactChange]:
        """What differs from the family as it stands."""
        given = self.cleaned_data
        found = [
            FactChange(name, given[name])
            for name in ("address", "rt", "rw", "phone")
            if given[name].strip() != getattr(before, name)
        ]
        return [*found, FactChange("no_kk", given["no_kk"])] if given["no_kk"] else found


class NameForm(forms.Form):
    """Name and NIK of a registered person."""

    name = MemberForm.base_fields["name"]
    nik = forms.CharField(
        label=lazy_t("NIK baru", "New NIK"),
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=lazy_t("Isi hanya bila NIK belum ada atau keliru.", "Fill in only when it is missing or wrong."),
    )

    def changes(self, name: str, person_id: UUID) -> list[FactChange]:
        """What differs from the person as it stands."""
        given = self.cleaned_data
        found = [FactChange("name", given["name"], person_id)] if given["name"].strip() != name else []
        return [*found, FactChange("nik", given["nik"], person_id)] if given["nik"] else found


def show(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Put problems beside the fields of their last name, else above the form."""
    for problem in problems:
        name = problem.field.rpartition(".")[2]
        words = t(problem.message_id, problem.message_en)
        form.add_error(name if name in form.fields else None, words)


def new_family(family: FamilyForm, members: Iterable[MemberForm]) -> NewFamily:
    """Both forms together, as the service takes them."""
    given = family.cleaned_data
    return NewFamily(
        area_code=given["area_code"],
        members=[member.member() for member in members],
        no_kk=given["no_kk"],
        address=given["address"],
        rt=given["rt"],
        rw=given["rw"],
        phone=given["phone"],
        facts=family.facts(),
    )
