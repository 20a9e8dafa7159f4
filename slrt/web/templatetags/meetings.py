"""Words of village meetings for their templates: `{% load meetings %}`."""

from django import template

from slrt.domain.registry.kinds import KINDS
from slrt.web.language import t

register = template.Library()


@register.filter
def change_kind(code: str) -> str:
    """What a proposal asks for, in the page's language; the code itself where it has no words."""
    kind = KINDS.get(code)
    return t(kind.label_id, kind.label_en) if kind else code
