"""May this actor do this to a programme? In pairs: `can_x` draws the button, `check_x` raises.

A programme is written by officers posted in exactly its area, and approved by a second person whose area holds it.
"""

from slrt.domain import access
from slrt.domain.access import Actor, Denied, Permission
from slrt.domain.workflow.machine import Bond, Step, open_steps
from slrt.domain.workflow.version import OPEN, VERSION
from slrt.store.programmes.models import Programme, Version
from slrt.store.trail.models import Event

WRITES = ("version.begin", "version.edit", "version.cases", "version.propose")
"""Verbs that make somebody an author of a version; authors do not approve it."""


def can_write(actor: Actor, programme: Programme) -> bool:
    """Whether the actor may begin and edit versions of the programme."""
    return can_write_in(actor, programme.area_code)


def can_write_in(actor: Actor, area_code: str) -> bool:
    """Whether the actor may write programmes of exactly this area."""
    own = actor.area_code == area_code or actor.role == "system"
    return own and access.can(actor, Permission.PROGRAMME_EDIT, area_code)


def check_can_write(actor: Actor, programme: Programme) -> None:
    if not can_write(actor, programme):
        raise Denied(Permission.PROGRAMME_EDIT, programme.area_code)


def can_set_quota(actor: Actor, area_code: str) -> bool:
    """Whether the actor may say how many places there are in an area: who writes programmes there, or above it."""
    return access.can(actor, Permission.PROGRAMME_EDIT, area_code)


def check_can_set_quota(actor: Actor, area_code: str) -> None:
    if not can_set_quota(actor, area_code):
        raise Denied(Permission.PROGRAMME_EDIT, area_code)


def can_edit(actor: Actor, version: Version) -> bool:
    """Whether the actor may change this text now."""
    return version.state == VERSION.first and can_write(actor, version.programme)


def can_ask_impact(actor: Actor, version: Version) -> bool:
    """Whether the actor may have the impact of the version computed."""
    approves = access.can(actor, Permission.PROGRAMME_APPROVE, version.programme.area_code)
    return version.state in OPEN and (approves or can_write(actor, version.programme))


def check_can_ask_impact(actor: Actor, version: Version) -> None:
    if not can_ask_impact(actor, version):
        raise Denied(Permission.PROGRAMME_EDIT, version.programme.area_code)


def bond(version: Version) -> Bond:
    """Where a version lies, and who wrote on it: its author and everybody who edited text or cases."""
    written = Event.objects.filter(subject_kind="version", subject_id=version.id, verb__in=WRITES)
    writers = {version.author_id, *written.values_list("actor_id", flat=True)}
    return Bond(version.programme.area_code, frozenset(one for one in writers if one))


def version_steps(actor: Actor, version: Version) -> tuple[Step, ...]:
    """The steps the actor may take on the version now: the buttons of its page."""
    return open_steps(VERSION, version.state, actor, bond(version))
