"""Forms of the desk of changes: steps, evidence, who stands behind a proposal, telling the outcome."""

from typing import Any

from django import forms
from django.conf import settings

from slrt.domain.workflow.machine import Step
from slrt.services.registry.changes import NewEvidence, NewProposer
from slrt.web.language import lazy_t, t
from slrt.web.registry.villages import too_many, village_choices
from slrt.web.templatetags.changes import EVIDENCE, PROPOSERS, WAYS

LONGEST_REASON = 500
PHOTO_TYPES = "image/jpeg,image/png,image/webp,application/pdf"


def file_field(**given: Any) -> forms.FileField:
    """One photo or paper; what it is is judged by the service, not by its name."""
    limit = str(settings.SLRT_PHOTO_MAX_BYTES)
    attrs = {"accept": PHOTO_TYPES, "data-max-bytes": limit, "data-too-large": "Maks. 10 MB"}
    return forms.FileField(
        required=False,
        widget=forms.FileInput(attrs=attrs),
        help_text=lazy_t("JPG, PNG, WEBP, atau PDF, paling besar 10 MB.", "JPG, PNG, WEBP or PDF, at most 10 MB."),
        **given,
    )


def degrees(label_id: str, label_en: str, least: int) -> forms.FloatField:
    """A coordinate in decimal degrees between `least` and its opposite."""
    return forms.FloatField(
        label=lazy_t(label_id, label_en),
        required=False,
        min_value=least,
        max_value=-least,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}),
    )


class EvidenceForm(forms.Form):
    """One paper with the place where it was taken."""

    kind = forms.ChoiceField(label=lazy_t("Jenis bukti", "Kind of evidence"), required=False)
    evidence = file_field(label=lazy_t("Bukti", "Evidence"))
    latitude = degrees("Lintang", "Latitude", -90)
    longitude = degrees("Bujur", "Longitude", -180)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(code, t(*words)) for code, words in EVIDENCE.items()]  # type: ignore[attr-defined]
        self.fields["latitude"].help_text = t(
            "Derajat desimal, misalnya -2,7412. Boleh kosong.", "Decimal degrees such as -2.7412. May stay empty."
        )

    def papers(self) -> list[NewEvidence]:
        """What was uploaded, as the service takes it; nothing when no file came."""
        file = self.cleaned_data.get("evidence")
        if not file:
            return []
        given = self.cleaned_data
        return [
            NewEvidence(
                kind=given["kind"] or "photo",
                name=file.name,
                data=file.read(),
                latitude=given["latitude"],
                longitude=given["longitude"],
            )
        ]


class ProposerForm(forms.Form):
    """Who stands behind a proposal; a citizen's name may be kept from everybody but those who decide."""

    proposer_kind = forms.ChoiceField(label=lazy_t("Siapa yang mengusulkan", "Who proposes"))
    proposer_name = forms.CharField(
        label=lazy_t("Nama pengusul", "Name of the proposer"), required=False, max_length=120
    )
    proposer_phone = forms.CharField(
        label=lazy_t("Telepon pengusul", "Phone of the proposer"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    proposer_village = forms.ChoiceField(
        label=lazy_t("Desa tempat tinggal pengusul", "Village where the proposer lives"), required=False
    )
    protected = forms.BooleanField(
        label=lazy_t("Rahasiakan nama pengusul", "Keep the proposer's name secret"), required=False
    )

    def __init__(self, area_code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not too_many(area_code):
            self.fields["proposer_village"].choices = village_choices(area_code)  # type: ignore[attr-defined]
        else:
            del self.fields["proposer_village"]
        kinds = [(code, t(*words)) for code, words in PROPOSERS.items()]
        self.fields["proposer_kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["proposer_kind"].initial = "citizen"
        self.fields["protected"].help_text = t(
            "Hanya pengambil keputusan yang dapat membukanya, dengan alasan.",
            "Only those who decide can open it, with a reason.",
        )

    def proposer(self) -> NewProposer | None:
        """The proposer as the service takes it; None while no name was given."""
        given = self.cleaned_data
        if not given["proposer_name"].strip():
            return None
        return NewProposer(
            kind=given["proposer_kind"],
            name=given["proposer_name"],
            phone=given["proposer_phone"],
            village_code=given.get("proposer_village", ""),
            protected=given["protected"],
        )


class StepForm(forms.Form):
    """What one step of the chain needs, and the revision it was decided on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "basis" in step.needs:
            self.fields["basis"] = forms.ChoiceField(
                label=t("Dasar keputusan desa", "What the village's decision rests on"),
                choices=[("sptjm", t("Surat tanggung jawab mutlak (SPTJM)", "Letter of responsibility (SPTJM)"))],
                widget=forms.RadioSelect,
                initial="sptjm",
                help_text=t(
                    "Keputusan musdes dicatat di halaman musyawarah.",
                    "Decisions of a meeting are entered on the meeting's page.",
                ),
            )
        self.fields["reason"] = forms.CharField(
            label=t("Alasan", "Reason") if "reason" in step.needs else t("Catatan", "Note"),
            required="reason" in step.needs,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def inputs(self) -> dict[str, Any]:
        """What goes to the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def at_revision(self, revision: int) -> None:
        """What is sent next was decided in sight of this revision."""
        self.data = {**self.data.dict(), "revision": str(revision)}  # type: ignore[attr-defined] # a QueryDict


class TellForm(forms.Form):
    """How the proposer was told."""

    how = forms.ChoiceField(label=lazy_t("Diberi tahu lewat", "Told by"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(code, t(*words).capitalize()) for code, words in WAYS.items()]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why: for opening a name, undoing, erasing."""

    reason = forms.CharField(
        label=lazy_t("Alasan", "Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False)
