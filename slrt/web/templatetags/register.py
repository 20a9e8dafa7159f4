"""Words of facts and verdicts for the templates of the register: `{% load register %}`."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from slrt.domain.rules.benefit import Benefit, BenefitKind
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.verdict import Verdict
from slrt.reads.programmes import Law
from slrt.reads.registry import FactLine, FamilyPage
from slrt.web import language
from slrt.web.language import t
from slrt.web.templatetags.slrt import date_plain, rupiah

register = template.Library()

PER = {"month": ("per bulan", "a month"), "year": ("per tahun", "a year"), "once": ("satu kali", "once")}
KINDS = {
    "in_kind": ("Berupa barang", "In kind"),
    "tariff": ("Tarif bersubsidi", "Subsidised tariff"),
    "loan_ceiling": ("Pinjaman, bukan bantuan", "A loan, not aid"),
}
YEAR_MONTHS = 12


@register.filter
def said(words: Bilingual | None) -> str:
    """The words in the page's language; nothing for None."""
    if words is None:
        return ""
    return words.en if language.current() == "en" else words.id


@register.filter
def sentence(words: Bilingual | None) -> str:
    """The same, beginning with a capital letter."""
    text = said(words)
    return text[:1].upper() + text[1:]


@register.filter
def called(page: FamilyPage) -> str:
    """`Keluarga Bapak Rusdi`: as people speak of a family; the whole name where the sex of its head is unknown."""
    head = page.head
    sex = head.facts["sex"].value if head else None
    if head is None or sex is None:
        return t(f"Keluarga {page.name}", f"Family of {page.name}")
    title = t("Bapak", "Mr") if sex == "male" else t("Ibu", "Mrs")
    return t(f"Keluarga {title} {head.call}", f"Family of {title} {head.call}")


@register.filter
def worth(benefit: Benefit) -> str:
    """What a benefit that is not cash comes to: `10 kg beras`, `Rp42.000`, `s.d. Rp10.000.000`, `Tarif bersubsidi`."""
    if benefit.kind is BenefitKind.LOAN_CEILING and benefit.unit_value is not None:
        return t(f"s.d. {rupiah(benefit.unit_value)}", f"up to {rupiah(benefit.unit_value)}")
    if benefit.unit_value is not None:
        return rupiah(benefit.unit_value)
    if benefit.quantity is not None and benefit.unit is not None:
        return f"{benefit.quantity} {said(benefit.unit)}"
    return t(*KINDS[benefit.kind.value])


@register.filter
def worth_of(benefit: Benefit) -> str:
    """The small line under `worth`: what it is the worth of, so that nobody reads it as money in hand."""
    if benefit.kind is BenefitKind.LOAN_CEILING:
        return t("pinjaman, bukan bantuan", "a loan, not aid")
    if benefit.kind is BenefitKind.TARIFF:
        return said(benefit.unit)
    often = t(*PER[benefit.per.value])
    return f"{said(benefit.unit)}, {often}" if benefit.unit_value is not None else often


@register.filter
def amount(verdict: Verdict) -> str:
    """`Rp8.300.000`, or a range while it depends on facts. For cash alone; see `worth` for the rest."""
    if verdict.amount is not None:
        return rupiah(verdict.amount)
    return f"{rupiah(verdict.amount_min)} – {rupiah(verdict.amount_max)}"


@register.filter
def per(verdict: Verdict) -> str:
    """`per tahun`, with a word of caution while the amount is a range."""
    words = t(*PER[verdict.per])
    if verdict.benefit == "cash" and verdict.amount is None:
        return f"{words}, {t('tergantung jawaban', 'depending on the answers')}"
    return words


@register.filter
def per_law(law: Law) -> str:
    """`per tahun` for the benefit of a version."""
    return t(*PER[law.version.benefit.per.value])


@register.filter
def age(line: FactLine) -> SafeString:
    """How old a fact is, in its own colour when it is too old, and on a click since when and from whom.

    Nothing for an unknown one.
    """
    if not line.known or line.months is None:
        return SafeString("")
    style = "age-stale" if line.stale else "age-ok"
    shown = '<details class="fact-age" id="age-{}"><summary class="{}">{}</summary>{}{}</details>'
    return format_html(shown, line.path.replace(".", "-"), style, months(line.months), origin(line), change_link(line))


@register.filter
def change_link(line: FactLine) -> SafeString:
    """The way from a fact to the change that said it; nothing where that belongs to another family."""
    if not line.change:
        return SafeString("")
    words = t("lihat perubahannya", "see the change")
    return format_html('<a class="fact-change" href="{}">{}</a>', reverse("change", args=[line.change]), words)


@register.filter
def months(count: int | None) -> str:
    """`3 bulan`, `2 tahun 1 bulan`; `bulan ini` for less than one."""
    if count is None:
        return ""
    if count < 1:
        return t("bulan ini", "this month")
    years, rest = divmod(count, YEAR_MONTHS)
    if count <= 2 * YEAR_MONTHS:
        return t(f"{count} bulan", f"{count} months" if count > 1 else "1 month")
    year_words = t(f"{years} tahun", f"{years} {'year' if years == 1 else 'years'}")
    return f"{year_words} {t(f'{rest} bulan', f'{rest} mo.')}" if rest else year_words


@register.filter
def origin(line: FactLine) -> str:
    """`per 3 Mei 2025, wawancara, oleh Ratna Dewi`."""
    if line.as_of is None:
        return ""
    parts = [f"{t('per', 'as of')} {date_plain(line.as_of)}"]
    if line.source is not None:
        parts.append(said(line.source))
    if line.by:
        parts.append(f"{t('oleh', 'by')} {line.by}")
    return ", ".join(parts)
