"""The table of a change on its way into the register: the law's chain from a proposal to the applied fact.

Stations follow the practice of proposals to the unified register (domain notes 3.3, sources [42] to [45]): check of the
papers, field verification, village meeting or sworn letter, approval by the verifier, approval by the head of agency.
Which of them a change must pass is data of its area and frozen when it is submitted (`domain.registry.chains`); this
table says what may follow what, whatever the chain.
"""

from slrt.domain.access import Permission
from slrt.domain.workflow.machine import Machine, Owner, Relation, State, Step, states

STATIONS = ("checked", "verified", "deliberated", "endorsed", "approved")
"""In the order every chain keeps."""

REACHED_BY = {
    "checked": "check",
    "verified": "verify",
    "deliberated": "deliberate",
    "endorsed": "endorse",
    "approved": "approve",
}
"""Station -> the verb that reaches it."""

WAITING = ("submitted", *STATIONS)
"""Where a change waits for its next station."""

OPEN = (*WAITING, "returned", "clashing")

BASES = ("meeting", "sptjm")
"""What a deliberation rests on: a village meeting, or a sworn letter of responsibility (SPTJM)."""


def _state(code: str, label_id: str, label_en: str, owner: Owner, ended: bool = False) -> State:
    return State(code=code, label_id=label_id, label_en=label_en, owner=owner, ended=ended)


def _station(station: str, permission: Permission, label_id: str, label_en: str, *needs: str) -> Step:
    """From anything before the station; who proposed or decided before never approves (four eyes)."""
    place = WAITING.index(station)
    four_eyes = station in ("verified", "endorsed", "approved")
    return Step(
        verb=REACHED_BY[station],
        sources=WAITING[:place],
        target=station,
        permission=permission,
        label_id=label_id,
        label_en=label_en,
        needs=needs,
        relation=Relation.NOT_HANDLER if four_eyes else Relation.IN_AREA,
    )


def _by_system(verb: str, sources: tuple[str, ...], target: str, label_id: str, label_en: str) -> Step:
    return Step(
        verb=verb,
        sources=sources,
        target=target,
        permission=Permission.CHANGE_APPROVE,
        label_id=label_id,
        label_en=label_en,
        relation=Relation.SYSTEM,
    )


_STATES = states(
    _state("submitted", "Diajukan", "Submitted", Owner.OFFICE),
    _state("checked", "Berkas lengkap", "Papers complete", Owner.OFFICE),
    _state("verified", "Terverifikasi di lapangan", "Verified in the field", Owner.OFFICE),
    _state("deliberated", "Diputus musdes atau SPTJM", "Decided by the village", Owner.OFFICE),
    _state("endorsed", "Disetujui verifikator", "Approved by the verifier", Owner.OFFICE),
    _state("approved", "Disetujui kepala dinas", "Approved by the head of agency", Owner.OFFICE),
    _state("returned", "Perlu diperbaiki", "To be repaired", Owner.OFFICE),
    _state("clashing", "Bentrok, perlu dipilih", "Clashing, to be chosen", Owner.OFFICE),
    _state("applied", "Masuk data", "In the register", Owner.NOBODY, ended=True),
    _state("sent", "Dikirim ke pusat", "Sent to the centre", Owner.NOBODY, ended=True),
    _state("rejected", "Ditolak", "Rejected", Owner.NOBODY, ended=True),
    _state("withdrawn", "Ditarik", "Withdrawn", Owner.NOBODY, ended=True),
    _state("lapsed", "Gugur karena lewat waktu", "Lapsed", Owner.NOBODY, ended=True),
)

CHANGE = Machine(
    name="change",
    first="submitted",
    states=_STATES,
    steps=(
        _station("checked", Permission.CHANGE_CHECK, "Berkas lengkap", "Papers complete"),
        _station("verified", Permission.CHANGE_VERIFY, "Sesuai di lapangan", "Right in the field"),
        _station("deliberated", Permission.CHANGE_DELIBERATE, "Diputus desa", "Decided by the village", "basis"),
        _station("endorsed", Permission.CHANGE_ENDORSE, "Setujui (verifikator)", "Approve (verifier)"),
        _station("approved", Permission.CHANGE_APPROVE, "Setujui (kepala dinas)", "Approve (head of agency)"),
        Step(
            verb="return",
            sources=WAITING,
            target="returned",
            permission=Permission.CHANGE_CHECK,
            label_id="Kembalikan untuk diperbaiki",
            label_en="Return for repair",
            needs=("reason",),
        ),
        Step(
            verb="repair",
            sources=("returned",),
            target="submitted",
            permission=Permission.CHANGE_PROPOSE,
            label_id="Ajukan lagi",
            label_en="Submit again",
        ),
        Step(
            verb="reject",
            sources=OPEN,
            target="rejected",
            permission=Permission.CHANGE_CHECK,
            label_id="Tolak",
            label_en="Reject",
            needs=("reason",),
        ),
        Step(
            verb="withdraw",
            sources=OPEN,
            target="withdrawn",
            permission=Permission.CHANGE_PROPOSE,
            label_id="Tarik usulan",
            label_en="Withdraw",
            needs=("reason",),
        ),
        Step(
            verb="settle",
            sources=("clashing",),
            target="applied",
            permission=Permission.CHANGE_CHECK,
            label_id="Pakai pilihan ini",
            label_en="Use this choice",
            needs=("choices",),
        ),
        _by_system("apply", WAITING, "applied", "Masukkan ke data", "Put into the register"),
        _by_system("hold", WAITING, "clashing", "Tahan karena bentrok", "Hold because of a clash"),
        _by_system("send", WAITING, "sent", "Kirim ke pusat", "Send to the centre"),
        _by_system("lapse", OPEN, "lapsed", "Gugur", "Lapse"),
    ),
)
