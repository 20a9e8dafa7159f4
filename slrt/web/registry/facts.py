"""All facts of a family, or of one member, on one form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from slrt.domain import clock
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused, Stale
from slrt.domain.rules.views import Unknown
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import FamilyPage, MemberLine
from slrt.services import registry
from slrt.services.registry import FactChange, changes
from slrt.services.registry.changes import Proposal
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.factforms import FactForm
from slrt.web.registry.forms import SourceForm, as_uuid


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.FAMILY_CHANGE)
def facts(request: HttpRequest, family_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """See and change every fact; only what was changed is recorded, on the version that was shown."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    here = registry_reads.record_of(actor, family_id)
    page = registry_reads.family_page(actor, family_id, clock.today(area_reads.zone(here.family.area_code)))
    registry.check_change(actor, page.family.area_code)
    member = _member(page, person_id)
    data = request.POST if request.method == "POST" else None
    form = FactForm(data, page, member, actor.area_code)
    source = SourceForm(data, initial={"submission": uuid7(), "version": page.family.version})
    if data is not None and form.is_valid() & source.is_valid():
        answer = _save(request, page, form, source)
        if answer is not None:
            return answer
    context = {"page": page, "member": member, "form": form, "source": source, "may_propose": True}
    return render(request, "registry/facts.html", context, status=422 if data is not None else 200)


def _save(request: HttpRequest, page: FamilyPage, form: FactForm, source: SourceForm) -> HttpResponse | None:
    """Record the changes and go back to the family; None when something is wrong, which the form then says."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given: dict[str, Any] = source.cleaned_data
    items = form.changes()
    if not items:
        messages.info(request, t("Tidak ada yang diubah.", "Nothing was changed."))
        return HttpResponseRedirect(reverse("family", args=[page.family.id]))
    try:
        if request.POST.get("as") == "proposal":
            return _propose(request, page, items, given)
        registry.record_facts(
            actor,
            family_id=page.family.id,
            base_version=given["version"],
            items=items,
            source=given["source"],
            reason=given["reason"],
            submission=as_uuid(given["submission"]),
        )
    except Stale as stale:
        form.show(stale.problems)
        source.move_to(page.family.version)
        return None
    except Refused as refused:
        form.show(refused.problems)
        return None
    count = len(items)
    messages.success(request, t(f"{count} fakta dicatat.", f"{count} facts recorded." if count > 1 else "Recorded."))
    return HttpResponseRedirect(reverse("family", args=[page.family.id]))


def _propose(request: HttpRequest, page: FamilyPage, items: list[FactChange], given: dict[str, Any]) -> HttpResponse:
    """The same typing as a proposal that goes along its chain; evidence is added on its page. Raises Refused."""
    wanted = Proposal(
        kind="facts",
        area_code=page.family.area_code,
        family_id=page.family.id,
        base_version=given["version"],
        wish={"items": [_as_wish(item) for item in items]},
        source=given["source"],
        reason=given["reason"],
    )
    made = changes.submit(request.actor, wanted, submission=as_uuid(given["submission"]))  # type: ignore[attr-defined]
    messages.success(request, t("Usulan diajukan. Tambahkan bukti di sini.", "Submitted. Add the evidence here."))
    return HttpResponseRedirect(reverse("change", args=[made.change_id]))


def _as_wish(item: FactChange) -> dict[str, Any]:
    """One typed value as a wish holds it."""
    unknown = {"unknown": True} if isinstance(item.value, Unknown) else item.value
    who = {} if item.person_id is None else {"person": str(item.person_id)}
    return {"fact": item.fact, "value": unknown, **who}


def _member(page: FamilyPage, person_id: UUID | None) -> MemberLine | None:
    if person_id is None:
        return None
    found = next((member for member in page.members if member.person_id == person_id), None)
    if found is None:
        raise NotFound(f"no member {person_id}")
    return found
