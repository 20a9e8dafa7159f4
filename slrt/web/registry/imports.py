"""Lists of ministries and agencies at the desk: upload, columns, dry run, confirming, progress, taking back."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Refused
from slrt.exchange.imports import layouts
from slrt.exchange.imports.header import Header, look_for_header
from slrt.exchange.imports.opening import ZIP, open_table
from slrt.exchange.imports.problems import Unreadable
from slrt.reads.registry.imports import ImportedFile, imported_file, imported_files, saved_mapping
from slrt.services.registry import batches
from slrt.web import language
from slrt.web.areas.fields import label
from slrt.web.doors import needs
from slrt.web.language import lazy_t, t
from slrt.web.problems import show, words

WRONG = 422
ERRORS_SHOWN = 20
NOT_THERE = "-"
"""The choice that says that a file lacks a column."""

STATES = {
    "uploaded": ("pilih kolom", "columns to be chosen"),
    "checking": ("sedang diperiksa", "being checked"),
    "checked": ("menunggu persetujuan", "waiting to be confirmed"),
    "applying": ("sedang ditulis", "being written"),
    "applied": ("sudah ditulis", "written"),
    "undoing": ("sedang dibatalkan", "being undone"),
    "undone": ("dibatalkan", "undone"),
    "cancelled": ("tidak jadi", "given up"),
    "failed": ("tidak dapat diteruskan", "could not be gone on with"),
}
OUTCOMES = (
    ("new", ("baru", "new")),
    ("changed", ("berubah", "changed")),
    ("unchanged", ("tetap", "unchanged")),
    ("invalid", ("salah", "invalid")),
    ("duplicate", ("ganda", "duplicate")),
    ("out_of_scope", ("di luar wilayah", "out of scope")),
)


class UploadForm(forms.Form):
    """A new file; what it is is judged by its content, not by its name."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    layout = forms.ChoiceField(label=lazy_t("Jenis daftar", "Kind of list"))
    file = forms.FileField(
        label=lazy_t("Berkas CSV atau XLSX", "CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm"}),
        help_text=lazy_t("Berkas berisi NIK utuh; hanya peladen ini yang menyimpannya, 30 hari.",
                         "It holds whole NIKs; this server alone keeps it, for 30 days."),
    )  # fmt: skip

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        known = (layouts.layout(code) for code in layouts.codes())
        self.fields["layout"].choices = [(one.code, t(one.label_id, one.label_en)) for one in known]  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """Which header of the file stands for which column of the layout."""

    def __init__(self, data: Any, chosen: layouts.Layout, header: Header, before: Mapping[str, str]) -> None:
        super().__init__(data)
        texts = [text for text in header.texts if text]
        for column in chosen.columns:
            found = header.places.get(column.name)
            first = header.texts[found] if found is not None else NOT_THERE
            first = before[column.name] if before.get(column.name) in texts else first
            choices = [(NOT_THERE, t("tidak ada di berkas", "not in the file")), *((text, text) for text in texts)]
            self.fields[column.name] = forms.ChoiceField(
                label=column.name.replace("_", " "), choices=choices, initial=first, required=True
            )
            self.fields[column.name].widget.attrs["data-needed"] = "1" if column.required else "0"

    def mapping(self) -> dict[str, str]:
        """What was chosen; an empty text for a column that the file lacks."""
        return {name: "" if text == NOT_THERE else text for name, text in self.cleaned_data.items()}


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.REGISTER_IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """`/imports`: the newest files of the area; POST brings a new one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            batch = _uploaded(actor, form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            return HttpResponseRedirect(reverse("import_file", args=[batch]))
    lines = [(file, t(*STATES[file.state]), label(file.area_code)) for file in imported_files(actor)]
    limit = settings.SLRT_IMPORT_MAX_BYTES // 1024**2
    context = {"form": form, "lines": lines, "limit": limit}
    return render(request, "registry/imports.html", context, status=WRONG if form.errors else 200)


def _uploaded(actor: Actor, given: dict[str, Any]) -> UUID:
    sent, chosen = given["file"], layouts.layout(given["layout"])
    new = batches.NewBatch(
        kind="import",
        layout=chosen.code,
        area_code=actor.area_code,
        file_name=sent.name,
        sha256="",
        size=0,
        source=chosen.code,
    )
    batch = batches.upload(actor, new, sent.chunks(), submission=given["submission"])
    return UUID(str(batch.id))


@require_GET
@never_cache
@needs(Permission.REGISTER_IMPORT)
def import_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """`/imports/<uuid>`: where the file stands, and the one thing to do next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _page(request, actor, _file(actor, batch_id))


@require_POST
@needs(Permission.REGISTER_IMPORT)
def step(request: HttpRequest, batch_id: UUID, verb: str) -> HttpResponse:
    """`/imports/<uuid>/steps/<verb>`: check with these columns, write, give up, or take back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    take = _STEPS.get(verb)
    if take is None:
        raise NotFound(f"no step {verb}")
    file = _file(actor, batch_id)
    try:
        said = take(request, actor, file)
    except Refused as refused:
        return _page(request, actor, file, " ".join(words(problem) for problem in refused.problems))
    if isinstance(said, HttpResponse):
        return said
    messages.success(request, said)
    return HttpResponseRedirect(reverse("import_file", args=[batch_id]))


@require_GET
@needs(Permission.REGISTER_IMPORT)
def rejects(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """`/imports/<uuid>/rejects`: the rows that are not taken, in the layout of the file, the reason beside them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    file = _file(actor, batch_id)
    path = batches.rejects_of(file.id)
    if not path.exists():
        raise NotFound(f"no rejects of {file.id}")
    batches.take_rejects(actor, file.id)
    with path.open("rb") as opened:
        ending = "xlsx" if opened.read(2) == ZIP else "csv"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"ditolak-{file.id}.{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)


