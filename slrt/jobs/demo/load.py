"""Loading the demonstration: once, in full, by the same verbs people use; a second load changes nothing."""

from collections.abc import Callable, Sequence

from slrt.domain.access import system
from slrt.domain.problems import NotFound
from slrt.domain.synthesis import SyntheticFamily
from slrt.jobs.demo.cases import Replay, casting
from slrt.jobs.demo.changes import Changes
from slrt.jobs.demo.families import Register, population
from slrt.jobs.demo.people import Staff, load_accounts, load_directory, organisation_names
from slrt.jobs.demo.places import places_of
from slrt.jobs.demo.quotas import load_quotas
from slrt.jobs.demo.timeline import PROVINCE, Timeline, begun, family_key, key_of
from slrt.jobs.nightly import match_register
from slrt.reads import registry as registry_reads
from slrt.services.accounts import acting

Progress = Callable[[str], None]
"""Hears a line for a person to read."""

REPORT_EVERY = 200


def load(progress: Progress, timeline: Timeline | None = None) -> None:
    """Write whatever of the demonstration is not there yet. Interrupted anywhere, the next call goes on.

    The last family is registered after everything else, so where it is, nothing is missing but the figures of the
    night, which the worker makes up for. `timeline` sets days and size for tests; otherwise the days count back from
    the first load.
    """
    days = timeline or begun()
    if _is_there(family_key(days.families)):
        return
    places = places_of(PROVINCE)
    progress("Demonstration: organisations and accounts ...")
    load_directory(days, places.regencies, places.districts)
    load_accounts(days)
    staff = Staff.present()
    load_quotas(days, staff)
    families = list(population(days, places.villages))
    register = Register(days, staff)
    register.write(families[:-1], _every(progress, "families", len(families)))
    told = casting(families[:-1], days)
    progress(f"Demonstration: {len(told)} cases ...")
    Replay(days, staff, organisation_names(), _neighbours(families)).run(told)
    progress("Demonstration: proposals, a village meeting, a likely duplicate ...")
    Changes(days, staff).load(families[:-1])
    register.write(families[-1:], _every(progress, "families", len(families)), first=len(families))
    progress("Demonstration: figures of every programme ...")
    match_register()


def _is_there(key: str) -> bool:
    try:
        with acting(system()):
            registry_reads.record_of(system(), key_of("family", key))
    except NotFound:
        return False
    return True


def _neighbours(families: Sequence[SyntheticFamily]) -> dict[str, str]:
    """For every village, the name of somebody who lives there."""
    return {family.area_code: family.members[0].name for family in families}


def _every(progress: Progress, what: str, total: int) -> Callable[[int], None]:
    def done(count: int) -> None:
        if count % REPORT_EVERY == 0 or count == total:
            progress(f"Demonstration: {count} of {total} {what}")

    return done
