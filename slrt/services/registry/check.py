"""Looking at a new family before it is written: what is wrong, what to look at twice, who may be there already."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from slrt.domain import access, areas, clock, identity
from slrt.domain.access import Actor, Permission
from slrt.domain.problems import Problem
from slrt.domain.rules.facts import Value
from slrt.domain.rules.record import MEMBER_LIMIT
from slrt.domain.rules.views import Unknown
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.services.registry import values
from slrt.services.registry.inputs import Checked, LikelySame, NewFamily, NewMember
from slrt.services.registry.texts import TEXT_FIELDS, checked_text, name_problem
from slrt.store.walls.context import acting


@dataclass
class Draft:
    """A family whose values have been read: what `register` writes, and the findings on the way."""

    facts: dict[str, Value | Unknown] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    no_kk: str = ""
    members: list["DraftMember"] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    likely_same: list[LikelySame] = field(default_factory=list)

    def checked(self) -> Checked:
        return Checked(
            tuple(self.problems), tuple(self.warnings), tuple(self.notes), tuple(dict.fromkeys(self.likely_same))
        )

    def note(self, findings: Iterable[identity.Finding], path: str) -> None:
        """Sort findings about a number by their weight."""
        heaps = {
            identity.Severity.ERROR: self.problems,
            identity.Severity.WARNING: self.warnings,
            identity.Severity.INFO: self.notes,
        }
        for finding in findings:
            heaps[finding.severity].append(Problem(finding.code, finding.message_id, finding.message_en, path))


@dataclass
class DraftMember:
    """A member whose values have been read."""

    name: str
    nik: str = ""
    facts: dict[str, Value | Unknown] = field(default_factory=dict)

    @property
    def relation(self) -> object:
        return self.facts.get("relation")

    @property
    def born(self) -> date | None:
        value = self.facts.get("birth_date")
        return value if isinstance(value, date) else None

    def known(self, fact: str) -> object:
        """The value when it is known."""
        value = self.facts.get(fact)
        return None if isinstance(value, Unknown) else value


def check_register(actor: Actor, area_code: str) -> None:
    """Raise Denied unless the actor may register families in this area."""
    access.check(actor, Permission.FAMILY_REGISTER, area_code)


def can_register(actor: Actor, area_code: str | None = None) -> bool:
    """Whether the screen offers registration."""
    return access.can(actor, Permission.FAMILY_REGISTER, area_code)


def check_new(actor: Actor, new: NewFamily) -> Checked:
    """What stands against registering this family. Writes nothing. Raises Denied outside the actor's area."""
    return read_draft(actor, new).checked()


def read_draft(actor: Actor, new: NewFamily) -> Draft:
    """Read and check everything; the draft is fit to be written when it has no problems."""
    draft = Draft()
    area_problem = check_area(new.area_code)
    if area_problem:
        draft.problems.append(area_problem)
        return draft
    check_register(actor, new.area_code)
    with acting(actor):
        read_family(new, draft)
        for place, member in enumerate(new.members):
            draft.members.append(read_member(member, f"members[{place}]", draft))
        look_for_same(actor, draft)
        draft.problems.extend(heads(draft.members))
        draft.problems.extend(repeated_niks(draft.members))
        draft.problems.extend(not_applicable(new.area_code, draft.facts, [member.facts for member in draft.members]))
        _known_kk(actor, draft)
    return draft


def check_area(area_code: str) -> Problem | None:
    """Whether families can live at `area_code`: a kecamatan or a village that exists."""
    try:
        fits = areas.level(area_code) >= areas.DISTRICT and area_reads.exists(area_code)
    except areas.BadAreaCode:
        fits = False
    if fits:
        return None
    return Problem(
        "unknown_area",
        "Pilih desa atau kelurahan tempat tinggal dari daftar.",
        "Choose the village where the family lives from the list.",
        "area_code",
    )


def read_family(new: NewFamily, draft: Draft) -> None:
    """Read the family's own lines into `draft`, with every problem found."""
    for name in TEXT_FIELDS:
        text, problem = checked_text(name, getattr(new, name))
        draft.texts[name] = text
        draft.problems.extend(problem)
    facts, problems = values.all_typed("family", new.facts, "family", registry_reads.programme_codes())
    draft.facts = facts
    draft.problems.extend(problems)
    if "area_code" in facts:
        del draft.facts["area_code"]
    found = identity.check_no_kk(new.no_kk, known=area_reads.known_codes(), on=clock.today())
    draft.no_kk = found.value or ""
    draft.note(found.findings, "no_kk")


def read_member(member: NewMember, path: str, draft: Draft) -> DraftMember:
    """Read one person into `draft`'s findings; paths start with `path`."""
    name = " ".join(unicodedata.normalize("NFC", member.name).split())
    draft.problems.extend(name_problem(name, f"{path}.name"))
    facts, problems = values.all_typed("member", member.facts, path)
    draft.problems.extend(problems)
    read = DraftMember(name=name, facts=facts)
    sex = read.known("sex")
    found = identity.check_nik(
        member.nik,
        known=area_reads.known_codes(),
        on=clock.today(),
        sex=str(sex) if sex else None,
        birth_date=read.born,
    )
    read.nik = found.value or ""
    draft.note(found.findings, f"{path}.nik")
    return read


