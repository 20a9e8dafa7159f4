"""The table of a case: from intake to the citizen's own word. Source: flow of the SLRT guidelines and domain practice.

A case follows its referrals by itself (`follow_*`, caused by the system); the citizen has the last word.
"""

from collections.abc import Sequence

from slrt.domain.access import Permission
from slrt.domain.workflow import referral
from slrt.domain.workflow.machine import Machine, Owner, Relation, State, Step, states

WITH_PROVIDERS = ("referred", "accepted", "in_service", "followed_up")
REFERABLE = ("analysed", "handled_directly", *WITH_PROVIDERS)
"""Where a new referral may be sent from."""

BEFORE_WORK = ("registered", "verifying", "needs_repair", "analysed")
OPEN = (*BEFORE_WORK, "handled_directly", *WITH_PROVIDERS, "awaiting_confirmation")
ENDED = ("closed", "rejected", "duplicate", "unreachable", "withdrawn")

ANSWERS = ("solved", "not_solved")

FOLLOW = {
    "referred": "follow_sent",
    "accepted": "follow_accepted",
    "in_service": "follow_started",
    "followed_up": "follow_part",
    "awaiting_confirmation": "follow_result",
    "analysed": "follow_refused",
}
"""Which system verb brings a case to where its referrals say it is."""


def _follow(verb: str, sources: tuple[str, ...], target: str, label_id: str, label_en: str) -> Step:
    return Step(
        verb=verb,
        sources=sources,
        target=target,
        permission=Permission.CASE_HANDLE,
        label_id=label_id,
        label_en=label_en,
        relation=Relation.SYSTEM,
    )


def _state(code: str, label_id: str, label_en: str, owner: Owner, ended: bool = False) -> State:
    return State(code=code, label_id=label_id, label_en=label_en, owner=owner, ended=ended)


_STATES = states(
    _state("registered", "Terdaftar", "Registered", Owner.OFFICE),
    _state("verifying", "Diverifikasi", "Being verified", Owner.OFFICE),
    _state("needs_repair", "Perlu perbaikan", "Needs repair", Owner.CITIZEN),
    _state("analysed", "Dianalisis", "Analysed", Owner.OFFICE),
    _state("handled_directly", "Ditangani langsung", "Handled directly", Owner.OFFICE),
    _state("referred", "Dirujuk", "Referred", Owner.PROVIDER),
    _state("accepted", "Diterima pengelola", "Accepted by provider", Owner.PROVIDER),
    _state("in_service", "Sedang ditangani", "Being handled", Owner.PROVIDER),
    _state("followed_up", "Sebagian ada hasil", "Partly answered", Owner.PROVIDER),
    _state("awaiting_confirmation", "Menunggu konfirmasi warga", "Waiting for the citizen", Owner.CITIZEN),
    _state("closed", "Selesai", "Closed", Owner.NOBODY, ended=True),
    _state("rejected", "Ditolak", "Rejected", Owner.NOBODY, ended=True),
    _state("duplicate", "Duplikat", "Duplicate", Owner.NOBODY, ended=True),
    _state("unreachable", "Tidak dapat dihubungi", "Unreachable", Owner.NOBODY, ended=True),
    _state("withdrawn", "Dibatalkan", "Withdrawn", Owner.NOBODY, ended=True),
)

_OFFICE_STEPS = (
    Step(
        verb="take",
        sources=OPEN,
        target=None,
        permission=Permission.CASE_HANDLE,
        label_id="Ambil kasus",
        label_en="Take case",
    ),
    Step(
        verb="verify",
        sources=("registered",),
        target="verifying",
        permission=Permission.CASE_HANDLE,
        label_id="Mulai verifikasi",
        label_en="Start verification",
    ),
    Step(
        verb="ask_repair",
        sources=("verifying",),
        target="needs_repair",
        permission=Permission.CASE_HANDLE,
        label_id="Minta perbaikan",
        label_en="Ask for repair",
        needs=("reason",),
    ),
    Step(
        verb="repaired",
        sources=("needs_repair",),
        target="verifying",
        permission=Permission.CASE_OPEN,
        label_id="Sudah diperbaiki",
        label_en="Repaired",
    ),
    Step(
        verb="analyse",
        sources=("registered", "verifying"),
        target="analysed",
        permission=Permission.CASE_HANDLE,
        label_id="Data cocok, lanjut analisis",
        label_en="Verified, go on to analysis",
    ),
    Step(
        verb="handle",
        sources=("analysed",),
        target="handled_directly",
        permission=Permission.CASE_HANDLE,
        label_id="Tangani langsung",
        label_en="Handle directly",
    ),
    Step(
        verb="resolve",
        sources=("handled_directly",),
        target="awaiting_confirmation",
        permission=Permission.CASE_HANDLE,
        label_id="Isi hasil",
        label_en="Give result",
        needs=("result", "settlement"),
    ),
    Step(
        verb="escalate",
        sources=OPEN,
        target=None,
        permission=Permission.CASE_HANDLE,
        label_id="Naikkan",
        label_en="Escalate",
        needs=("reason",),
    ),
)

