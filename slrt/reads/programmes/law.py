"""Programmes as people read them: rule in words, benefit, documents, source, whom to complain to, earlier versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from slrt.domain import areas
from slrt.domain.access import Actor, Permission, check
from slrt.domain.problems import NotFound
from slrt.domain.rules.conditions import phrase, speaks_of_family
from slrt.domain.rules.criteria import About
from slrt.domain.rules.facts import RECEIVES, Bilingual, catalogue
from slrt.domain.rules.programme import Programme as Compiled
from slrt.domain.rules.programme import Version as CompiledVersion
from slrt.domain.rules.words import capital
from slrt.reads.programmes.definitions import area_of, definitions


@dataclass(frozen=True)
class Law:
    """One version of a programme for the screen. `until` is its last day."""

    version: CompiledVersion
    criteria: tuple[Bilingual, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the rule itself was read in a source without conflict."""
        return self.version.confidence.value == "confirmed"

    @property
    def sure(self) -> bool:
        """Whether nothing at all is unconfirmed, the cap on the benefit included."""
        cap = self.version.benefit.cap
        return self.confirmed and (cap is None or cap.confidence == "confirmed")


@dataclass(frozen=True)
class ProgrammePage:
    """A programme with the version in force on a day (None: none), earlier, later and compared ones."""

    programme: Compiled
    on: date
    current: Law | None
    others: tuple[Law, ...]


def programmes(actor: Actor, on: date) -> list[ProgrammePage]:
    """All programmes in their order, as of a day. Raises Denied for a role that may not read them."""
    check(actor, Permission.PROGRAMME_READ)
    return [_page(each, on) for each in definitions()]


def programme(actor: Actor, code: str, on: date) -> ProgrammePage:
    """One programme. Raises NotFound for a code nobody knows."""
    check(actor, Permission.PROGRAMME_READ)
    found = next((each for each in definitions() if each.code == code), None)
    if found is None:
        raise NotFound(f"no programme {code}")
    return _page(found, on)


def law_of(version: CompiledVersion) -> Law:
    """A version for the screen."""
    return _law(version)


def names() -> Mapping[str, Bilingual]:
    """Names by code, for lists and forms."""
    return {each.code: each.name for each in definitions()}


def local_names(area_code: str) -> Mapping[str, Bilingual]:
    """Names of programmes outside the catalogue that apply around an area or inside it, by code."""
    shipped = {str(value) for value in catalogue().facts[RECEIVES].values}
    found = {each.code: each.name for each in definitions() if each.code not in shipped}
    near = {code: area_of(code) for code in found}
    return {
        code: name
        for code, name in found.items()
        if areas.contains(near[code], area_code) or areas.contains(area_code, near[code])
    }


def _page(found: Compiled, on: date) -> ProgrammePage:
    current = found.version_on(on)
    others = sorted((v for v in found.versions if v is not current), key=lambda v: v.since, reverse=True)
    return ProgrammePage(found, on, _law(current) if current else None, tuple(_law(version) for version in others))


def _law(version: CompiledVersion) -> Law:
    return Law(version, tuple(_criterion(version, place) for place in range(len(version.criteria))))


def _criterion(version: CompiledVersion, place: int) -> Bilingual:
    """The criterion as a condition: the generated words, with who it is about."""
    criterion = version.criteria[place]
    words = phrase(criterion.body if criterion.about is About.SOMEBODY else criterion.node)
    if criterion.about is About.SOMEBODY:
        return Bilingual(f"Ada anggota yang {words.id}", f"A member {words.en}")
    if criterion.about is About.PERSON and speaks_of_family(criterion.node):
        return Bilingual(f"Untuk orang itu: {words.id}", f"For the person: {words.en}")
    if criterion.about is About.PERSON:
        return Bilingual(f"Orang itu {words.id}", f"The person {words.en}")
    return capital(words)
