"""A form field for an area: type a name, choose a suggestion; a code works too, and all of it without JavaScript."""

import re
from typing import Any

from django import forms
from django.urls import reverse

from slrt.domain import areas as codes
from slrt.domain.problems import NotFound
from slrt.reads import areas
from slrt.web.language import t

_LEADING_CODE = re.compile(r"\s*(\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?)(?=\s|$)")
_SURE = 0.85


class AreaInput(forms.TextInput):
    """A text box with a list of suggestions that follows the typing."""

    template_name = "areas/input.html"
    within = codes.NATION

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        options = f"{(attrs or {}).get('id', f'id_{name}')}_options"
        own = {
            "list": options,
            "autocomplete": "off",
            "hx-get": f"{reverse('area_options')}?within={self.within}",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{options}",
        }
        context = super().get_context(name, value, {**(attrs or {}), **own})
        context["options"] = options
        return context

    def format_value(self, value: Any) -> str | None:
        return label(value) if isinstance(value, str) and _is_code(value) else value


class AreaField(forms.CharField):
    """Cleans to an area code inside `within` (set it for each form: the actor's own area)."""

    widget = AreaInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.within = codes.NATION

    def inside(self, area_code: str) -> None:
        """Keep to one area and everything in it."""
        self.within = area_code
        if isinstance(self.widget, AreaInput):
            self.widget.within = area_code

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        code = _code_in(text) or self._named(text)
        if not codes.contains(self.within, code):
            raise forms.ValidationError(
                t("Wilayah ini di luar wilayah Anda. Pilih dari daftar.", "This area lies outside yours. Choose one.")
            )
        return code

    def _named(self, text: str) -> str:
        hits = areas.find(text, within=self.within, limit=3)
        sure = [hit for hit in hits if hit.score >= _SURE]
        if len(sure) == 1 or (sure and sure[0].score == 1.0 and (len(sure) == 1 or sure[1].score < 1.0)):
            return sure[0].code
        if not hits:
            raise forms.ValidationError(
                t("Wilayah tidak ditemukan. Periksa ejaannya.", "No such area was found. Check the spelling.")
            )
        likely = "; ".join(f"{hit.code} {hit.label}" for hit in hits)
        raise forms.ValidationError(
            t(f"Maksudnya: {likely}? Pilih dari daftar.", f"Do you mean: {likely}? Choose from the list.")
        )


def label(code: str) -> str:
    """`19.06.01 Manggar, Kabupaten Belitung Timur`: a code with its name and place."""
    try:
        path = areas.path_names(code)
    except NotFound:
        return code
    return f"{code} {', '.join(reversed(path))}"


def _is_code(text: str) -> bool:
    return text == codes.NATION or _LEADING_CODE.fullmatch(text) is not None


def _code_in(text: str) -> str | None:
    found = _LEADING_CODE.match(text)
    if found is None or not areas.exists(found[1]):
        return None
    return found[1]
