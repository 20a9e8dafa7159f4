"""The signed minutes, photographed or scanned, kept beside the fixed ones."""

from uuid import UUID

from slrt.domain.access import Actor
from slrt.domain.problems import Problem, Refused
from slrt.services import papers
from slrt.services.registry.meetings.locking import locked, subject, touched
from slrt.services.trail.record import record
from slrt.store.registry.models import Meeting
from slrt.store.walls.context import acting


def add_scan(actor: Actor, *, meeting_id: UUID, name: str, data: bytes) -> Meeting:
    """Keep the signed paper of a closed meeting, in place of an earlier one; the trail keeps both digests.

    Raises NotFound, Denied, and Refused for a meeting that is not closed and for a file that cannot be kept.
    """
    with acting(actor):
        meeting = locked(actor, meeting_id)
        if meeting.state != "closed":
            raise Refused(
                Problem(
                    "not_closed",
                    "Tutup musyawarah dulu, lalu unggah berita acara yang ditandatangani.",
                    "Close the meeting first, then add the signed minutes.",
                    "scan",
                )
            )
        paper = papers.cleaned(name, data, "scan")
        papers.keep(paper)
        if paper.sha256 == meeting.scan_sha256:
            return meeting
        before = {"sha256": meeting.scan_sha256}
        meeting.scan_sha256, meeting.scan_media = paper.sha256, paper.kind
        touched(meeting)
        record(actor, "meeting.scan", subject(meeting), before=before, after={"sha256": paper.sha256})
        return meeting
