"""Who may do what, and where: permissions, roles, actors and scopes as plain values.

Access = area subtree x role x relation x sensitivity. A role lists permissions; it is never a rank. Roles are those of
the SLRT guidelines (Pedum SLRT 2017 and 2020; FO-BO manual 2017); a person may hold several posts.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from slrt.domain import areas


class Permission(StrEnum):
    """One thing a person may be allowed to do; `room:verb`."""

    FAMILY_READ = "family:read"
    FAMILY_REGISTER = "family:register"
    FAMILY_CHANGE = "family:change"
    CHANGE_PROPOSE = "change:propose"
    CHANGE_CHECK = "change:check"
    CHANGE_VERIFY = "change:verify"
    CHANGE_DELIBERATE = "change:deliberate"
    CHANGE_ENDORSE = "change:endorse"
    CHANGE_APPROVE = "change:approve"
    CHANGE_UNDO = "change:undo"
    CHAIN_EDIT = "chain:edit"
    PROPOSER_READ = "proposer:read"
    REGISTER_IMPORT = "register:import"
    DUPLICATE_DECIDE = "duplicate:decide"
    IDENTITY_ERASE = "identity:erase"
    IDENTITY_REVEAL = "identity:reveal"
    CASE_READ = "case:read"
    CASE_OPEN = "case:open"
    CASE_HANDLE = "case:handle"
    CASE_DECIDE = "case:decide"
    CASE_CONFIRM = "case:confirm"
    REFERRAL_READ = "referral:read"
    REFERRAL_SEND = "referral:send"
    REFERRAL_ANSWER = "referral:answer"
    PAPER_READ = "paper:read"
    DIRECTORY_READ = "directory:read"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_EDIT = "programme:edit"
    PROGRAMME_APPROVE = "programme:approve"
    SUMMARY_READ = "summary:read"
    SUMMARY_LOAD = "summary:load"
    USER_MANAGE = "user:manage"
    TRAIL_READ = "trail:read"
    SNAPSHOT_TAKE = "snapshot:take"


class Reach(StrEnum):
    """Which rows of people and cases a role sees at all."""

    AREA = "area"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


P = Permission
_KNOWLEDGE = frozenset({P.DIRECTORY_READ, P.PROGRAMME_READ})
_COUNTER = (
    _KNOWLEDGE
    | {P.SUMMARY_READ, P.FAMILY_READ, P.CASE_READ, P.CASE_OPEN, P.CASE_CONFIRM, P.REFERRAL_READ, P.PAPER_READ}
)  # fmt: skip
_REGISTRAR = _COUNTER | {P.FAMILY_REGISTER, P.FAMILY_CHANGE, P.CHANGE_PROPOSE}
_HANDLER = _REGISTRAR | {P.CASE_HANDLE, P.REFERRAL_SEND, P.IDENTITY_REVEAL, P.CHANGE_CHECK}
_LAWMAKER = frozenset({P.PROGRAMME_EDIT, P.PROGRAMME_APPROVE})
_DECIDER = _HANDLER | _LAWMAKER | {P.CASE_DECIDE, P.TRAIL_READ}
# The chain of a proposal (domain notes 3.3): village and field work see it first, the "verifikator" and the head of
# the agency approve. Who keeps the register true as a whole imports, undoes and joins duplicates.
_FIELD = frozenset({P.CHANGE_VERIFY})
_VILLAGE = frozenset({P.CHANGE_VERIFY, P.CHANGE_DELIBERATE, P.PROPOSER_READ})
_KEEPER = frozenset(
    {P.CHANGE_VERIFY, P.CHANGE_DELIBERATE, P.CHANGE_ENDORSE, P.CHANGE_UNDO, P.CHAIN_EDIT, P.PROPOSER_READ}
    | {P.REGISTER_IMPORT, P.DUPLICATE_DECIDE, P.IDENTITY_ERASE}
)
# Papers are photos of identity cards, with whole numbers: who only watches how cases go sees that they are there, and
# opens none (no P.PAPER_READ).
_OVERSEER = _KNOWLEDGE | {P.SUMMARY_READ, P.CASE_READ, P.REFERRAL_READ}


@dataclass(frozen=True)
class Role:
    """A named set of permissions, with its label in both languages."""

    code: str
    label_id: str
    label_en: str
    permissions: frozenset[Permission]
    reach: Reach = Reach.AREA


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("facilitator", "Fasilitator", "Facilitator", _REGISTRAR | _FIELD),
        Role("puskesos_front_office", "FO Puskesos", "Puskesos front office", _REGISTRAR),
        Role("puskesos_back_office", "BO Puskesos", "Puskesos back office", _HANDLER),
        Role("puskesos_coordinator", "Koordinator Puskesos", "Puskesos coordinator", _DECIDER | _VILLAGE),
        Role("supervisor", "Supervisor", "Supervisor", _HANDLER | _FIELD),
        Role("front_office", "Front office", "Front office", _REGISTRAR | {P.IDENTITY_REVEAL}),
        Role("back_office", "Back office", "Back office", _HANDLER | {P.CHANGE_ENDORSE, P.DUPLICATE_DECIDE}),
        Role("surveyor", "Surveyor", "Surveyor", _REGISTRAR | _FIELD),
        Role("manager", "Manajer", "Manager", _DECIDER | _KEEPER),
        Role("head_of_section", "Kepala bidang", "Head of section", _DECIDER | _KEEPER),
        Role("head_of_agency", "Kepala dinas", "Head of agency", _DECIDER | _KEEPER | {P.CHANGE_APPROVE}),
        Role(
            "provider",
            "Penyedia layanan",
            "Provider",
            _KNOWLEDGE | {P.REFERRAL_READ, P.REFERRAL_ANSWER, P.PAPER_READ},
            Reach.ORGANISATION,
        ),
        Role("coordination_team", "Tim koordinasi", "Coordination team", _OVERSEER),
        Role("province", "Provinsi", "Province", _OVERSEER | _LAWMAKER),
        Role("national", "Sekretariat nasional", "National secretariat", _OVERSEER | _LAWMAKER),
        Role(
            "administrator",
            "Administrator",
            "Administrator",
            _KNOWLEDGE | {P.USER_MANAGE, P.TRAIL_READ},
            Reach.NOBODY,
        ),
        Role("system", "Sistem", "System", frozenset(Permission)),
    )
}
"""All roles by code. `system` is the product itself (jobs, loaders); nobody signs in with it."""

POSTED_ROLES = tuple(code for code in ROLES if code != "system")


@dataclass(frozen=True)
class Scope:
    """The rows an actor reaches: an area range, and the organisation whose referrals it receives."""

    bounds: areas.Bounds
    organisation_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """A person in one post (or the system): the first argument of every verb and question."""

    user_id: UUID | None
    name: str
    role: str
    area_code: str
    post_id: UUID | None = None
    organisation_id: UUID | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLES[self.role].permissions

    @property
    def scope(self) -> Scope:
        reach = ROLES[self.role].reach
        if reach == Reach.AREA:
            return Scope(areas.bounds(self.area_code))
        if reach == Reach.ORGANISATION:
            return Scope(areas.NOWHERE, self.organisation_id)
        return Scope(areas.NOWHERE)

    @property
    def administers(self) -> areas.Bounds:
        """Where the actor may manage users and posts."""
        allowed = Permission.USER_MANAGE in self.permissions
        return areas.bounds(self.area_code) if allowed else areas.NOWHERE


def system(area_code: str = areas.NATION) -> Actor:
    """The product itself at work: a job, a loader, a command of the machine's owner."""
    return Actor(user_id=None, name="SLRT", role="system", area_code=area_code)


class Denied(Exception):
    """The actor may not do this. `permission` names what was asked; `area_code` where."""

    def __init__(self, permission: Permission | str, area_code: str | None = None) -> None:
        self.permission = str(permission)
        self.area_code = area_code
        where = f" in {area_code}" if area_code else ""
        super().__init__(f"not allowed: {self.permission}{where}")


def can(actor: Actor, permission: Permission, area_code: str | None = None) -> bool:
    """Whether the role holds `permission` and, when a place is named, the actor's area reaches it."""
    if permission not in actor.permissions:
        return False
    return area_code is None or areas.contains(actor.area_code, area_code)


def check(actor: Actor, permission: Permission, area_code: str | None = None) -> None:
    """Raise `Denied` unless `can`."""
    if not can(actor, permission, area_code):
        raise Denied(permission, area_code)
