"""What is asked in a proposal of each kind: one small form a kind, which turns into the wish that the service takes."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from slrt.domain.rules.facts import catalogue
from slrt.reads import programmes as programme_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import FamilyPage
from slrt.web.language import lazy_t, t
from slrt.web.registry.forms import NUMBER, FamilyForm, MemberForm
from slrt.web.registry.villages import village_choices
from slrt.web.templatetags.register import said, sentence

DAY = {"type": "date"}


class WishForm(forms.Form):
    """A wish about one family. `checks` are the kinds of evidence the form offers first."""

    evidence_kind: ClassVar[str] = "document"

    def __init__(self, page: FamilyPage, area_code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.scope = area_code
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on the family."""

    def wish(self) -> dict[str, Any]:
        """The checked form as the wish of its kind."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def offer(self, name: str, choices: list[tuple[str, str]], blank: str = "") -> None:
        """Give a field its choices, an empty one first where `blank` says so."""
        self.fields[name].choices = [("", blank), *choices] if blank else choices  # type: ignore[attr-defined]

    def members(self, but_head: bool = False) -> list[tuple[str, str]]:
        """The members to choose from."""
        return [
            (str(each.person_id), f"{each.name}, {said(each.relation)}")
            for each in self.page.members
            if not (but_head and each.is_head)
        ]


def _relations() -> list[tuple[str, str]]:
    fact = catalogue().facts["member.relation"]
    return [(str(value), sentence(catalogue().label(fact.path, value))) for value in fact.values if value != "head"]


class JoinForm(MemberForm):
    """Somebody who joins: a newborn, one who moved in, one who was left out."""

    evidence_kind: ClassVar[str] = "document"

    def __init__(self, page: FamilyPage, area_code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, heads=False, **kwargs)

    def wish(self) -> dict[str, Any]:
        """The person as a wish holds it."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("relation", "sex", "birth_date") if given[name]}
        return {"member": {"name": given["name"], "nik": given["nik"], "facts": facts}}


class LeaveForm(WishForm):
    """Somebody who died, moved away or was not found."""

    person = forms.ChoiceField(label=lazy_t("Siapa", "Who"))
    on = forms.DateField(label=lazy_t("Sejak tanggal", "Since"), widget=forms.DateInput(attrs=DAY))
    next_head = forms.ChoiceField(
        label=lazy_t("Kepala keluarga berikutnya", "Next head of the family"),
        required=False,
        help_text=lazy_t("Pilih hanya bila yang keluar kepala keluarga.", "Only when the head is the one who leaves."),
    )

    def prepare(self) -> None:
        self.offer("person", self.members(), t("Pilih anggota", "Choose a member"))
        self.offer("next_head", self.members(but_head=True), t("Tidak perlu", "Not needed"))

    def wish(self) -> dict[str, Any]:
        found = super().wish()
        return {**found, "on": self.cleaned_data["on"].isoformat()}


class HeadForm(WishForm):
    """Another head; the old one gets another relation."""

    head = forms.ChoiceField(label=lazy_t("Kepala keluarga baru", "New head of the family"))
    old_relation = forms.ChoiceField(
        label=lazy_t("Hubungan kepala lama dengan kepala baru", "Relation of the old head to the new one")
    )

    def prepare(self) -> None:
        self.offer("head", self.members(but_head=True), t("Pilih anggota", "Choose a member"))
        self.offer("old_relation", _relations(), t("Pilih hubungan", "Choose the relation"))

    def wish(self) -> dict[str, Any]:
        given, old = self.cleaned_data, self.page.head
        items = [{"fact": "relation", "value": "head", "person": given["head"]}]
        if old is not None:
            items.insert(0, {"fact": "relation", "value": given["old_relation"], "person": str(old.person_id)})
        return {"items": items}


