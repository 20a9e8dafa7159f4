"""People who join a family, are corrected, or leave it."""

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
from slrt.domain.problems import NotFound, Refused
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.reads.registry import FamilyPage, MemberLine
from slrt.services import registry
from slrt.services.registry import Checked, FactChange, Leaving, LookFirst
from slrt.web.doors import needs
from slrt.web.language import t
from slrt.web.registry.forms import ContactForm, LeavingForm, MemberForm, NameForm, SourceForm, as_uuid, show

POSTED = ["GET", "POST"]


@require_http_methods(POSTED)
@never_cache
@needs(Permission.FAMILY_CHANGE)
def join(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Add a person; likely same people are shown first."""
    actor, page = _page_of(request, family_id)
    data = request.POST if request.method == "POST" else None
    form = MemberForm(data, heads=False, auto_id="id_%s")
    source = SourceForm(data, initial={"submission": uuid7(), "version": page.family.version})
    checked: Checked | None = None
    if data is not None and form.is_valid() & source.is_valid():
        try:
            registry.note_look_up(actor)
            registry.add_member(
                actor,
                family_id=family_id,
                member=form.member(),
                submission=as_uuid(source.cleaned_data["submission"]),
                source=source.cleaned_data["source"],
                reason=source.cleaned_data["reason"],
                accept_warnings=data.get("seen") == "1",
            )
            messages.success(request, t("Anggota ditambahkan.", "The member is added."))
            return HttpResponseRedirect(reverse("family", args=[family_id]))
        except LookFirst as look:
            checked = look.checked
        except Refused as refused:
            show(form, refused.problems)
            checked = Checked(likely_same=registry.check_member(
                actor, family_id=family_id, member=form.member()).likely_same)  # fmt: skip
    context = {"page": page, "form": form, "source": source, **_looked(checked, form)}
    return render(request, "registry/member_new.html", context, status=422 if data is not None else 200)


@require_http_methods(POSTED)
@never_cache
@needs(Permission.FAMILY_CHANGE)
def leave(request: HttpRequest, family_id: UUID, person_id: UUID) -> HttpResponse:
    """A person died, moved or was not found; the head names the next one."""
    actor, page = _page_of(request, family_id)
    member = _member(page, person_id)
    others = [(str(m.person_id), m.name) for m in page.members if m.person_id != person_id] if member.is_head else []
    data = request.POST if request.method == "POST" else None
    form = LeavingForm(others, data, initial={"submission": uuid7()}, auto_id="id_%s")
    if data is not None and form.is_valid():
        given = form.cleaned_data
        leaving = Leaving(
            person_id=person_id,
            cause=given["cause"],
            on=given["on"],
            next_head=as_uuid(given["next_head"]) if given.get("next_head") else None,
        )
        try:
            registry.end_membership(
                actor,
                family_id=family_id,
                leaving=leaving,
                source=given["source"],
                reason=given["reason"],
                submission=as_uuid(given["submission"]),
            )
            messages.success(request, t(f"{member.name} dikeluarkan.", f"{member.name} has left the family."))
            return HttpResponseRedirect(reverse("family", args=[family_id]))
        except Refused as refused:
            show(form, refused.problems)
    context = {"page": page, "member": member, "form": form}
    return render(request, "registry/member_leave.html", context, status=422 if data is not None else 200)


@require_http_methods(POSTED)
@never_cache
@needs(Permission.FAMILY_CHANGE)
def contact(request: HttpRequest, family_id: UUID) -> HttpResponse:
    """Address, phone and nomor KK."""
    _, page = _page_of(request, family_id)
    names = ("address", "rt", "rw", "phone")
    initial = {name: getattr(page.family, name) for name in names}
    form = ContactForm(request.POST or None, initial=initial, auto_id="id_%s")
    changes = form.changes(page.family) if form.is_bound and form.is_valid() else None
    title = t("Ubah alamat dan nomor KK", "Change address and nomor KK")
    return _plain_change(request, page, form, changes, title)


@require_http_methods(POSTED)
@never_cache
@needs(Permission.FAMILY_CHANGE)
def name(request: HttpRequest, family_id: UUID, person_id: UUID) -> HttpResponse:
    """Name and NIK of a person."""
    _, page = _page_of(request, family_id)
    member = _member(page, person_id)
    form = NameForm(request.POST or None, initial={"name": member.name}, auto_id="id_%s")
    changes = form.changes(member.name, person_id) if form.is_bound and form.is_valid() else None
    title = t(f"Ubah nama dan NIK {member.call}", f"Change name and NIK of {member.call}")
    return _plain_change(request, page, form, changes, title)


def _plain_change(
    request: HttpRequest,
    page: FamilyPage,
    form: ContactForm | NameForm,
    changes: list[FactChange] | None,
    title: str,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    source = SourceForm(data, initial={"submission": uuid7(), "version": page.family.version, "source": "document"})
    if changes is not None and source.is_valid():
        try:
            registry.record_facts(
                actor,
                family_id=page.family.id,
                base_version=source.cleaned_data["version"],
                items=changes,
                source=source.cleaned_data["source"],
                reason=source.cleaned_data["reason"],
                submission=as_uuid(source.cleaned_data["submission"]),
            )
            messages.success(request, t("Perubahan dicatat.", "The change is recorded."))
            return HttpResponseRedirect(reverse("family", args=[page.family.id]))
        except Refused as refused:
            show(form, refused.problems)
            source.move_to(page.family.version)
    context = {"page": page, "form": form, "source": source, "title": title}
    return render(request, "registry/plain.html", context, status=422 if data is not None else 200)


def _page_of(request: HttpRequest, family_id: UUID) -> tuple[Actor, FamilyPage]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    registry.look(actor, family_id)
    here = registry_reads.record_of(actor, family_id)
    page = registry_reads.family_page(actor, family_id, clock.today(area_reads.zone(here.family.area_code)))
    registry.check_change(actor, page.family.area_code)
    return actor, page


def _member(page: FamilyPage, person_id: UUID) -> MemberLine:
    found = next((member for member in page.members if member.person_id == person_id), None)
    if found is None:
        raise NotFound(f"no member {person_id}")
    return found


def _looked(checked: Checked | None, form: MemberForm) -> dict[str, object]:
    if checked is None:
        return {"likely": [], "warnings": ()}
    names = area_reads.names({same.area_code for same in checked.likely_same if same.area_code})
    who = form.data.get("name", "")
    likely = [(same, who, names.get(same.area_code, "")) for same in checked.likely_same]
    return {"likely": likely, "warnings": checked.warnings}
