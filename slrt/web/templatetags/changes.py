"""Words of changes on screens: stations, routes, proposers, ages: `{% load changes %}`."""

from datetime import datetime, timedelta

from django import template

from slrt.domain import clock
from slrt.domain.workflow.change import CHANGE, REACHED_BY
from slrt.reads.registry.changes import ChangePage, QueueLine
from slrt.web.language import t

register = template.Library()

ROUTES = {
    "proposal": ("Usulan", "Proposal"),
    "objection": ("Sanggahan", "Objection"),
    "direct": ("Langsung", "Direct"),
    "import": ("Impor", "Import"),
}
PROPOSERS = {
    "citizen": ("Warga", "Citizen"),
    "facilitator": ("Fasilitator", "Facilitator"),
    "village": ("Desa atau kelurahan", "Village"),
    "officer": ("Petugas", "Officer"),
}
WAYS = {
    "phone": ("telepon", "phone"),
    "visit": ("kunjungan", "visit"),
    "letter": ("surat", "letter"),
    "counter": ("di loket", "at the counter"),
}
EVIDENCE = {
    "photo": ("Foto", "Photo"),
    "document": ("Dokumen", "Document"),
    "letter": ("Surat tanggung jawab mutlak (SPTJM)", "Letter of responsibility (SPTJM)"),
}
WHO = {
    "check": ("petugas back office atau supervisor", "the back office or a supervisor"),
    "verify": ("fasilitator, surveyor, atau supervisor", "a facilitator, surveyor or supervisor"),
    "deliberate": ("musyawarah desa, dicatat koordinator Puskesos", "the village meeting, entered by the coordinator"),
    "endorse": ("verifikator di Dinas Sosial", "the verifier at Dinas Sosial"),
    "approve": ("kepala dinas", "the head of the agency"),
    "apply": ("pengiriman berikutnya ke pusat", "the next batch for the centre"),
}
"""Who takes each step, as people speak of them."""

NEXT = {
    "check": ("periksa kelengkapan berkas", "check the papers"),
    "verify": ("cek di lapangan", "verify in the field"),
    "deliberate": ("putusan desa: musyawarah atau SPTJM", "the village's decision: meeting or letter (SPTJM)"),
    "endorse": ("persetujuan verifikator", "approval by the verifier"),
    "approve": ("persetujuan kepala dinas", "approval by the head of agency"),
}
"""What comes next, as a sentence says it."""

ICONS = {
    "check": "checklist",
    "verify": "map-pin",
    "deliberate": "users-group",
    "endorse": "shield-check",
    "approve": "gavel",
    "apply": "database",
    "hold": "player-pause",
    "return": "arrow-back-up",
    "repair": "arrow-forward-up",
    "reject": "x",
    "withdraw": "ban",
    "settle": "scale",
    "send": "send",
    "lapse": "hourglass",
}


@register.filter
def route(code: str) -> str:
    """`Usulan`, `Sanggahan`."""
    return t(*ROUTES.get(code, (code, code)))


@register.filter
def proposer_kind(code: str) -> str:
    """Who stands behind a proposal, by kind."""
    return t(*PROPOSERS.get(code, (code, code)))


@register.filter
def told_how(code: str) -> str:
    """By which way somebody was told."""
    return t(*WAYS.get(code, (code, code)))


@register.filter
def evidence_kind(code: str) -> str:
    """What a paper is."""
    return t(*EVIDENCE.get(code, (code, code)))


@register.filter
def change_icon(verb: str) -> str:
    """The picture of a step."""
    return ICONS.get(verb, "circle-check")


@register.filter
def waits(line: QueueLine) -> str:
    """What a change in the queue waits for: its next station, or the state it stands still in."""
    if line.waits_for == "sent":
        return t("Kirim ke pusat", "Send to the centre")
    if line.waits_for:
        step = next(each for each in CHANGE.steps if each.verb == REACHED_BY[line.waits_for])
        return t(step.label_id, step.label_en)
    return t(line.state.label_id, line.state.label_en)


@register.filter
def station(code: str) -> str:
    """The name of a station as chains list it."""
    state = CHANGE.states[code]
    return t(state.label_id, state.label_en)


@register.filter
def days(length: timedelta) -> str:
    """`hari ini`, `3 hari`: whole days."""
    count = length.days
    if count < 1:
        return t("hari ini", "today")
    return t(f"{count} hari", f"{count} {'day' if count == 1 else 'days'}")


@register.filter
def lapses(moment: datetime) -> str:
    """`gugur 2 hari lagi`: how long until a change lapses."""
    left = moment - clock.now()
    if left.days < 1:
        return t("gugur hari ini", "lapses today")
    return t(f"gugur {left.days} hari lagi", f"lapses in {left.days} {'day' if left.days == 1 else 'days'}")


@register.filter
def what_next(page: ChangePage) -> str:
    """What happens now, in one sentence."""
    state = page.change.state
    if page.next_verb == "apply":
        return t("Semua tahap selesai. Menunggu dikirim ke pusat.", "All stations are passed. It waits for the centre.")
    if page.next_verb:
        words_id, words_en = NEXT[page.next_verb]
        return t(f"Berikutnya: {words_id}.", f"Next: {words_en}.")
    sentences = {
        "returned": ("Pengusul memperbaiki, lalu mengajukan lagi.", "The proposer repairs it and submits it again."),
        "clashing": ("Dua perubahan bertemu. Pilih nilai yang benar.", "Two changes met. Choose the right value."),
        "applied": ("Sudah masuk data.", "It stands in the register."),
        "sent": ("Sudah dikirim ke pusat.", "It was sent to the centre."),
        "rejected": ("Ditolak. Data tidak berubah.", "Rejected. The register did not change."),
        "withdrawn": ("Ditarik oleh pengusul. Data tidak berubah.", "Withdrawn. The register did not change."),
        "lapsed": ("Gugur karena lewat waktu. Data tidak berubah.", "Lapsed. The register did not change."),
    }
    return t(*sentences[state])


@register.filter
def by_whom(page: ChangePage) -> str:
    """Who takes the next step; nothing when nobody has to."""
    if page.next_verb:
        return t(f"Oleh {WHO[page.next_verb][0]}.", f"By {WHO[page.next_verb][1]}.")
    if page.change.state == "returned" and page.change.by:
        return t(f"Oleh {page.change.by.name}.", f"By {page.change.by.name}.")
    return ""
