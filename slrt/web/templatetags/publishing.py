"""Money and periods of rules that are being written: `{% load publishing %}`."""

from typing import Any

from django import template

from slrt.domain.rules.programme import QuotaArea
from slrt.web.language import t
from slrt.web.templatetags.register import PER
from slrt.web.templatetags.slrt import rupiah

register = template.Library()

QUOTA_AREAS = {
    QuotaArea.NATION.value: ("seluruh Indonesia", "the whole country"),
    QuotaArea.PROVINCE.value: ("provinsi", "province"),
    QuotaArea.KABUPATEN.value: ("kabupaten atau kota", "kabupaten or kota"),
    QuotaArea.KECAMATAN.value: ("kecamatan", "kecamatan"),
    QuotaArea.DESA.value: ("desa atau kelurahan", "village"),
}


@register.filter
def period(code: str) -> str:
    """`per tahun` for the code of a period."""
    return t(*PER[code]) if code in PER else ""


@register.filter
def counted(places: Any) -> str:
    """`Tempat dihitung per tahun untuk tiap desa atau kelurahan.`"""
    area = t(*QUOTA_AREAS[places.per])
    return t(f"Tempat dihitung {period(places.period)}, tiap {area}.", f"Places {period(places.period)}, each {area}.")


@register.simple_tag
def between(low: int, high: int) -> str:
    """`Rp600.000`, or `Rp600.000 – Rp900.000` where the two differ."""
    return rupiah(low) if low == high else f"{rupiah(low)} – {rupiah(high)}"
