"""What people type about cases. Fields carry the names services use, so their problems land beside them."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings

from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.machine import Step
from slrt.services.cases import new_submission
from slrt.web.language import lazy_t, t

_LONG = 5000
_PHOTO_TYPES = "image/jpeg,image/png,image/webp,application/pdf"


def pairs(table: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices in the language of the page."""
    return [(code, t(*words)) for code, words in table.items()]


def _labels(table: dict[str, taxonomy.Label]) -> list[tuple[str, str]]:
    return [(code, t(label.label_id, label.label_en)) for code, label in table.items()]


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Zero or more files; what they are is judged by the service, not by their name."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        limit = settings.SLRT_PHOTO_MAX_BYTES
        attrs = {"accept": _PHOTO_TYPES, "data-max-bytes": str(limit), "data-too-large": "Maks. 10 MB"}
        kwargs.setdefault("widget", ManyFiles(attrs=attrs))
        kwargs.setdefault("label", lazy_t("Foto atau berkas", "Photo or paper"))
        kwargs.setdefault(
            "help_text",
            lazy_t("JPG, PNG, WEBP, atau PDF, paling besar 10 MB.", "JPG, PNG, WEBP or PDF, at most 10 MB."),
        )
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [one for one in given if one]


def _area(**attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4, "maxlength": _LONG, **attrs})


class Intake(forms.Form):
    """A new case at the counter."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=new_submission)
    type = forms.ChoiceField(label=lazy_t("Jenis", "Kind"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=lazy_t("Perkara", "Matter"),
        max_length=160,
        required=False,
        help_text=lazy_t("Pilih dari daftar atau tulis sendiri.", "Choose from the list or write your own."),
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=lazy_t("Cerita warga", "The citizen's story"), max_length=_LONG, widget=_area(), strip=False
    )
    sector = forms.ChoiceField(label=lazy_t("Bidang", "Sector"))
    programme_code = forms.ChoiceField(label=lazy_t("Program", "Programme"), required=False)
    priority = forms.ChoiceField(label=lazy_t("Prioritas", "Priority"), widget=forms.RadioSelect, initial="normal")
    channel = forms.ChoiceField(label=lazy_t("Datang lewat", "Came in by"), initial="desk")
    person_id = forms.ChoiceField(label=lazy_t("Tentang siapa", "About whom"), required=False)
    area_code = forms.ChoiceField(label=lazy_t("Desa atau kelurahan", "Desa or kelurahan"), required=False)
    reporter_name = forms.CharField(label=lazy_t("Nama pelapor", "Name of the reporter"), max_length=120)
    reporter_phone = forms.CharField(
        label=lazy_t("Telepon pelapor", "Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    reporter_relation = forms.CharField(
        label=lazy_t("Hubungan dengan keluarga", "Relation to the family"), max_length=40, required=False
    )
    photo = Photos()

    def __init__(self, *args: Any, choices: dict[str, list[Any]], has_family: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fill("type", _labels(taxonomy.TYPES))
        self._fill("sector", [("", t("Pilih bidang", "Choose a sector")), *_labels(taxonomy.SECTORS)])
        self._fill("priority", pairs(taxonomy.PRIORITIES))
        self._fill("channel", pairs(taxonomy.CHANNELS))
        for name, offered in choices.items():
            self._fill(name, offered)
        self.fields.pop("area_code" if has_family else "person_id")
        if not has_family:
            self.fields["area_code"].required = True

    def _fill(self, name: str, offered: list[Any]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]


class Note(forms.Form):
    """Something said on a case."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=new_submission)
    text = forms.CharField(label=lazy_t("Keterangan", "Note"), max_length=_LONG, widget=_area(rows=2))


class Papers(forms.Form):
    """Papers for a case, or evidence for a referral."""

    photo = Photos()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = True

    def clean_photo(self) -> list[Any]:
        """Pressing the button without a file is answered, not passed over."""
        files: list[Any] = self.cleaned_data["photo"]
        if not files:
            raise forms.ValidationError(t("Pilih berkasnya lebih dulu.", "Choose the file first."))
        return files


