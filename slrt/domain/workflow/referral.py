"""The table of a referral: from a draft on the sender's desk to the receiver's result."""

from slrt.domain.access import Permission
from slrt.domain.workflow.machine import Machine, Owner, Relation, State, Step, states

OPEN = ("sent", "accepted", "in_service")
"""With the receiver: the sender waits."""

SETTLEMENTS = ("solved", "information_only", "out_of_mandate", "rejected")
"""How a receiver settled it; "information only" is counted apart (a citizen was once told the procedure and closed)."""

CONSENTS = ("verbal", "written", "override")
"""How the citizen agreed to pass the data on (UU 27/2022 art. 20); an override needs a reason."""

REFERRAL = Machine(
    name="referral",
    first="draft",
    states=states(
        State(code="draft", label_id="Draf", label_en="Draft", owner=Owner.OFFICE),
        State(code="sent", label_id="Menunggu diterima", label_en="Waiting to be accepted", owner=Owner.PROVIDER),
        State(code="accepted", label_id="Diterima", label_en="Accepted", owner=Owner.PROVIDER),
        State(code="in_service", label_id="Sedang ditangani", label_en="Being handled", owner=Owner.PROVIDER),
        State(code="fulfilled", label_id="Ada hasil", label_en="Result given", owner=Owner.NOBODY, ended=True),
        State(code="declined", label_id="Ditolak", label_en="Declined", owner=Owner.NOBODY, ended=True),
        State(code="withdrawn", label_id="Ditarik", label_en="Withdrawn", owner=Owner.NOBODY, ended=True),
        State(code="expired", label_id="Kedaluwarsa", label_en="Expired", owner=Owner.NOBODY, ended=True),
    ),
    steps=(
        Step(
            verb="send",
            sources=("draft",),
            target="sent",
            permission=Permission.REFERRAL_SEND,
            label_id="Kirim rujukan",
            label_en="Send referral",
            needs=("consent",),
        ),
        Step(
            verb="accept",
            sources=("sent",),
            target="accepted",
            permission=Permission.REFERRAL_ANSWER,
            label_id="Terima",
            label_en="Accept",
            relation=Relation.RECEIVER,
        ),
        Step(
            verb="decline",
            sources=("sent", "accepted"),
            target="declined",
            permission=Permission.REFERRAL_ANSWER,
            label_id="Tolak",
            label_en="Decline",
            needs=("reason",),
            relation=Relation.RECEIVER,
        ),
        Step(
            verb="start",
            sources=("accepted",),
            target="in_service",
            permission=Permission.REFERRAL_ANSWER,
            label_id="Mulai kerjakan",
            label_en="Start work",
            relation=Relation.RECEIVER,
        ),
        Step(
            verb="fulfil",
            sources=("accepted", "in_service"),
            target="fulfilled",
            permission=Permission.REFERRAL_ANSWER,
            label_id="Isi hasil",
            label_en="Give result",
            needs=("result", "settlement"),
            relation=Relation.RECEIVER,
        ),
        Step(
            verb="withdraw",
            sources=("draft", *OPEN),
            target="withdrawn",
            permission=Permission.REFERRAL_SEND,
            label_id="Tarik rujukan",
            label_en="Withdraw referral",
            needs=("reason",),
        ),
        Step(
            verb="expire",
            sources=("sent",),
            target="expired",
            permission=Permission.REFERRAL_SEND,
            label_id="Kedaluwarsa",
            label_en="Expire",
            relation=Relation.SYSTEM,
        ),
    ),
)
