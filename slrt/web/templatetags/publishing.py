"""Money and periods of rules that are being written: `{% load publishing %}`."""

from django import template

from slrt.web.language import t
from slrt.web.templatetags.register import PER
from slrt.web.templatetags.slrt import rupiah

register = template.Library()


@register.filter
def period(code: str) -> str:
    """`per tahun` for the code of a period."""
    return t(*PER[code]) if code in PER else ""


@register.simple_tag
def between(low: int, high: int) -> str:
    """`Rp600.000`, or `Rp600.000 – Rp900.000` where the two differ."""
    return rupiah(low) if low == high else f"{rupiah(low)} – {rupiah(high)}"