class Need(forms.Form):
    """One more thing the family needs."""

    title = forms.CharField(
        label=lazy_t("Kebutuhan", "Need"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sector = forms.ChoiceField(label=lazy_t("Bidang", "Sector"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = _labels(taxonomy.SECTORS)  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """The inputs one step of a table needs, and those it may take."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for name in step.needs:
            self.fields[name] = _input(name)
        if step.verb == "confirm_solved":
            self.fields["satisfaction"] = _satisfaction()
        if step.verb in {"confirm_solved", "confirm_not_solved"}:
            self.fields["note"] = forms.CharField(
                label=t("Keterangan", "Note"), required=False, max_length=_LONG, widget=_area(rows=2)
            )
        if step.verb == "fulfil":
            self.fields["photo"] = Photos(label=t("Bukti", "Evidence"))

    def at_version(self, version: int) -> "StepForm":
        """The same typing on a newer version of the row."""
        data: Any = self.data
        renewed = data.copy()
        renewed["version"] = str(version)
        form = StepForm(renewed, step=self.step)
        form.full_clean()
        return form

    def inputs(self) -> dict[str, Any]:
        """What goes to the service."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "photo", "note"}}
        if given.get("satisfaction") == "":
            given["satisfaction"] = None
        return given


def _input(name: str) -> forms.Field:
    if name == "settlement":
        return forms.ChoiceField(
            label=t("Penyelesaian", "Settlement"), choices=pairs(taxonomy.SETTLEMENTS), widget=forms.RadioSelect
        )
    if name == "told_by":
        return forms.CharField(label=t("Siapa yang menjawab", "Who answered"), max_length=120)
    if name == "duplicate_of":
        return forms.CharField(label=t("Tiket kasus yang lebih dulu", "Ticket of the earlier case"), max_length=20)
    label = {"reason": t("Alasan", "Reason"), "result": t("Hasil penanganan", "Result")}[name]
    return forms.CharField(label=label, max_length=_LONG, widget=_area())


def _satisfaction() -> forms.Field:
    words = (
        t("1 Kecewa", "1 Disappointed"),
        t("2 Kurang puas", "2 Not content"),
        t("3 Cukup", "3 Fair"),
        t("4 Puas", "4 Content"),
        t("5 Sangat puas", "5 Very content"),
    )
    return forms.TypedChoiceField(
        label=t("Seberapa puas warga", "How content the citizen is"),
        choices=list(enumerate(words, start=1)),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class Refer(forms.Form):
    """A need handed to an organisation."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=new_submission)
    need_id = forms.ChoiceField(label=lazy_t("Kebutuhan", "Need"))
    offer_id = forms.ChoiceField(
        label=lazy_t("Layanan yang cocok", "Offers that fit"), required=False, widget=forms.RadioSelect
    )
    organisation_id = forms.ChoiceField(label=lazy_t("Atau lembaga lain", "Or another organisation"), required=False)
    message = forms.CharField(
        label=lazy_t("Pesan untuk penerima", "Message to the receiver"),
        required=False,
        max_length=_LONG,
        widget=_area(),
    )
    consent = forms.ChoiceField(label=lazy_t("Persetujuan warga", "The citizen's consent"), widget=forms.RadioSelect)
    consent_reason = forms.CharField(
        label=lazy_t("Alasan tanpa persetujuan", "Reason for going without"), required=False, max_length=_LONG
    )

    def __init__(self, *args: Any, choices: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = pairs(taxonomy.CONSENTS)  # type: ignore[attr-defined]
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if not choices["offer_id"]:
            self.fields.pop("offer_id")
            self.fields["organisation_id"].label = t("Lembaga tujuan", "Organisation")


def uuid_or_none(text: str | None) -> UUID | None:
    """The id in a field that may be empty; text that is no id counts as none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
