"""What comes next on a case, by whom and until when: the sentence a case page opens with."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from slrt.domain.access import Actor
from slrt.domain.workflow.machine import Owner
from slrt.reads.cases import CasePage, Clockface, ReferralView
from slrt.web.language import t
from slrt.web.templatetags.slrt import date_long, moment


@dataclass(frozen=True)
class Next:
    """`what`: the next step in one sentence; `then`: what follows it."""

    what: SafeString
    then: str


@dataclass(frozen=True)
class Stage:
    """One of the five stages of a case: `state` is done, here or ahead."""

    label: str
    note: str
    state: str


_OFFICE = {
    "registered": ("memeriksa laporan ini", "checks this report", "check this report"),
    "verifying": ("mencocokkan data dan berkas", "verifies data and papers", "verify data and papers"),
    "analysed": (
        "menentukan tujuan: dirujuk atau ditangani langsung",
        "decides: refer, or handle directly",
        "decide: refer, or handle directly",
    ),
    "handled_directly": (
        "menyelesaikan dan mengisi hasilnya",
        "settles it and writes the result",
        "settle it and write the result",
    ),
}
"""What an office does in each state: in Indonesian, and in English of somebody else and of the reader."""

_STAGE_OF = {
    "registered": 1,
    "verifying": 1,
    "needs_repair": 1,
    "analysed": 2,
    "referred": 2,
    "accepted": 3,
    "in_service": 3,
    "followed_up": 3,
    "handled_directly": 3,
    "awaiting_confirmation": 4,
    "closed": 5,
}


def next_step(page: CasePage, actor: Actor) -> Next:
    """Who does what next, by when; what follows."""
    case = page.case
    if page.state.ended:
        return Next(_ended(page), _after_end(page))
    who, does = _who_does(page, actor)
    until = date_long(page.due.at, page.zone) if page.due else ""
    what = format_html(
        t(
            "Berikutnya <b>{who}</b> {does}, paling lambat <b>{until}</b>.",
            "Next <b>{who}</b> {does}, by <b>{until}</b>.",
        ),
        who=who,
        does=does,
        until=until,
    )
    return Next(what, _then(case.state, case.reporter_name))


def _who_does(page: CasePage, actor: Actor) -> tuple[str, str]:
    case = page.case
    if page.state.owner is Owner.PROVIDER and page.running:
        nearest = min(page.running, key=_when)
        return nearest.referral.organisation.short_name, _provider_does(nearest)
    if case.state == "awaiting_confirmation":
        does = t("menjawab: sudah selesai atau belum", "answers: solved or not")
        return case.reporter_name, does
    if case.state == "needs_repair":
        return case.reporter_name, t("melengkapi data", "completes the data")
    does_id, does_en, you_en = _OFFICE[case.state]
    if case.holder_id is not None and case.holder_id == actor.user_id:
        return t("Anda", "you"), t(does_id, you_en)
    return case.holder.name if case.holder else t("Petugas", "An officer"), t(does_id, does_en)


def _when(view: ReferralView) -> float:
    running: Clockface = view.clocks[0] if view.state.code == "sent" else view.clocks[1]
    return running.promised.timestamp() if running.promised else 0.0


def _provider_does(view: ReferralView) -> str:
    title = view.referral.packet["title"]
    if view.state.code == "sent":
        return t(f"menjawab rujukan “{title}”", f"answers the referral “{title}”")
    return t(f"mengisi hasil “{title}”", f"gives the result of “{title}”")


def _then(state: str, reporter: str) -> str:
    if state == "awaiting_confirmation":
        return t(
            "Kasus ditutup hanya setelah jawaban itu. Bila belum selesai, kasus dibuka lagi.",
            "The case closes only after that answer. If it is not solved, it opens again.",
        )
    if state in {"registered", "verifying", "needs_repair"}:
        return t("Setelah itu kasus dirujuk atau ditangani langsung.", "Then it is referred or handled directly.")
    return t(
        f"Setelah itu {reporter} menjawab: sudah selesai atau belum. Kasus ditutup hanya setelah jawaban itu.",
        f"Then {reporter} answers: solved or not. The case closes only after that answer.",
    )


def _ended(page: CasePage) -> SafeString:
    when = moment(page.case.closed_at, page.zone)
    words = t(page.state.label_id, page.state.label_en)
    return format_html(t("<b>{words}</b> sejak {when}.", "<b>{words}</b> since {when}."), words=words, when=when)


def _after_end(page: CasePage) -> str:
    case = page.case
    if case.confirmation == "solved":
        return t("Warga menyatakan masalahnya selesai.", "The citizen says it is solved.")
    if case.confirmation == "override":
        return t("Ditutup manajer tanpa jawaban warga.", "Closed by a manager without the citizen's answer.")
    if case.duplicate_of:
        return t(f"Lihat tiket {case.duplicate_of.ticket}.", f"See ticket {case.duplicate_of.ticket}.")
    return case.result


def stages(page: CasePage) -> tuple[Stage, ...]:
    """The five stages, with the day each was reached."""
    here = _STAGE_OF.get(page.state.code, -1)
    labels = (
        ("received", t("Diterima", "Received")),
        ("verified", t("Diverifikasi", "Verified")),
        ("referred", t("Dirujuk", "Referred")),
        ("handled", t("Ditangani", "Handled")),
        ("confirmed", t("Dikonfirmasi warga", "Confirmed by citizen")),
    )
    return tuple(_stage(page, place, key, label, here) for place, (key, label) in enumerate(labels))


def _stage(page: CasePage, place: int, key: str, label: str, here: int) -> Stage:
    reached = page.reached.get(key)
    if here == -1:
        state = "done" if reached else "ahead"
    else:
        state = "done" if place < here else "here" if place == here else "ahead"
    if page.state.code == "referred" and key == "referred":
        state = "here"
    if reached is None:
        return Stage(label, t("Sekarang", "Now") if state == "here" else t("Belum", "Not yet"), state)
    return Stage(label, _day(reached, page.zone), state)


def _day(at: object, zone: str) -> str:
    return moment(at, zone).rpartition(",")[0]  # type: ignore[arg-type]


def greeting(actor: Actor, hour: int) -> str:
    """`Selamat pagi, Ratna`: by the hour where the actor works."""
    name = actor.name.split()[0] if actor.name else ""
    if hour < 11:
        return t(f"Selamat pagi, {name}", f"Good morning, {name}")
    if hour < 15:
        return t(f"Selamat siang, {name}", f"Good afternoon, {name}")
    if hour < 18:
        return t(f"Selamat sore, {name}", f"Good afternoon, {name}")
    return t(f"Selamat malam, {name}", f"Good evening, {name}")


def lead(overdue: int, today: int) -> str:
    """What to begin with, in one line."""
    if overdue and today:
        return t(
            f"{overdue} kasus lewat tenggat: dahulukan. {today} lagi jatuh tempo hari ini.",
            f"{_cases(overdue)} overdue: these first. {today} more due today.",
        )
    if overdue:
        return t(f"{overdue} kasus lewat tenggat: dahulukan.", f"{_cases(overdue)} overdue: these first.")
    if today:
        return t(f"{today} kasus jatuh tempo hari ini.", f"{_cases(today)} due today.")
    return t("Tidak ada yang lewat tenggat.", "Nothing is overdue.")


def _cases(count: int) -> str:
    return "1 case is" if count == 1 else f"{count} cases are"