class MoveFamilyForm(WishForm):
    """The whole family lives elsewhere now."""

    area_code = forms.ChoiceField(label=lazy_t("Desa atau kelurahan", "Village"))
    address = FamilyForm.base_fields["address"]
    rt = FamilyForm.base_fields["rt"]
    rw = FamilyForm.base_fields["rw"]

    def prepare(self) -> None:
        choices = village_choices(self.scope, self.page.family.area_code)
        self.fields["area_code"].choices = choices  # type: ignore[attr-defined]
        for name in ("area_code", "address", "rt", "rw"):
            self.fields[name].initial = getattr(self.page.family, name)

    def wish(self) -> dict[str, Any]:
        before = self.page.family
        changed = {name: value for name, value in self.cleaned_data.items() if value != getattr(before, name)}
        return {"items": [{"fact": name, "value": value} for name, value in changed.items()]}


class SplitForm(WishForm):
    """Some members begin a family of their own."""

    people = forms.MultipleChoiceField(
        label=lazy_t("Anggota yang dipisah", "Members who split off"), widget=forms.CheckboxSelectMultiple
    )
    head = forms.ChoiceField(label=lazy_t("Kepala keluarga baru", "Head of the new family"))
    next_head = LeaveForm.base_fields["next_head"]
    area_code = MoveFamilyForm.base_fields["area_code"]
    address = FamilyForm.base_fields["address"]
    rt = FamilyForm.base_fields["rt"]
    rw = FamilyForm.base_fields["rw"]
    no_kk = FamilyForm.base_fields["no_kk"]

    def prepare(self) -> None:
        self.offer("people", self.members())
        self.offer("head", self.members(), t("Pilih dari yang dipisah", "Choose one who splits off"))
        self.offer("next_head", self.members(but_head=True), t("Tidak perlu", "Not needed"))
        self.fields["area_code"].choices = village_choices(self.scope, self.page.family.area_code)  # type: ignore[attr-defined]
        self.fields["area_code"].initial = self.page.family.area_code


class NikForm(WishForm):
    """A missing or wrong NIK."""

    person = forms.ChoiceField(label=lazy_t("Siapa", "Who"))
    nik = forms.CharField(label=lazy_t("NIK yang benar", "Right NIK"), widget=forms.TextInput(attrs=NUMBER))

    def prepare(self) -> None:
        self.offer("person", self.members(), t("Pilih anggota", "Choose a member"))

    def wish(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"items": [{"fact": "nik", "value": given["nik"], "person": given["person"]}]}


class KkForm(WishForm):
    """A new family card."""

    no_kk = forms.CharField(label=lazy_t("Nomor KK baru", "New nomor KK"), widget=forms.TextInput(attrs=NUMBER))

    def wish(self) -> dict[str, Any]:
        return {"items": [{"fact": "no_kk", "value": self.cleaned_data["no_kk"]}]}


