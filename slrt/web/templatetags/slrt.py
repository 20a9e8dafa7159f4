"""The words, dates, figures and pictures of our templates: `{% load slrt %}`."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect, Select, SelectMultiple
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from slrt.domain import clock
from slrt.domain.problems import Problem
from slrt.web import icons, language, problems

register = template.Library()

DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
        "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
}  # fmt: skip
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_COUNTED = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")

ZONES = {clock.WIB: "WIB", clock.WITA: "WITA", clock.WIT: "WIT"}


@register.simple_tag
def t(indonesian: str, english: str, **variables: Any) -> SafeString:
    """`{% t "Sisa {n} hari" "{n} days left" n=count %}`: the sentence in the page's language.

    Text written in the template may hold markup; variables are escaped, whole numbers get their thousands separator
    (pass a year as text). `{n:day|days}` in the English text is "1 day" or "3 days". A variable that is not given
    raises KeyError.
    """
    words = conditional_escape(language.t(indonesian, english))
    if not variables:
        return words
    counted = _COUNTED.sub(lambda found: f"{{{found[1]}}} {found[2 if variables[found[1]] == 1 else 3]}", words)
    return format_html(counted, **{name: _shown(value) for name, value in variables.items()})


def _shown(value: Any) -> Any:
    return formats.localize(value) if isinstance(value, int | float) else value


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A picture beside a word, hidden from screen readers; `size` may be "sm". An unknown name raises KeyError."""
    icons.check(name)
    kind = f"icon icon-{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', kind, static("slrt/icons.svg"), name
    )


@register.filter
def rupiah(amount: int | None) -> str:
    """`Rp1.500.000`, in both languages; nothing for None."""
    if amount is None:
        return ""
    digits = f"{abs(amount):,}".replace(",", ".")
    return f"-Rp{digits}" if amount < 0 else f"Rp{digits}"


@register.filter
def date_long(value: date | datetime | None, zone: str = clock.WIB) -> str:
    """`Jumat, 4 Desember 2026`; a moment is shown as a day of `zone` (IANA name). Lines break after the comma alone."""
    day = _day(value, zone)
    if day is None:
        return ""
    code = language.current()
    return f"{DAYS[code][day.weekday()]}, {_unbroken(f'{day.day} {MONTHS[code][day.month - 1]} {day.year}')}"


@register.filter
def date_plain(value: date | datetime | None, zone: str = clock.WIB) -> str:
    """`4 Desember 2026`: without the day of the week, for birth dates and periods."""
    day = _day(value, zone)
    return "" if day is None else _unbroken(f"{day.day} {MONTHS[language.current()][day.month - 1]} {day.year}")


@register.filter
def date_short(value: date | datetime | None, zone: str = clock.WIB) -> str:
    """`Jumat, 4 Des` on one line; with the year when it is not this year."""
    day = _day(value, zone)
    if day is None:
        return ""
    code = language.current()
    year = "" if day.year == clock.today(zone).year else f" {day.year}"
    return _unbroken(f"{DAYS[code][day.weekday()]}, {day.day} {SHORT_MONTHS[code][day.month - 1]}{year}")


@register.filter
def moment(value: datetime | None, zone: str = clock.WIB) -> str:
    """`Jumat, 4 Des, 09.12 WIB` (English `09:12 WIB`) in `zone`."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    separator = language.t(".", ":")
    name = ZONES.get(zone, local.tzname() or "")
    return f"{date_short(value, zone)}, {_unbroken(f'{local:%H}{separator}{local:%M} {name}'.rstrip())}"


@register.filter
def masked(number: str | None) -> SafeString:
    """A NIK or nomor KK with only its first and last four digits: `1906••••••••0012`. Already masked text is kept."""
    text = str(number or "")
    if text.isdecimal():
        text = f"{text[:4]}{'•' * max(len(text) - 8, 0)}{text[-4:]}" if len(text) > 8 else "•" * len(text)
    return format_html('<span class="nik">{}</span>', text) if text else mark_safe("")


@register.filter
def ticket(number: str | None) -> SafeString:
    """A ticket number in its own type, never broken over two lines."""
    return format_html('<span class="ticket">{}</span>', number) if number else mark_safe("")


@register.filter
def words(problem: Problem) -> str:
    """What a problem says, in the page's language."""
    return problems.words(problem)


@register.filter
def step5(share: float | None) -> int:
    """A percentage (0 to 100) rounded to the nearest width class: `class="w-{{ share|step5 }}"`."""
    return max(0, min(100, round((share or 0) / 5) * 5))


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: `check`, `choices` (a fieldset of boxes), or `control`."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    return "choices" if widget.use_fieldset else "control"


@register.filter
def one_choice(field: BoundField) -> bool:
    """Whether only one of a fieldset's boxes can be chosen."""
    return isinstance(field.field.widget, RadioSelect)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The input itself with our classes; Django links help and errors (`aria-describedby`, `aria-invalid`)."""
    widget = field.field.widget
    base = "form-check-input" if isinstance(widget, CheckboxInput) else "form-control"
    if isinstance(widget, Select) and not isinstance(widget, RadioSelect) or isinstance(widget, SelectMultiple):
        base = "form-select"
    wrong = " is-invalid" if field.errors else ""
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{base}{wrong} {own}".strip()})


@dataclass(frozen=True)
class Item:
    """One line of the summary of problems: the words, and the id of the field it leads to ("" for none)."""

    text: str
    target: str


@register.simple_tag
def problem_items(form: BaseForm | list[BaseForm] | None, listed: Any = None) -> list[Item]:
    """Everything wrong with `form`, or with several, then the `listed` problems of a service, each with its field."""
    items: list[Item] = []
    for each in form if isinstance(form, list) else [form] if form else []:
        items.extend(Item(str(error), "") for error in each.non_field_errors())
        for field in each:
            target = field.id_for_label or f"{field.auto_id}_0"
            items.extend(Item(f"{field.label}: {error}", target) for error in field.errors)
    items.extend(Item(problems.words(problem), "") for problem in listed or ())
    return items


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> SafeString:
    """`?status=sent&page=2`: this page's own query with `changes`; an empty value takes the name out."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = str(value)
    return conditional_escape(f"?{parameters.urlencode()}")


def _unbroken(text: str) -> str:
    """The text without a place to break a line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _day(value: date | datetime | None, zone: str) -> date | None:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value
