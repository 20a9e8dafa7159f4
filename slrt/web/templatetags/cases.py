"""Deadlines, ages and sentences of cases in words: `{% load cases %}`."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import template

from slrt.domain.workflow import taxonomy
from slrt.domain.workflow.deadlines import Urgency, promise
from slrt.reads.cases import Clockface, Due
from slrt.web.language import t
from slrt.web.templatetags.slrt import date_short

register = template.Library()

HOURS_A_DAY = 24


@register.filter
def due_day(due: Due | None) -> str:
    """`Hari ini, 16.00` on its own day, else `Jumat, 4 Des`."""
    if due is None:
        return ""
    if not due.is_today:
        return date_short(due.at, due.zone)
    local = due.at.astimezone(ZoneInfo(due.zone))
    separator = t(".", ":")
    return f"{t('Hari ini', 'Today')}, {local:%H}{separator}{local:%M}"


@register.filter
def due_left(due: Due | None) -> str:
    """`3 hari kerja lagi`, `6 jam lagi`, `Lewat 2 hari kerja`."""
    if due is None:
        return ""
    return _late(due) if due.urgency is Urgency.LATE else _ahead(due)


def _late(due: Due) -> str:
    if due.working_days < 0:
        days = -due.working_days
        return t(f"Lewat {days} hari kerja", f"{days} working {'day' if days == 1 else 'days'} late")
    hours = max(1, -due.hours - 1)
    return t(f"Lewat {hours} jam", f"{hours} {'hour' if hours == 1 else 'hours'} late")


def _ahead(due: Due) -> str:
    if due.working_days > 0:
        days = due.working_days
        return t(f"{days} hari kerja lagi", f"{days} working {'day' if days == 1 else 'days'} left")
    if due.hours < 1:
        return t("Kurang dari 1 jam lagi", "Less than an hour left")
    return t(f"{due.hours} jam lagi", f"{due.hours} {'hour' if due.hours == 1 else 'hours'} left")


@register.filter
def due_class(due: Due | None) -> str:
    """The class of a deadline cell: late, soon or none."""
    if due is None:
        return ""
    return {Urgency.LATE: "due-late", Urgency.SOON: "due-soon", Urgency.CALM: ""}[due.urgency]


@register.filter
def due_pill(due: Due | None) -> str:
    """The class of a deadline pill."""
    return due_class(due).replace("due-", "pill-")


@register.filter
def due_clock(due: Due | None) -> str:
    """The class of a deadline bar."""
    return due_class(due).replace("due-", "clock-")


@register.filter
def age(value: timedelta) -> str:
    """`6 hari`, `4 jam`, `Baru saja`."""
    hours = int(value.total_seconds() // 3600)
    if hours < 1:
        return t("Baru saja", "Just now")
    if hours < HOURS_A_DAY:
        return t(f"{hours} jam", f"{hours} {'hour' if hours == 1 else 'hours'}")
    days = hours // HOURS_A_DAY
    return t(f"{days} hari", f"{days} {'day' if days == 1 else 'days'}")


@register.filter
def early(clock: Clockface) -> str:
    """How far from its promise something was done: `Lebih cepat 1 hari kerja`, `Tepat waktu`, `Terlambat …`."""
    days = clock.days_early
    if days == 0:
        return t("Pada hari tenggat", "On the day of the deadline")
    if days > 0:
        return t(f"Lebih cepat {days} hari kerja", f"{days} working {'day' if days == 1 else 'days'} early")
    return t(f"Terlambat {-days} hari kerja", f"{-days} working {'day' if days == -1 else 'days'} late")


@register.simple_tag
def finish_days() -> int:
    """How many working days a receiver has from acceptance to the result."""
    found = promise("referral", "accepted")
    return found.working_days if found else 0


@register.filter
def sector(code: str) -> str:
    """The words for a sector."""
    label = taxonomy.SECTORS[code]
    return t(label.label_id, label.label_en)


@register.filter
def case_type(code: str) -> str:
    """The words for a case type."""
    label = taxonomy.TYPES[code]
    return t(label.label_id, label.label_en)


@register.filter
def channel(code: str) -> str:
    """The words for how a case came in."""
    return t(*taxonomy.CHANNELS[code])


@register.filter
def settlement(code: str) -> str:
    """The words for how something was settled; nothing for nothing."""
    return t(*taxonomy.SETTLEMENTS[code]) if code else ""


@register.filter
def consent(code: str) -> str:
    """The words for how the citizen agreed."""
    return t(*taxonomy.CONSENTS[code])


@register.filter
def step_icon(verb: str) -> str:
    """The icon of a step's button."""
    return STEP_ICONS.get(verb, "arrow-right")


STEP_ICONS = {
    "accept": "check",
    "decline": "x",
    "start": "player-play",
    "fulfil": "clipboard-check",
    "withdraw": "send-off",
    "take": "user-check",
    "verify": "search",
    "analyse": "clipboard-check",
    "ask_repair": "alert-triangle",
    "repaired": "check",
    "handle": "user-check",
    "resolve": "clipboard-check",
    "escalate": "arrow-up",
    "confirm_solved": "check",
    "confirm_not_solved": "refresh",
    "close": "lock",
    "reopen": "refresh",
    "reject": "x",
    "mark_duplicate": "files",
    "mark_unreachable": "user-off",
}
