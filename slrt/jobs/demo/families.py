"""The register of the demonstration: families written as lists, each at its moment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from slrt.domain.access import system
from slrt.domain.synthesis import SyntheticFamily, Village, generate
from slrt.domain.synthesis.shapes import Facts
from slrt.jobs.demo.people import Staff
from slrt.jobs.demo.timeline import SEED, Timeline, key_of
from slrt.services import registry
from slrt.services.registry.bulk import Listed, ListedReceipt, register_list

TOGETHER = 200
"""Families written in one transaction: fewer waits for the disk, and little to repeat when interrupted."""

WEIGHTS = {"19.06": 4.0, "19.06.01.2003": 24.0, "19.01": 1.3}
"""Most families live where the demonstration happens, and many in the desa whose Puskesos is part of it."""

REGISTRARS = ("puskesos_front_office", "facilitator", "front_office")
ON_VISIT = ("facilitator", "surveyor")
ASKED_IN_VAIN = ("land_proof", "has_gold_10g", "housing_aid_within_10y")
"""Facts to which every so-many-th family answered "tidak tahu"."""
IN_VAIN_EVERY = 9


def population(timeline: Timeline, villages: Sequence[Village]) -> Iterator[SyntheticFamily]:
    """The families of the demonstration, each as of the day of its registration."""
    return generate(SEED, timeline.families, villages, timeline.registered_on, WEIGHTS)


@dataclass(frozen=True)
class Register:
    """Writes families at their moments, by the officers of their places."""

    timeline: Timeline
    staff: Staff

    def write(self, families: Sequence[SyntheticFamily], done: Callable[[int], None], first: int = 1) -> None:
        """Register all, numbered from `first`; those already there are left as they are. `done` hears how far it is."""
        numbered = enumerate(families, start=first)
        while batch := list(islice(numbered, TOGETHER)):
            register_list(system(), [self._listed(number, family) for number, family in batch])
            done(batch[-1][0])

    def _listed(self, number: int, family: SyntheticFamily) -> Listed:
        officer = self.staff.at(family.area_code, *REGISTRARS)
        visits = officer.role in ON_VISIT
        receipts = [
            ListedReceipt(programme=one.programme, member=one.member, starts_on=one.since) for one in family.enrolments
        ]
        return Listed(
            actor=officer,
            at=self.timeline.registration(number),
            family=_form(number, family),
            submission=key_of("family", family.key),
            source="visit" if visits else "interview",
            reason="Pendataan percontohan",
            channel="facilitator" if visits else "desk",
            receipts=receipts if receipts or family.facts["registered"] else None,
            receipts_source="dtsen",
        )


def _form(number: int, family: SyntheticFamily) -> registry.NewFamily:
    return registry.NewFamily(
        area_code=family.area_code,
        no_kk=family.no_kk or "",
        address=family.address,
        rt=family.rt,
        rw=family.rw,
        facts=_answers(number, family.facts),
        members=[
            registry.NewMember(name=member.name, nik=member.nik or "", facts=_known(member.facts))
            for member in family.members
        ],
        synthetic=True,
    )


def _known(facts: Facts) -> dict[str, object]:
    return {fact: value for fact, value in facts.items() if value is not None}


def _answers(number: int, facts: Facts) -> dict[str, object]:
    """What is known, and what was asked in vain."""
    if number % IN_VAIN_EVERY:
        return _known(facts)
    in_vain = {fact: registry.UNKNOWN for fact in ASKED_IN_VAIN if facts[fact] is None}
    return {**_known(facts), **in_vain}