_REFERRAL_STEPS = (
    _follow(
        "follow_sent",
        ("analysed", "handled_directly", "accepted", "in_service"),
        "referred",
        "Rujukan dikirim",
        "Referral sent",
    ),
    _follow(
        "follow_accepted",
        ("referred", "in_service"),
        "accepted",
        "Rujukan diterima",
        "Referral accepted",
    ),
    _follow(
        "follow_started",
        ("accepted",),
        "in_service",
        "Rujukan dikerjakan",
        "Referral in service",
    ),
    _follow(
        "follow_part",
        ("accepted", "in_service"),
        "followed_up",
        "Sebagian hasil masuk",
        "Part of the result is in",
    ),
    _follow(
        "follow_result",
        ("accepted", "in_service", "followed_up"),
        "awaiting_confirmation",
        "Hasil masuk",
        "Result is in",
    ),
    _follow(
        "follow_refused",
        ("referred", "accepted", "in_service"),
        "analysed",
        "Tidak ada yang menerima",
        "Nobody took it",
    ),
)

_CITIZEN_STEPS = (
    Step(
        verb="confirm_solved",
        sources=("awaiting_confirmation",),
        target="closed",
        permission=Permission.CASE_CONFIRM,
        label_id="Sudah selesai",
        label_en="Solved",
        needs=("told_by",),
        relation=Relation.NOT_HANDLER,
    ),
    Step(
        verb="confirm_not_solved",
        sources=("awaiting_confirmation",),
        target="analysed",
        permission=Permission.CASE_CONFIRM,
        label_id="Belum, buka lagi",
        label_en="Not solved, reopen",
        needs=("told_by",),
        relation=Relation.NOT_HANDLER,
    ),
    Step(
        verb="close",
        sources=("awaiting_confirmation",),
        target="closed",
        permission=Permission.CASE_DECIDE,
        label_id="Tutup tanpa jawaban warga",
        label_en="Close without the citizen's answer",
        needs=("reason",),
        relation=Relation.NOT_HANDLER,
    ),
    Step(
        verb="reopen",
        sources=ENDED,
        target="analysed",
        permission=Permission.CASE_OPEN,
        label_id="Buka kembali",
        label_en="Reopen",
        needs=("reason",),
    ),
)

_EXITS = (
    Step(
        verb="reject",
        sources=BEFORE_WORK,
        target="rejected",
        permission=Permission.CASE_DECIDE,
        label_id="Tolak kasus",
        label_en="Reject case",
        needs=("reason",),
    ),
    Step(
        verb="mark_duplicate",
        sources=BEFORE_WORK,
        target="duplicate",
        permission=Permission.CASE_HANDLE,
        label_id="Tandai duplikat",
        label_en="Mark as duplicate",
        needs=("duplicate_of",),
    ),
    Step(
        verb="mark_unreachable",
        sources=("verifying", "needs_repair"),
        target="unreachable",
        permission=Permission.CASE_HANDLE,
        label_id="Tidak dapat dihubungi",
        label_en="Cannot be reached",
        needs=("reason",),
    ),
    Step(
        verb="mark_unreachable",
        sources=("awaiting_confirmation",),
        target="unreachable",
        permission=Permission.CASE_DECIDE,
        label_id="Warga tidak dapat dihubungi",
        label_en="Citizen cannot be reached",
        needs=("reason",),
        relation=Relation.NOT_HANDLER,
    ),
    Step(
        verb="withdraw",
        sources=(*BEFORE_WORK, "handled_directly"),
        target="withdrawn",
        permission=Permission.CASE_OPEN,
        label_id="Warga membatalkan",
        label_en="Citizen withdraws",
        needs=("reason",),
    ),
)

CASE = Machine(
    name="case",
    first="registered",
    states=_STATES,
    steps=(*_OFFICE_STEPS, *_REFERRAL_STEPS, *_CITIZEN_STEPS, *_EXITS),
)


def place_by_referrals(referral_states: Sequence[str]) -> str | None:
    """Where a case stands, going by the states of its referrals of this round; None when there are none to go by.

    One result while others still run is "partly answered"; with none running, one result is enough to ask the citizen.
    """
    sent = [state for state in referral_states if state != "draft"]
    if not sent:
        return None
    running = [state for state in sent if state in referral.OPEN]
    answered = "fulfilled" in sent
    if not running:
        return "awaiting_confirmation" if answered else "analysed"
    if answered:
        return "followed_up"
    furthest = max(running, key=referral.OPEN.index)
    return {"sent": "referred"}.get(furthest, furthest)


def settled_by(settlements: Sequence[str]) -> str:
    """One settlement for several: the one that did most for the citizen."""
    return min(settlements, key=referral.SETTLEMENTS.index)
