"""The one timeline of a family: registration, answers, people who come and go, cases and referrals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.rules.facts import catalogue
from slrt.reads import trail
from slrt.reads.registry import FamilyPage
from slrt.reads.trail import TimelineLine
from slrt.web.language import t
from slrt.web.templatetags.register import said

SHOWN = 12
LONGEST = 200
FACTS_NAMED = 3

ICONS = {
    "family.register": "home",
    "family.facts": "git-compare",
    "family.add_member": "user-plus",
    "family.end_membership": "user-minus",
    "programme.enrol": "gift",
    "case.open": "message-report",
    "case.attach": "paperclip",
    "case.note": "note",
}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    icon: str
    words: str
    who: str
    reason: str
    case_id: UUID | None


def story(actor: Actor, page: FamilyPage, limit: int) -> list[Moment]:
    """What happened, newest first."""
    return [_moment(line, page) for line in trail.timeline(actor, family_id=page.family.id, limit=limit)]


def _moment(line: TimelineLine, page: FamilyPage) -> Moment:
    words = t(line.verb_id, line.verb_en)
    details = _facts(line.after, page) if line.verb == "family.facts" else ""
    icon = ICONS.get(line.verb) or ("send" if line.verb.startswith("referral.") else "clipboard-text")
    return Moment(line.at, icon, f"{words}: {details}" if details else words, line.actor, line.reason, line.case_id)


def _facts(after: Mapping[str, Any], page: FamilyPage) -> str:
    """Which facts a change recorded, in words: three by name, the rest by number."""
    calls = {str(member.person_id): member.call for member in page.members}
    names = []
    for path in after.get("values", {}):
        entity, subject, fact = path.split(".", 2)
        known = catalogue().facts.get(f"{entity}.{fact}")
        label = said(known.label) if known else PLAIN.get(fact, (fact, fact))[0 if t("id", "en") == "id" else 1]
        names.append(f"{label} {calls[subject]}" if subject in calls else label)
    shown, rest = names[:FACTS_NAMED], len(names) - FACTS_NAMED
    more = [t(f"dan {rest} lainnya", f"and {rest} more")] if rest > 0 else []
    return ", ".join(shown + more)


PLAIN = {
    "name": ("Nama", "Name"),
    "nik": ("NIK", "NIK"),
    "no_kk": ("Nomor KK", "Nomor KK"),
    "address": ("Alamat", "Address"),
    "rt": ("RT", "RT"),
    "rw": ("RW", "RW"),
    "phone": ("Telepon", "Phone"),
}
"""Fields that are no facts of the vocabulary."""
