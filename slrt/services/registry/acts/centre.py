"""What the centre decides: proposing a family to a programme (usul), objecting to a recipient (sanggah).

No row of ours changes by them: when the chain is passed they wait to be sent, and are exported in a batch.
"""

from dataclasses import dataclass
from uuid import UUID

from slrt.domain.problems import NotFound, Problem, Refused
from slrt.reads import registry as registry_reads
from slrt.services.registry.acts.asking import Asked, lacking, membership_of
from slrt.services.registry.acts.writing import Writing

SHORTEST_REASON = 10


@dataclass(frozen=True)
class _Claim:
    programme: str
    person_id: UUID | None


class CentreAct:
    """`{"programme", "person"?, "why"}`."""

    def read(self, asked: Asked) -> _Claim:
        programme = asked.text("programme")
        if programme not in registry_reads.programme_codes():
            raise Refused(lacking("programme"))
        person = asked.optional_id("person")
        if person is not None:
            membership_of(asked.family, person)
        if len(asked.text("why")) < SHORTEST_REASON:
            raise Refused(
                Problem(
                    "why",
                    f"Tulis alasannya, paling sedikit {SHORTEST_REASON} huruf.",
                    f"Write why, at least {SHORTEST_REASON} characters.",
                    "why",
                )
            )
        self._check_receipt(asked, programme)
        return _Claim(programme, person)

    def write(self, writing: Writing, asked: Asked, wanted: _Claim) -> None:
        raise NotFound(f"{asked.kind} changes no row of the register")

    def _check_receipt(self, asked: Asked, programme: str) -> None:
        received = registry_reads.receives(asked.family.family) or frozenset()
        if asked.kind == "enrolment" and programme in received:
            raise Refused(
                Problem(
                    "receives_already",
                    "Keluarga ini sudah menerima program itu.",
                    "This family receives that programme already.",
                    "programme",
                )
            )
        if asked.kind == "objection" and programme not in received:
            raise Refused(
                Problem(
                    "receives_not",
                    "Keluarga ini tidak tercatat menerima program itu.",
                    "This family is not known to receive that programme.",
                    "programme",
                )
            )
