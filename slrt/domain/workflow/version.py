"""The table of a programme's version: from a draft on its author's desk to a rule in force, and to its end.

A published version is never edited: it is ended by the next one, or retired. Both still decide the days they had.
"""

from slrt.domain.access import Permission
from slrt.domain.workflow.machine import Machine, Owner, Relation, State, Step, states

DECIDES = ("published", "retired")
"""States of versions that decide between their days."""

LAW = (*DECIDES, "compared")
"""States of versions that everybody reads; `compared` ones never decide, because sources contradict each other."""

OPEN = ("draft", "proposed")
"""States of versions that are still being worked on, and seen where they are made."""

VERSION = Machine(
    name="version",
    first="draft",
    states=states(
        State(code="draft", label_id="Draf", label_en="Draft", owner=Owner.OFFICE),
        State(code="proposed", label_id="Menunggu persetujuan", label_en="Waiting for approval", owner=Owner.OFFICE),
        State(code="published", label_id="Terbit", label_en="Published", owner=Owner.NOBODY),
        State(code="retired", label_id="Diakhiri", label_en="Retired", owner=Owner.NOBODY, ended=True),
        State(code="compared", label_id="Pembanding", label_en="For comparison", owner=Owner.NOBODY, ended=True),
        State(code="withdrawn", label_id="Ditarik", label_en="Withdrawn", owner=Owner.NOBODY, ended=True),
    ),
    steps=(
        Step(
            verb="propose",
            sources=("draft",),
            target="proposed",
            permission=Permission.PROGRAMME_EDIT,
            label_id="Ajukan",
            label_en="Propose",
            relation=Relation.OWN_AREA,
        ),
        Step(
            verb="withdraw",
            sources=("draft", "proposed"),
            target="withdrawn",
            permission=Permission.PROGRAMME_EDIT,
            label_id="Tarik",
            label_en="Withdraw",
            needs=("reason",),
            relation=Relation.OWN_AREA,
        ),
        Step(
            verb="return",
            sources=("proposed",),
            target="draft",
            permission=Permission.PROGRAMME_APPROVE,
            label_id="Kembalikan",
            label_en="Return",
            needs=("reason",),
            relation=Relation.NOT_HANDLER,
        ),
        Step(
            verb="publish",
            sources=("proposed",),
            target="published",
            permission=Permission.PROGRAMME_APPROVE,
            label_id="Setujui dan terbitkan",
            label_en="Approve and publish",
            relation=Relation.NOT_HANDLER,
        ),
        Step(
            verb="compare",
            sources=("proposed",),
            target="compared",
            permission=Permission.PROGRAMME_APPROVE,
            label_id="Simpan sebagai pembanding",
            label_en="Keep for comparison",
            needs=("reason",),
            relation=Relation.NOT_HANDLER,
        ),
        Step(
            verb="retire",
            sources=("published",),
            target="retired",
            permission=Permission.PROGRAMME_APPROVE,
            label_id="Akhiri",
            label_en="Retire",
            needs=("until", "reason"),
            relation=Relation.NOT_HANDLER,
        ),
    ),
)
