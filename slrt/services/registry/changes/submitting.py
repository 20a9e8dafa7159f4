"""Asking for a change: checked at once, applied at once where the chain is empty, on its way otherwise."""

from uuid import UUID

from slrt.domain import areas, clock, identity
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.domain.problems import NotFound, Problem, Refused
from slrt.domain.registry.chains import ROUTES, Chain
from slrt.domain.registry.kinds import KINDS
from slrt.reads import areas as area_reads
from slrt.reads import registry as registry_reads
from slrt.services import live
from slrt.services.registry.acts import ACTS, Asked
from slrt.services.registry.chains import chain_of
from slrt.services.registry.changes import permits
from slrt.services.registry.changes.applying import apply_now
from slrt.services.registry.changes.evidence import keep_evidence
from slrt.services.registry.changes.inputs import NewProposer, Proposal, Submitted
from slrt.services.registry.changes.wishes import sealed
from slrt.services.registry.inputs import LookFirst
from slrt.services.registry.register import one_at_a_time
from slrt.services.registry.texts import name_problem
from slrt.services.trail.record import Subject, record
from slrt.store.registry import cipher
from slrt.store.registry.models import Change, Family, Proposer
from slrt.store.walls.context import acting

TITLE_LENGTH = 160
PROPOSERS = ("citizen", "facilitator", "village", "officer")


def submit(actor: Actor, proposal: Proposal, *, submission: UUID, accept_warnings: bool = False) -> Submitted:
    """Ask for a change; the same `submission` again is the same change.

    Raises Refused when something is wrong or lacking, LookFirst while warnings or likely same people have not been
    seen, Stale when an empty chain meets a clash, NotFound, Denied.
    """
    with acting(actor):
        one_at_a_time(submission)
        before = Change.objects.visible_to(actor).filter(id=submission).first()
        if before is not None:
            return _submitted(before, created=False)
        permits.check_submit(actor, proposal.route, proposal.kind, proposal.area_code)
        asked = _asked(actor, proposal)
        _check_form(proposal, asked)
        wanted = ACTS[proposal.kind].read(asked)
        if asked.seen.needs_a_look and not accept_warnings:
            raise LookFirst(asked.seen)
        _check_is_news(proposal, wanted)
        chain = chain_of(proposal.route, proposal.kind, proposal.area_code)
        change = _row(actor, proposal, submission, chain, _title(asked))
        change.save(force_insert=True)
        if proposal.proposer is not None:
            _keep_proposer(change, proposal.proposer)
        for evidence in proposal.evidence:
            keep_evidence(actor, change, evidence)
        _tell(actor, change)
        if not chain.stations:
            change = apply_now(actor, change)
        return _submitted(change, created=True)


def _asked(actor: Actor, proposal: Proposal) -> Asked:
    if proposal.kind not in ACTS or proposal.route not in ROUTES or not proposal.source.strip():
        raise Refused(Problem("not_a_choice", "Pilih jenis perubahan dan sumbernya.", "Choose the kind and source."))
    here = None
    if proposal.family_id is not None:
        here = registry_reads.record_of(actor, proposal.family_id)
        if here.family.area_code != proposal.area_code:
            raise NotFound(f"family {proposal.family_id} does not lie in {proposal.area_code}")
        if here.family.state != "active" and proposal.kind != "undo":
            raise Refused(_closed())
    return Asked(
        actor=actor,
        kind=proposal.kind,
        wish=proposal.wish,
        area_code=proposal.area_code,
        here=here,
        base_version=proposal.base_version or (here.family.version if here else 0),
    )


def _check_form(proposal: Proposal, asked: Asked) -> None:
    """What a proposal must bring besides its wish: evidence, and for an objection a neighbour who stands behind it."""
    problems: list[Problem] = []
    if proposal.route in ("proposal", "objection"):
        brought = {each.kind for each in proposal.evidence}
        problems += [_evidence_lacks(kind) for kind in KINDS[proposal.kind].evidence if kind not in brought]
    if proposal.route == "objection":
        problems += _objector_problems(proposal)
    if proposal.proposer is not None:
        problems += _proposer_problems(proposal.proposer)
    if problems:
        raise Refused(*problems)