class FlagForm(WishForm):
    """Flags of exclusion that are wrong: those left ticked remain."""

    flags = forms.MultipleChoiceField(
        label=lazy_t("Penanda yang memang benar", "Flags that are true"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy_t("Hapus centang penanda yang salah.", "Untick the flags that are wrong."),
    )

    def prepare(self) -> None:
        fact = catalogue().facts["family.excluded_flags"]
        self.offer("flags", [(str(v), sentence(catalogue().label(fact.path, v))) for v in fact.values])
        held = self.page.facts["excluded_flags"].value
        self.fields["flags"].initial = sorted(held) if isinstance(held, frozenset) else []

    def wish(self) -> dict[str, Any]:
        return {"items": [{"fact": "excluded_flags", "value": sorted(self.cleaned_data["flags"])}]}


class ClaimForm(WishForm):
    """A programme that the family should receive, or should not."""

    evidence_kind: ClassVar[str] = "photo"
    programme = forms.ChoiceField(label=lazy_t("Program", "Programme"))
    person = forms.ChoiceField(label=lazy_t("Untuk siapa", "For whom"), required=False)
    why = forms.CharField(label=lazy_t("Alasan", "Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def prepare(self) -> None:
        names = {**programme_reads.names(), **programme_reads.local_names(self.page.family.area_code)}
        self.offer("programme", [(code, said(name)) for code, name in names.items()], t("Pilih program", "Choose one"))
        self.offer("person", self.members(), t("Seluruh keluarga", "The whole family"))


class ObjectionForm(ClaimForm):
    """Only what the family is known to receive can be objected to."""

    def prepare(self) -> None:
        super().prepare()
        held = [(one.programme, said(one.name)) for one in self.page.receipts]
        self.offer("programme", held, t("Pilih program yang diterima", "Choose what they receive"))


class OtherFamilyForm(WishForm):
    """A wish that names a second family: found by name or number, then chosen."""

    find = forms.CharField(
        label=lazy_t("Cari keluarga lain", "Find the other family"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=lazy_t("Nama, NIK, atau nomor KK.", "Name, NIK or nomor KK."),
    )
    family = forms.ChoiceField(
        label=lazy_t("Keluarga yang dimaksud", "The family meant"), required=False, widget=forms.RadioSelect
    )

    def show_found(self, found: list[tuple[str, str]]) -> None:
        """Offer what a search found; what was chosen before stays among it."""
        chosen = str(self.data.get("family", "")) if self.is_bound else ""
        if chosen and chosen not in {key for key, _ in found}:
            found = [(chosen, t("Keluarga yang sudah dipilih", "The family chosen before")), *found]
        self.offer("family", found)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("family") and "find_family" not in self.data:
            words = t("Cari lalu pilih keluarganya.", "Find the family, then choose it.")
            self.add_error("find", words)
        return given

    def wish(self) -> dict[str, Any]:
        return {name: value for name, value in super().wish().items() if name not in ("find", "family")}


class MoveMemberForm(OtherFamilyForm):
    """A member goes over to another family."""

    person = forms.ChoiceField(label=lazy_t("Siapa", "Who"))
    relation = forms.ChoiceField(label=lazy_t("Hubungan dengan kepala keluarga tujuan", "Relation to the head there"))
    on = LeaveForm.base_fields["on"]
    next_head = LeaveForm.base_fields["next_head"]
    field_order = ["person", "find", "family", "relation", "on", "next_head"]

    def prepare(self) -> None:
        self.offer("person", self.members(), t("Pilih anggota", "Choose a member"))
        self.offer("relation", _relations(), t("Pilih hubungan", "Choose the relation"))
        self.offer("next_head", self.members(but_head=True), t("Tidak perlu", "Not needed"))

    def wish(self) -> dict[str, Any]:
        on = self.cleaned_data["on"].isoformat()
        return {**super().wish(), "to_family": self.cleaned_data["family"], "on": on}


class MergeForm(OtherFamilyForm):
    """Two records of one family: the other one ends in this one."""

    def show_members(self, other: registry_reads.Recorded) -> None:
        """For each person of the other family: the same as one of ours, or how they stand to the head."""
        ours = [
            (f"same:{each.person_id}", t(f"Sama dengan {each.name}", f"Same as {each.name}"))
            for each in self.page.members
        ]
        for membership in other.memberships:
            name = f"other_{membership.person_id}"
            self.fields[name] = forms.ChoiceField(label=membership.person.name, required=False)
            self.offer(
                name, [*ours, *_relations()], t("Ikut, hubungan belum diketahui", "Comes over, relation unknown")
            )

    def wish(self) -> dict[str, Any]:
        same, relations = [], {}
        for name, value in self.cleaned_data.items():
            person = name.removeprefix("other_")
            if name == person or not value:
                continue
            if value.startswith("same:"):
                same.append([value.removeprefix("same:"), person])
            else:
                relations[person] = value
        return {"other": self.cleaned_data["family"], "same": same, "relations": relations}


FORMS: dict[str, type[WishForm] | type[JoinForm]] = {
    "enrolment": ClaimForm,
    "objection": ObjectionForm,
    "add_member": JoinForm,
    "birth": JoinForm,
    "move_in": JoinForm,
    "death": LeaveForm,
    "move_out": LeaveForm,
    "remove_member": LeaveForm,
    "move_member": MoveMemberForm,
    "change_head": HeadForm,
    "move_family": MoveFamilyForm,
    "split": SplitForm,
    "merge_families": MergeForm,
    "nik": NikForm,
    "no_kk": KkForm,
    "flag_dispute": FlagForm,
}
"""Kind -> its form; a fact is proposed from the form of all facts."""


def as_id(text: str) -> UUID | None:
    """The id in a field; text that is no id counts as none."""
    try:
        return UUID(text)
    except ValueError:
        return None
