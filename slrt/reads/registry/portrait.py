"""A person in a few words: the facts that most often decide something, in sentences rather than codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slrt.domain.rules.facts import SEVERE_DOMAINS, Bilingual
from slrt.reads.registry.lines import FactLine


@dataclass(frozen=True)
class Trait:
    """A few words about a person; `flag` for what needs attention."""

    words: Bilingual
    flag: bool = False


Facts = Mapping[str, FactLine]


def traits(facts: Facts) -> tuple[Trait, ...]:
    """What one should know of this person at a glance, most deciding first."""
    return (*_presence(facts), *_pregnancy(facts), *_school(facts), *_work(facts), *_ability(facts), *_health(facts))


def _is(facts: Facts, name: str, value: object) -> bool:
    line = facts[name]
    return line.applies and line.value == value


def _presence(facts: Facts) -> Iterator[Trait]:
    if facts["presence"].value in ("died", "moved", "not_found", "abroad"):
        yield Trait(_capital(facts["presence"].words), flag=True)
    if facts["nik_status"].value in ("duplicate", "unmatched", "deceased"):
        words = facts["nik_status"].words
        yield Trait(Bilingual(f"NIK {words.id}", f"NIK {words.en}"), flag=True)


def _pregnancy(facts: Facts) -> Iterator[Trait]:
    if _is(facts, "is_pregnant", True):
        yield Trait(Bilingual("Sedang hamil", "Pregnant"))


def _school(facts: Facts) -> Iterator[Trait]:
    if _is(facts, "in_school", True):
        level = facts["school_level"]
        if level.known and level.applies:
            yield Trait(Bilingual(f"Bersekolah di {level.words.id}", f"Attends {level.words.en}"))
        else:
            yield Trait(Bilingual("Masih sekolah, jenjang belum diketahui", "In school, level not yet known"))
    elif _is(facts, "in_school", False):
        yield Trait(Bilingual("Tidak bersekolah", "Not in school"))


def _work(facts: Facts) -> Iterator[Trait]:
    occupation = facts["occupation_group"]
    if _is(facts, "works", True):
        if occupation.known and occupation.value not in ("none", "student", "other"):
            yield Trait(Bilingual(f"Bekerja: {occupation.words.id}", f"Works: {occupation.words.en}"))
        else:
            yield Trait(Bilingual("Bekerja", "Works"))
    elif _is(facts, "works", False) and not facts["in_school"].applies:
        yield Trait(Bilingual("Tidak bekerja", "Not working"))
    if _is(facts, "has_business", True):
        yield Trait(Bilingual("Punya usaha sendiri", "Has a business"))
    if _is(facts, "lost_livelihood", True):
        yield Trait(Bilingual("Kehilangan mata pencaharian", "Lost livelihood"), flag=True)


def _ability(facts: Facts) -> Iterator[Trait]:
    for name in SEVERE_DOMAINS:
        line = facts[name]
        if line.value in ("a_lot", "cannot"):
            deed_id = line.fact.label.id.removeprefix("Kesulitan ")
            deed_en = line.fact.label.en.removeprefix("Difficulty ")
            much_id, much_en = (
                ("Sangat sulit", "Great difficulty") if line.value == "a_lot" else ("Tidak bisa", "Cannot:")
            )
            yield Trait(Bilingual(f"{much_id} {deed_id}", f"{much_en} {deed_en}"))


def _health(facts: Facts) -> Iterator[Trait]:
    if _is(facts, "nutrition", "stunted") or _is(facts, "nutrition", "wasted"):
        words = facts["nutrition"].words
        yield Trait(Bilingual(f"Gizi: {words.id}", f"Nutrition: {words.en}"), flag=True)
    if facts["chronic_disease"].known and facts["chronic_disease"].value != "none":
        yield Trait(Bilingual("Ada penyakit kronis", "Has a chronic disease"))
    if facts["health_insurance"].value == "pbi_inactive":
        yield Trait(Bilingual("BPJS tidak aktif", "Health insurance inactive"), flag=True)
    elif facts["health_insurance"].value == "none":
        yield Trait(Bilingual("Tanpa jaminan kesehatan", "No health insurance"), flag=True)
    if _is(facts, "orphan", "both") or _is(facts, "orphan", "father") or _is(facts, "orphan", "mother"):
        yield Trait(_capital(facts["orphan"].words))


def _capital(words: Bilingual) -> Bilingual:
    return Bilingual(words.id[:1].upper() + words.id[1:], words.en[:1].upper() + words.en[1:])
