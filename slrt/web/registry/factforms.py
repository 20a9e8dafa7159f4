"""Forms made from the vocabulary: one field for each fact that makes sense here, typed, with its age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import conditional_escape

from slrt.domain.problems import Problem
from slrt.domain.rules.facts import Fact, Kind, catalogue
from slrt.domain.rules.views import Unknown
from slrt.reads.registry import FAMILY_SECTIONS, MEMBER_SECTIONS, FactLine, FamilyPage, MemberLine
from slrt.services.registry import FactChange, spans
from slrt.web.language import t
from slrt.web.registry.questions import DOES_NOT_KNOW, NOTHING, answers, read
from slrt.web.registry.villages import village_choices
from slrt.web.templatetags.register import origin, said

NUMBERS = (Kind.INT, Kind.MONEY)
WAS = "was__"


@dataclass(frozen=True)
class Group:
    """Fields of one section on the screen."""

    code: str
    title: str
    fields: tuple[tuple[forms.BoundField, forms.BoundField | None], ...]
    senseless: tuple[str, ...]


class FactForm(forms.Form):
    """Facts of the family, or of one member. `was__<fact>` remembers what the person saw, so that only what they
    changed is sent on."""

    def __init__(self, data: Any, page: FamilyPage, member: MemberLine | None, area_code: str) -> None:
        super().__init__(data, auto_id="id_%s")
        self.lines: Mapping[str, FactLine] = member.facts if member else page.facts
        self.person_id: UUID | None = member.person_id if member else None
        self.sections = MEMBER_SECTIONS if member else FAMILY_SECTIONS
        self.scope = area_code
        for section in self.sections:
            for name in section.facts:
                if self.lines[name].applies:
                    self._add(self.lines[name])

    def groups(self) -> Iterable[Group]:
        """The sections with their fields; facts that make no sense here are named, not asked."""
        for section in self.sections:
            shown = tuple((self[name], self._box(name)) for name in section.facts if name in self.fields)
            senseless = tuple(said(self.lines[name].fact.label) for name in section.facts if name not in self.fields)
            yield Group(section.code, said(section.title), shown, senseless)

    def _box(self, name: str) -> forms.BoundField | None:
        """The box "tidak tahu" that stands under a date."""
        box = f"{name}__unknown"
        return self[box] if box in self.fields else None

    def changes(self) -> list[FactChange]:
        """What the person changed, as the service takes it."""
        found = []
        for name, line in self.lines.items():
            if name not in self.fields:
                continue
            sent = self._sent(name)
            if sorted(sent) != sorted(self._was(name)):
                found.append(FactChange(name, read(line.fact, sent), self.person_id))
        return found

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem of the service beside its field."""
        for problem in problems:
            name = problem.field.rpartition(".")[2]
            words = t(problem.message_id, problem.message_en)
            self.add_error(name if name in self.fields else None, words)

    def _sent(self, name: str) -> list[str]:
        texts = self.data.getlist(name)  # type: ignore[attr-defined] # a QueryDict
        if self.data.get(f"{name}__unknown"):
            return [DOES_NOT_KNOW]
        return [text for text in texts if text != ""]

    def _was(self, name: str) -> list[str]:
        return [text for text in self.data.get(WAS + name, "").split("|") if text]

    def _add(self, line: FactLine) -> None:
        name = line.fact.name
        value = encoded(line)
        field = _field(line, self.scope)
        field.label = said(line.fact.label)
        field.required = False
        field.help_text = conditional_escape(_help(line))
        field.initial = value if line.fact.kind is Kind.SET else "|".join(value)
        self.fields[name] = field
        hidden = forms.CharField(widget=forms.HiddenInput, required=False, initial="|".join(value))
        self.fields[WAS + name] = hidden
        if line.fact.kind is Kind.DATE:
            self.fields[f"{name}__unknown"] = forms.BooleanField(
                required=False,
                initial=line.does_not_know,
                label=t(f"{field.label}: tidak tahu", f"{field.label}: does not know"),
            )
            field.initial = "" if line.does_not_know else field.initial


def encoded(line: FactLine) -> list[str]:
    """A fact's present value as a form sends it."""
    if line.does_not_know:
        return [DOES_NOT_KNOW]
    if isinstance(line.value, frozenset):
        return sorted(line.value) or [NOTHING]
    if line.value is None or isinstance(line.value, Unknown):
        return []
    if isinstance(line.value, bool):
        return [str(line.value).lower()]
    return [str(line.value)]


def _field(line: FactLine, area_code: str) -> forms.Field:
    fact = line.fact
    unknown = (DOES_NOT_KNOW, t("Tidak tahu", "Does not know"))
    if fact.kind is Kind.AREA:
        return forms.ChoiceField(choices=village_choices(area_code, str(line.value)))
    if fact.kind is Kind.SET:
        nothing = (NOTHING, t("Tidak ada satu pun", "None of them"))
        choices = [*_choices(fact, area_code), *_held(line, area_code), nothing, unknown]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    if fact.kind is Kind.DATE:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}))
    if fact.kind in NUMBERS:
        return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    blank = ("", t("Belum ditanyakan", "Not asked yet"))
    return forms.ChoiceField(choices=[blank, *_choices(fact), unknown])


def _choices(fact: Fact, area_code: str = "") -> list[tuple[str, str]]:
    return [(choice.value, choice.label) for choice in answers(fact, area_code)]


def _held(line: FactLine, area_code: str) -> list[tuple[str, str]]:
    """What stands in a list though it is not on offer here: leaving it out would take it away unasked."""
    offered = {value for value, _ in _choices(line.fact, area_code)}
    held = line.value if isinstance(line.value, frozenset) else frozenset()
    return [(code, said(catalogue().label(line.fact.path, code))) for code in sorted(held - offered)]


def _help(line: FactLine) -> str:
    parts = []
    if line.fact.kind is Kind.MONEY:
        parts.append(t("Rupiah bulat. Tulis ? bila tidak tahu.", "Whole rupiah. Write ? for does not know."))
    elif line.fact.kind is Kind.INT:
        limits = t(spans(line.fact, "sampai", "atau"), spans(line.fact, "to", "or"))
        parts.append(f"{limits}. {t('Tulis ? bila tidak tahu.', 'Write ? for does not know.')}")
    if line.as_of is not None:
        text = origin(line)
        parts.append(text[:1].upper() + text[1:] + ".")
    return " ".join(parts)
