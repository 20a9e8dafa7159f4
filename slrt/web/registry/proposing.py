"""Asking for a change of a family: a proposal of any kind, usul, or sanggah, with the evidence that speaks for it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from slrt.domain import access, clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.registry.kinds import JOINING, KINDS
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import FamilyPage
from slrt.services import registry
from slrt.services.registry import LookFirst, changes
from slrt.services.registry.changes import Proposal
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.changeforms import EvidenceForm, ProposerForm
from slrt.web.registry.forms import SourceForm, as_uuid
from slrt.web.registry.wishforms import FORMS, MergeForm, OtherFamilyForm, as_id

WRONG = 422
GROUPS = (
    ("Program", "Programmes", ("enrolment", "objection")),
    ("Anggota", "Members", ("birth", "add_member", "move_in", "death", "move_out", "remove_member", "move_member")),
    ("Keluarga", "Family", ("change_head", "move_family", "split", "merge_families")),
    ("Nomor dan penanda", "Numbers and flags", ("nik", "no_kk", "flag_dispute")),
)
ICONS = {
    "enrolment": "gift",
    "objection": "flag",
    "birth": "baby-carriage",
    "add_member": "user-plus",
    "move_in": "door-enter",
    "death": "user-x",
    "move_out": "door-exit",
    "remove_member": "user-question",
    "move_member": "arrows-exchange",
    "change_head": "user-check",
    "move_family": "home-edit",
    "split": "users-plus",
    "merge_families": "users-group",
    "nik": "id",
    "no_kk": "file-certificate",
    "flag_dispute": "flag",
}


@dataclass(frozen=True)
class Forms:
    """The four parts of a proposal: what, why and on which version, who, and what speaks for it."""

    wish: Any
    source: SourceForm
    proposer: ProposerForm
    evidence: EvidenceForm

    @property
    def all(self) -> list[Any]:
        return [self.wish, self.source, self.proposer, self.evidence]

    @property
    def are_valid(self) -> bool:
        return all([form.is_valid() for form in self.all])  # noqa: C419 - every part says what is wrong, not the first


@require_GET
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def choose(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """`/families/<uuid>/propose`: which kind of change is asked for."""
    _, page = _family(request, family_id)
    groups = [
        (t(*words), [(code, ICONS[code], t(KINDS[code].label_id, KINDS[code].label_en)) for code in codes])
        for *words, codes in GROUPS
    ]
    return render(request, "registry/propose.html", {"page": page, "groups": groups})


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.CHANGE_PROPOSE)
def propose(request: HttpRequest, family_id: UUID, kind: str) -> HttpResponse:
    """`/families/<uuid>/propose/<kind>`: the form; a refused one keeps everything that was typed."""
    actor, page = _family(request, family_id)
    if kind not in FORMS:
        raise NotFound(f"nothing is proposed by {kind[:20]}")
    forms = _forms(request, actor, page, kind)
    checked: registry.Checked | None = None
    looking = "find_family" in request.POST
    if request.method == "POST" and not looking and forms.are_valid:
        try:
            if kind in JOINING:
                registry.note_look_up(actor)
            made = changes.submit(
                actor,
                _proposal(page, kind, forms),
                submission=as_uuid(forms.source.cleaned_data["submission"]),
                accept_warnings=request.POST.get("seen") == "1",
            )
        except LookFirst as look:
            checked = look.checked
        except Refused as refused:
            _show(forms, refused.problems)
        else:
            return _done(request, made)
    status = WRONG if request.method == "POST" and not looking else 200
    context = {
        "page": page,
        "kind": KINDS[kind],
        "forms": forms,
        "all_forms": [] if looking else forms.all,
        "looking": looking,
        **_likely(checked, forms),
    }
    return render(request, "registry/propose_kind.html", context, status=status)


def _family(request: HttpRequest, family_id: UUID) -> tuple[Actor, FamilyPage]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    here = registry_reads.record_of(actor, family_id)
    access.check(actor, Permission.CHANGE_PROPOSE, here.family.area_code)
    return actor, registry_reads.family_page(actor, family_id, clock.today(area_reads.zone(here.family.area_code)))


def _forms(request: HttpRequest, actor: Actor, page: FamilyPage, kind: str) -> Forms:
    data = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    wish = FORMS[kind](page, actor.area_code, data, auto_id="id_%s")
    if isinstance(wish, OtherFamilyForm):
        _find(actor, page, wish)
    protected = kind == "objection"
    return Forms(
        wish,
        SourceForm(data, initial={"submission": uuid7(), "version": page.family.version}),
        ProposerForm(actor.area_code, data, initial={"protected": protected}),
        EvidenceForm(data, files, initial={"kind": getattr(wish, "evidence_kind", "document")}),
    )


def _find(actor: Actor, page: FamilyPage, wish: OtherFamilyForm) -> None:
    """What the search for the other family finds, and, once one is chosen, its people."""
    text = str(wish.data.get("find", "")) if wish.is_bound else ""
    found: list[tuple[str, str]] = []
    if text.strip():
        if registry_reads.looks_like_number(text):
            registry.note_look_up(actor)
        people = registry_reads.search(actor, text).people
        own = page.family.id
        named = {line.family_id: line for line in people if line.family_id and line.family_id != own}
        places = area_reads.names({line.area_code for line in named.values()})
        found = [
            (str(key), t(f"{line.name}, keluarga {line.head_name}", f"{line.name}, family of {line.head_name}")
             + f", {places.get(line.area_code, '')}")
            for key, line in named.items()
        ]  # fmt: skip
    wish.show_found(found)
    chosen = as_id(str(wish.data.get("family", ""))) if wish.is_bound else None
    if isinstance(wish, MergeForm) and chosen is not None:
        wish.show_members(registry_reads.record_of(actor, chosen))


def _proposal(page: FamilyPage, kind: str, forms: Forms) -> Proposal:
    given = forms.source.cleaned_data
    return Proposal(
        kind=kind,
        route="objection" if kind == "objection" else "proposal",
        area_code=page.family.area_code,
        family_id=page.family.id,
        base_version=given["version"],
        wish=forms.wish.wish(),
        source=given["source"],
        reason=given["reason"],
        proposer=forms.proposer.proposer(),
        evidence=forms.evidence.papers(),
    )


def _show(forms: Forms, problems: tuple[Problem, ...]) -> None:
    """Each problem beside the field of its last name, in whichever part has it; else above the form."""
    named = {"village_code": "proposer_village", "name": "proposer_name", "nik": "proposer_name"}
    for problem in problems:
        words = t(problem.message_id, problem.message_en)
        name = problem.field.rpartition(".")[2]
        if problem.field.startswith("proposer."):
            forms.proposer.add_error(named.get(name, "proposer_kind"), words)
            continue
        holder = next((form for form in forms.all if name in form.fields), forms.wish)
        holder.add_error(name if name in holder.fields else None, words)


def _likely(checked: registry.Checked | None, forms: Forms) -> dict[str, Any]:
    if checked is None:
        return {"likely": [], "warnings": ()}
    names = area_reads.names({same.area_code for same in checked.likely_same if same.area_code})
    who = forms.wish.data.get("name", "")
    likely = [(same, who, names.get(same.area_code, "")) for same in checked.likely_same]
    return {"likely": likely, "warnings": checked.warnings}


def _done(request: HttpRequest, made: changes.Submitted) -> HttpResponse:
    words = t("Usulan diajukan.", "The proposal is submitted.")
    if made.state == "applied":
        words = t("Perubahan langsung masuk data.", "The change is in the register.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("change", args=[made.change_id]))