def _check(request: HttpRequest, actor: Actor, file: ImportedFile) -> HttpResponse | str:
    header = _header(file)
    if not isinstance(header, Header):
        gone = t("Berkasnya tidak ada lagi. Unggah sekali lagi.", "The file is gone. Upload it once more.")
        return _page(request, actor, file, words(header.problem) if header else gone)
    form = MappingForm(request.POST, layouts.layout(file.layout), header, {})
    if not form.is_valid():
        return _page(request, actor, file, form=form)
    chosen = form.mapping()
    _complain(form, chosen, layouts.layout(file.layout))
    if form.errors:
        return _page(request, actor, file, form=form)
    batches.ask_check(actor, file.id, chosen)
    return t("Berkas sedang diperiksa. Belum ada yang ditulis.", "The file is being checked. Nothing is written yet.")


def _complain(form: MappingForm, chosen: Mapping[str, str], layout: layouts.Layout) -> None:
    """Needed columns must be there, and no header may stand for two."""
    for column in layout.columns:
        text = chosen[column.name]
        if column.required and not text:
            form.add_error(column.name, t("Kolom ini wajib ada.", "This column is needed."))
        elif text and list(chosen.values()).count(text) > 1:
            form.add_error(column.name, t("Judul ini dipilih dua kali.", "This header is chosen twice."))


def _write(request: HttpRequest, actor: Actor, file: ImportedFile) -> str:
    batches.confirm(actor, file.id)
    return t("Daftar sedang ditulis. Halaman ini boleh ditutup.", "The list is being written. You may close this page.")


def _give_up(request: HttpRequest, actor: Actor, file: ImportedFile) -> str:
    batches.cancel(actor, file.id, "")
    return t("Berkas tidak jadi diimpor. Register tidak berubah.", "The file is given up. The register is as it was.")


def _take_back(request: HttpRequest, actor: Actor, file: ImportedFile) -> str:
    batches.begin_undo(actor, file.id, request.POST.get("reason", "")[:500])
    return t("Daftar sedang dibatalkan.", "The list is being taken back.")


_STEPS: dict[str, Callable[[HttpRequest, Actor, ImportedFile], HttpResponse | str]] = {
    "check": _check,
    "write": _write,
    "cancel": _give_up,
    "undo": _take_back,
}


def _file(actor: Actor, batch_id: UUID) -> ImportedFile:
    file = imported_file(actor, batch_id)
    if file is None:
        raise NotFound(f"no batch {batch_id}")
    return file


def _header(file: ImportedFile) -> Header | Unreadable | None:
    """The header of the kept file; why it cannot be read; None when the file is gone."""
    path = batches.list_of(file.id)
    if not path.exists():
        return None
    try:
        return look_for_header(open_table(path), layouts.layout(file.layout))
    except Unreadable as unreadable:
        return unreadable


def _page(
    request: HttpRequest, actor: Actor, file: ImportedFile, problem: str = "", form: MappingForm | None = None
) -> HttpResponse:
    header = _header(file) if file.state in ("uploaded", "checked") else None
    wrong = bool(problem or form)
    if isinstance(header, Unreadable):
        problem = problem or words(header.problem)
    elif header is not None and form is None:
        before = file.mapping or saved_mapping(actor, file.layout)
        form = MappingForm(None, layouts.layout(file.layout), header, before)
    report = file.report.get("run" if file.has_ended or file.state == "applying" else "dry_run") or file.report.get(
        "dry_run", {}
    )
    context = {
        "file": file,
        "state": t(*STATES[file.state]),
        "layout": t(layouts.layout(file.layout).label_id, layouts.layout(file.layout).label_en),
        "where": label(file.area_code),
        "form": form,
        "problem": problem or _said(file.problem),
        "report": report,
        "outcomes": [(t(*names), report.get(code, 0)) for code, names in OUTCOMES] if report else [],
        "errors": [(one, one[_MESSAGE[language.current()]]) for one in report.get("errors", ())[:ERRORS_SHOWN]],
        "written": file.report.get("applied", {}),
        "left": len(file.report.get("not_undone", ())),
        "working": file.state in ("checking", "applying", "undoing"),
        "has_rejects": batches.rejects_of(file.id).exists() and file.state != "checking",
        "may_undo": _can_be_undone(file) and batches.can_undo(actor, file.area_code),
    }
    return render(request, "registry/import.html", context, status=WRONG if wrong else 200)


def _can_be_undone(file: ImportedFile) -> bool:
    return file.state in ("applied", "failed") and bool(file.report.get("applied"))


_MESSAGE = {"id": "message", "en": "message_en"}


def _said(problem: str) -> str:
    """Why the file stopped, in the language of the page."""
    if not problem.startswith("{"):
        return problem
    return str(json.loads(problem)[language.current()])
