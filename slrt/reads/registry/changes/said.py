"""What a change asks for or wrote, line by line in words: a name, a fact, what it was, what it shall be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from slrt.domain.registry.kinds import FACT_KINDS, JOINING, LEAVING, label
from slrt.domain.rules.facts import Bilingual, catalogue
from slrt.reads import areas as area_reads
from slrt.reads.registry.words import NOT_KNOWN, date_words, words_of
from slrt.store.registry.plain import ERASED

ERASED_WORDS = Bilingual("sudah dihapus atas permintaan", "erased on request")
SOMEBODY = Bilingual("orang yang tidak lagi di keluarga ini", "somebody who left this family")

PLAIN = {
    "name": Bilingual("Nama", "Name"),
    "nik": Bilingual("NIK", "NIK"),
    "former_niks": Bilingual("NIK lama", "Former NIK"),
    "no_kk": Bilingual("Nomor KK", "Nomor KK"),
    "address": Bilingual("Alamat", "Address"),
    "rt": Bilingual("RT", "RT"),
    "rw": Bilingual("RW", "RW"),
    "phone": Bilingual("Telepon", "Phone"),
    "latitude": Bilingual("Lintang", "Latitude"),
    "longitude": Bilingual("Bujur", "Longitude"),
    "state": Bilingual("Keadaan data", "State of the record"),
    "merged_into": Bilingual("Digabung ke", "Merged into"),
    "person": Bilingual("Anggota", "Member"),
    "starts_on": Bilingual("Anggota sejak", "Member since"),
    "until": Bilingual("Anggota sampai", "Member until"),
}
"""Columns that are no facts of the vocabulary."""

STATES = {
    "active": Bilingual("aktif", "active"),
    "closed": Bilingual("ditutup", "closed"),
    "dead": Bilingual("meninggal", "died"),
    "moved": Bilingual("pindah", "moved"),
    "merged": Bilingual("digabung", "merged"),
    "void": Bilingual("dibatalkan", "undone"),
}

HIDDEN = ("position",)
"""Columns that tell a reader nothing."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: about whom ("" for the family), what, the value before, the one wanted, and, if it differs, now."""

    label: Bilingual
    wanted: Bilingual
    who: str = ""
    before: Bilingual | None = None
    now: Bilingual | None = None
    path: str = ""


@dataclass(frozen=True)
class Around:
    """What the words of a change lean on: names of people and families, programmes, and values of the register.

    `base` gives a fact's value as the change saw it, `present` as it stands, each by (subject kind, id, fact).
    """

    family_id: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, Bilingual] = field(default_factory=dict)
    base: Callable[[str, str, str], Any] = lambda kind, subject, fact: None
    present: Callable[[str, str, str], Any] = lambda kind, subject, fact: None

    def person(self, person_id: object) -> Bilingual:
        name = self.people.get(str(person_id or ""))
        return Bilingual(name, name) if name else SOMEBODY

    def family(self, family_id: object) -> Bilingual:
        name = self.families.get(str(family_id or ""))
        return Bilingual(f"keluarga {name}", f"family of {name}") if name else SOMEBODY


def label_of(entity: str, fact: str) -> Bilingual:
    """How a column is called on a screen."""
    known = catalogue().facts.get(f"{entity}.{fact}")
    return known.label if known else PLAIN.get(fact, Bilingual(fact, fact))