def look_for_same(actor: Actor, draft: Draft, prefix: str = "members") -> None:
    """NIK anywhere in the country, then name and birth date within the actor's scope, for all members at once."""
    niks = {member.nik for member in draft.members if member.nik}
    taken, known = registry_reads.niks_taken(niks), registry_reads.people_with_niks(actor, niks)
    dated = [(place, m.name, m.born) for place, m in enumerate(draft.members) if m.born and m.name]
    alike = registry_reads.people_like(actor, [(name, born) for _, name, born in dated])
    by_place = {place: people for (place, _, _), people in zip(dated, alike, strict=True)}
    for place, member in enumerate(draft.members):
        here = known.get(member.nik, [])
        draft.likely_same.extend(_likely(place, person, certain=True) for person in here)
        if member.nik in taken and member.known("nik_status") != "duplicate":
            draft.problems.append(nik_taken(f"{prefix}[{place}]", here=bool(here)))
            if not here:
                draft.likely_same.append(LikelySame(place, certain=True))
        already = {person.person_id for person in here}
        for person in by_place.get(place, []):
            if person.person_id not in already:
                draft.likely_same.append(_likely(place, person, certain=False))


def _likely(place: int, person: registry_reads.PersonLine, *, certain: bool) -> LikelySame:
    return LikelySame(
        place,
        certain,
        name=person.name,
        birth_date=person.birth_date,
        family_id=person.family_id,
        area_code=person.area_code,
        nik_masked=person.nik_masked,
    )


def nik_taken(path: str, *, here: bool) -> Problem:
    if here:
        return Problem(
            "nik_known_here",
            "NIK ini sudah terdaftar. Buka keluarga yang ada di bawah, jangan daftarkan dua kali.",
            "This NIK is already registered. Open the family shown below; do not register it twice.",
            f"{path}.nik",
        )
    return Problem(
        "nik_known_elsewhere",
        "NIK ini sudah terdaftar di wilayah lain. Minta Dinas memeriksa sebelum melanjutkan.",
        "This NIK is already registered in another area. Ask the Dinas to check before going on.",
        f"{path}.nik",
    )


def heads(members: Sequence[DraftMember]) -> Iterator[Problem]:
    """A problem unless exactly one member is the head."""
    if not 1 <= len(members) <= MEMBER_LIMIT:
        yield Problem(
            "no_members",
            f"Isi 1 sampai {MEMBER_LIMIT} anggota keluarga.",
            f"Enter 1 to {MEMBER_LIMIT} members.",
            "members",
        )
        return
    heads = sum(member.relation == "head" for member in members)
    if heads != 1:
        yield one_head_problem(heads)


def one_head_problem(heads: int, path: str = "members") -> Problem:
    """A family has exactly one head."""
    if heads == 0:
        return Problem(
            "no_head", "Pilih satu anggota sebagai kepala keluarga.", "Choose one member as head of the family.", path
        )
    return Problem(
        "many_heads",
        f"Ada {heads} kepala keluarga. Pilih satu saja.",
        f"There are {heads} heads of the family. Choose only one.",
        path,
    )


def repeated_niks(members: Sequence[DraftMember]) -> Iterator[Problem]:
    """Problems of members that share a NIK with another of the same form."""
    seen: set[str] = set()
    for place, member in enumerate(members):
        if member.nik and member.nik in seen:
            yield Problem(
                "nik_twice",
                "NIK ini sudah dipakai anggota lain di formulir ini. Periksa kartu keduanya.",
                "Another member on this form has the same NIK. Check both cards.",
                f"members[{place}].nik",
            )
        seen.add(member.nik)


def not_applicable(
    area_code: str,
    family: Mapping[str, Value | Unknown],
    members: Sequence[Mapping[str, Value | Unknown]],
    touched: frozenset[str] | None = None,
) -> Iterator[Problem]:
    """A problem for every answer to a question that makes no sense here; `touched` limits it to those paths."""
    record = registry_reads.as_record(area_code, family, members)
    for path in registry_reads.inapplicable(record, clock.today()):
        if touched is None or path.text in touched:
            yield values.not_applicable(path.fact, path.text)


def _known_kk(actor: Actor, draft: Draft) -> None:
    if not draft.no_kk:
        return
    for head in registry_reads.heads_with_kk(actor, draft.no_kk):
        draft.warnings.append(
            Problem(
                "kk_known",
                "Nomor KK ini sudah dipakai keluarga lain di wilayah Anda. Periksa apakah ini keluarga yang sama.",
                "This nomor KK is already used by another family in your area. Check whether it is the same family.",
                "no_kk",
            )
        )
        draft.likely_same.append(_likely(0, head, certain=False))