def _objector_problems(proposal: Proposal) -> list[Problem]:
    """An objector lives in the same village and brings a photo with its place (domain notes 3.3, source [48])."""
    problems = []
    who = proposal.proposer
    if who is None or who.village_code != proposal.area_code or areas.level(proposal.area_code) < areas.VILLAGE:
        problems.append(
            Problem(
                "other_village",
                "Sanggahan hanya dari warga desa atau kelurahan yang sama.",
                "Only residents of the same village may object.",
                "proposer.village_code",
            )
        )
    if not any(each.kind == "photo" and each.latitude is not None for each in proposal.evidence):
        problems.append(
            Problem(
                "no_place",
                "Sertakan foto rumah beserta titik lokasinya.",
                "Add a photo of the house with its coordinates.",
                "evidence",
            )
        )
    return problems


def _proposer_problems(who: NewProposer) -> list[Problem]:
    problems = list(name_problem(who.name.strip(), "proposer.name"))
    if who.kind not in PROPOSERS:
        problems.append(
            Problem("not_a_choice", "Pilih siapa yang mengusulkan.", "Choose who proposes.", "proposer.kind")
        )
    found = identity.check_nik(who.nik, known=area_reads.known_codes(), on=clock.today())
    problems += [
        Problem(each.code, each.message_id, each.message_en, "proposer.nik") for each in found.findings if found.blocked
    ]
    return problems


def _check_is_news(proposal: Proposal, wanted: object) -> None:
    if wanted == []:
        raise Refused(
            Problem(
                "no_news",
                "Semua nilai ini sudah tercatat. Tidak ada yang perlu diubah.",
                "All these values are recorded already. There is nothing to change.",
            )
        )


def _row(actor: Actor, proposal: Proposal, submission: UUID, chain: Chain, title: str) -> Change:
    now = clock.now()
    return Change(
        id=submission,
        kind=proposal.kind,
        route=proposal.route,
        family_id=proposal.family_id,
        title=title,
        programme=str(proposal.wish.get("programme") or ""),
        area_code=proposal.area_code,
        base_version=proposal.base_version or _version_now(proposal),
        wish=sealed(proposal.wish, submission),
        state="submitted",
        state_since=now,
        stations=list(chain.stations),
        lapses_at=chain.lapses_at(now),
        channel=proposal.channel,
        source=proposal.source,
        reason=identity.without_numbers(proposal.reason.strip()),
        by_id=actor.user_id,
        at=now,
    )


def _version_now(proposal: Proposal) -> int:
    version = Family.objects.filter(id=proposal.family_id).values_list("version", flat=True).first()
    return version or 0


def _title(asked: Asked) -> str:
    """What the queue calls it: the head of the family, or the first of a family that is new."""
    if asked.here is not None:
        people = sorted(asked.here.memberships, key=lambda each: each.relation != "head")
        return people[0].person.name[:TITLE_LENGTH] if people else ""
    members = asked.wish.get("members") or [{}]
    heads = [each for each in members if (each.get("facts") or {}).get("relation") == "head"] or members
    return identity.without_numbers(str(heads[0].get("name") or ""))[:TITLE_LENGTH]


def _keep_proposer(change: Change, who: NewProposer) -> None:
    row = Proposer(
        id=uuid7(),
        change=change,
        area_code=change.area_code,
        kind=who.kind,
        name=" ".join(who.name.split()),
        phone=who.phone.strip(),
        village_code=who.village_code,
        protected=who.protected,
    )
    if who.nik:
        number = identity.normalise(who.nik)
        row.nik_cipher = cipher.seal(number, cipher.PROPOSER, row.id)
        row.nik_index = cipher.blind_index(number, cipher.NIK)
    row.save(force_insert=True)


def _tell(actor: Actor, change: Change) -> None:
    record(
        actor,
        "change.submit",
        Subject("change", change.id, change.area_code, change.family_id),
        after={"kind": change.kind, "route": change.route, "stations": change.stations, "source": change.source},
        reason=change.reason,
    )
    live.announce("change", change.id, change.area_code)


def _submitted(change: Change, *, created: bool) -> Submitted:
    return Submitted(change.id, change.state, created, change.family_id, change.version)


def _closed() -> Problem:
    return Problem(
        "family_closed",
        "Keluarga ini sudah ditutup. Datanya tidak dapat diubah lagi.",
        "This family is closed. Its data cannot be changed any more.",
    )


def _evidence_lacks(kind: str) -> Problem:
    words = {
        "photo": ("Sertakan foto.", "Add a photo."),
        "document": ("Sertakan dokumen yang membuktikan.", "Add the document that proves it."),
    }
    return Problem("evidence", *words[kind], "evidence")