def value_words(entity: str, fact: str, value: Any, around: Around = Around()) -> Bilingual:
    """A value from a change in words; what was erased is said to be, numbers stay covered."""
    if value == ERASED:
        return ERASED_WORDS
    if value in (None, ""):
        return NOT_KNOWN
    if fact == "former_niks":
        return words_of(entity, "nik", value)
    if fact == "state":
        return STATES.get(value, Bilingual(str(value), str(value)))
    if fact in ("merged_into", "person"):
        return around.person(value) if entity != "family" else around.family(value)
    if fact in ("starts_on", "until", "on"):
        return date_words(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if fact == "area_code":
        name = area_reads.name(str(value))
        return Bilingual(name, name)
    return words_of(entity, fact, value)


def written(items: list[dict[str, Any]], around: Around) -> list[Line]:
    """The lines of a change that was applied; what came along with a person from elsewhere is left out."""
    return [
        Line(
            who=_who(item, around),
            label=label_of(item["subject_kind"], item["fact"]),
            before=value_words(item["subject_kind"], item["fact"], item["old"], around),
            wanted=value_words(item["subject_kind"], item["fact"], item["new"], around),
            path=f"{item['subject_kind']}.{item['subject_id']}.{item['fact']}",
        )
        for item in items
        if not item.get("carried") and item["fact"] not in HIDDEN
    ]


def _who(item: Mapping[str, Any], around: Around) -> str:
    return around.people.get(item["subject_id"], "") if item["subject_kind"] == "member" else ""


def asked_for(kind: str, wish: Mapping[str, Any], around: Around) -> list[Line]:
    """The lines of a change that is not in the register (yet); numbers in a wish are sealed, and stay covered."""
    if kind in FACT_KINDS:
        return [_of_item(item, around) for item in wish.get("items") or []]
    if kind in JOINING:
        return list(_of_member(wish.get("member") or {}))
    if kind in LEAVING:
        return list(_of_leaving(kind, wish, around))
    if kind == "new_family":
        return list(_of_new_family(wish))
    return list(_others(kind, wish, around))


def _of_item(item: Mapping[str, Any], around: Around) -> Line:
    person, fact = item.get("person"), item["fact"]
    kind, subject = ("member", str(person)) if person else ("family", around.family_id)
    before, now = around.base(kind, subject, fact), around.present(kind, subject, fact)
    was, stands = value_words(kind, fact, before, around), value_words(kind, fact, now, around)
    return Line(
        who=around.people.get(subject, "") if person else "",
        label=label_of(kind, fact),
        before=was,
        wanted=value_words(kind, fact, item.get("value"), around),
        now=stands if before != now and stands != was else None,
        path=f"member.{person}.{fact}" if person else f"family.{fact}",
    )


def _of_member(member: Mapping[str, Any]) -> Iterator[Line]:
    who = str(member.get("name") or "")
    yield Line(label=PLAIN["name"], wanted=Bilingual(who, who), path="member.name")
    if member.get("nik"):
        yield Line(who=who, label=PLAIN["nik"], wanted=words_of("member", "nik", member["nik"]))
    for fact, value in (member.get("facts") or {}).items():
        if value is not None:
            yield Line(who=who, label=label_of("member", fact), wanted=value_words("member", fact, value))


def _of_leaving(kind: str, wish: Mapping[str, Any], around: Around) -> Iterator[Line]:
    yield Line(
        who=around.person(wish.get("person")).id,
        label=Bilingual(*label(kind)),
        before=STATES["active"],
        wanted=value_words("member", "presence", LEAVING[kind], around),
    )
    yield from _day_and_head(wish, around)


def _day_and_head(wish: Mapping[str, Any], around: Around) -> Iterator[Line]:
    if wish.get("on"):
        yield Line(label=Bilingual("Sejak tanggal", "Since"), wanted=value_words("member", "on", wish["on"], around))
    if wish.get("next_head"):
        yield Line(
            label=Bilingual("Kepala keluarga berikutnya", "Next head of the family"),
            wanted=around.person(wish["next_head"]),
        )


def _of_new_family(wish: Mapping[str, Any]) -> Iterator[Line]:
    for member in wish.get("members") or []:
        yield from _of_member(member)
    for name in ("address", "rt", "rw", "phone", "no_kk"):
        if wish.get(name):
            yield Line(label=PLAIN[name], wanted=value_words("family", name, wish[name]))
    for fact, value in (wish.get("facts") or {}).items():
        if value is not None:
            yield Line(label=label_of("family", fact), wanted=value_words("family", fact, value))


_NAMED = {
    "people": Bilingual("Anggota yang dipisah", "Members who split off"),
    "head": Bilingual("Kepala keluarga baru", "Head of the new family"),
    "other": Bilingual("Data kedua, berakhir", "Second record, which ends"),
    "keep": Bilingual("Data yang dipertahankan", "Record that stays"),
    "to_family": Bilingual("Keluarga tujuan", "Family they join"),
    "programme": Bilingual("Program", "Programme"),
    "why": Bilingual("Alasan", "Why"),
    "relation": Bilingual("Hubungan dengan kepala keluarga", "Relation to the head"),
}


def _others(kind: str, wish: Mapping[str, Any], around: Around) -> Iterator[Line]:
    """Splits, merges, moves of a person, proposals to the centre, undoing, erasing: what is named, in order."""
    for name in ("person", "keep", "people", "head", "other", "to_family", "relation", "programme"):
        if wish.get(name):
            yield Line(label=_NAMED.get(name, PLAIN.get(name, NOT_KNOWN)), wanted=_named(kind, name, wish, around))
    for mine, _theirs in wish.get("same") or []:
        same = Bilingual("Terdaftar di keduanya", "Registered in both")
        yield Line(label=same, wanted=around.person(mine))
    for person, relation in (wish.get("relations") or {}).items():
        yield Line(
            who=around.person(person).id,
            label=_NAMED["relation"],
            wanted=value_words("member", "relation", relation),
        )
    for name in ("area_code", "address", "rt", "rw", "no_kk"):
        if wish.get(name):
            yield Line(label=label_of("family", name), wanted=value_words("family", name, wish[name]))
    yield from _day_and_head(wish, around)
    if wish.get("why"):
        yield Line(label=_NAMED["why"], wanted=Bilingual(str(wish["why"]), str(wish["why"])))


def _named(kind: str, name: str, wish: Mapping[str, Any], around: Around) -> Bilingual:
    value = wish[name]
    if name == "people":
        names = ", ".join(around.person(each).id for each in value)
        return Bilingual(names, names)
    if name == "programme":
        return around.programmes.get(str(value), Bilingual(str(value), str(value)))
    if name == "relation":
        return value_words("member", "relation", value)
    if name == "to_family" or (name == "other" and kind == "merge_families"):
        return around.family(value)
    return around.person(value)


def people_in(wish: Mapping[str, Any]) -> set[UUID]:
    """The people a wish names by id, of whatever family."""
    found = {wish.get(name) for name in ("person", "keep", "head", "other", "next_head")}
    found |= {item.get("person") for item in wish.get("items") or []}
    found |= {*(wish.get("people") or []), *(wish.get("relations") or {})}
    found |= {each for pair in wish.get("same") or [] for each in pair}
    return {key for key in map(_as_id, found) if key}


def families_in(wish: Mapping[str, Any]) -> set[UUID]:
    """The other families a wish names by id."""
    return {key for key in (_as_id(wish.get(name)) for name in ("to_family", "other")) if key}


def _as_id(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
