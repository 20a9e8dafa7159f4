"""What must be true of the stored cases whatever was killed: whole or absent, once, with trail and bytes."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from slrt.domain.access import system
from slrt.services import papers, trail
from slrt.store.cases.models import Attachment, Case, Need
from slrt.store.trail.models import Event
from slrt.store.walls.context import acting
from tests.faults.desk import Typed


def stored() -> set[UUID]:
    """The submissions the database has."""
    with acting(system()):
        return set(Case.objects.values_list("id", flat=True))


def check_nothing_is_half_saved(typed: Iterable[Typed]) -> None:
    """Each case that is there has its need, its events, all its papers; and there is none that nobody typed."""
    known = {one.submission: one for one in typed}
    with acting(system()):
        cases = {case.id: case for case in Case.objects.all()}
        needs = Counter(Need.objects.values_list("case_id", flat=True))
        events = Counter(Event.objects.filter(verb__startswith="case.").values_list("verb", "subject_id"))
        attachments = list(Attachment.objects.all())
    assert set(cases) <= set(known)
    assert {case.text: 1 for case in cases.values()} == Counter(case.text for case in cases.values())
    assert {key: known[key].text for key in cases} == {key: case.text for key, case in cases.items()}
    assert len({case.ticket for case in cases.values()}) == len(cases)
    assert needs == dict.fromkeys(cases, 1)
    opened = {("case.open", key): 1 for key in cases}
    attached = {("case.attach", one.id): 1 for one in attachments}
    assert events == opened | attached
    sent = {key: len(known[key].files) for key in cases if known[key].files}
    assert Counter(one.case_id for one in attachments) == sent
    for one in attachments:
        data = papers.place_of(one.sha256).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one.sha256, one.size)


def check_the_trail_is_whole() -> None:
    """Every event finds its place in its chain, and the chains hold."""
    trail.link_pending()
    report = trail.verify()
    assert report.is_whole, report.found
    assert report.waiting == 0
    with acting(system()):
        assert report.links == Event.objects.count()
