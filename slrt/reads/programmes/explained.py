"""Behind each verdict on one family: criterion by criterion, how near it is, which papers, what goes with what."""

from collections.abc import Mapping
from dataclasses import dataclass

from slrt.domain.programmes import Advice, advice_of
from slrt.domain.rules.applicability import family_view, member_views
from slrt.domain.rules.explain import Explainer
from slrt.domain.rules.explain_almost import Almost, almost_of
from slrt.domain.rules.explain_papers import Paper, papers_of
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.verdict import Reason
from slrt.reads.programmes.definitions import definitions
from slrt.reads.programmes.law import law_of
from slrt.reads.programmes.verdicts import Verdicts
from slrt.reads.registry import Recorded


@dataclass(frozen=True)
class Judged:
    """One criterion: what it asks for, and how the family stands; None where nobody is left to ask it of."""

    asks: Bilingual
    reason: Reason | None


@dataclass(frozen=True)
class Explained:
    """All that stands behind one verdict."""

    criteria: tuple[Judged, ...]
    almost: tuple[Almost, ...]
    papers: tuple[Paper, ...]
    advice: tuple[Advice, ...]

    @property
    def lacking(self) -> tuple[Paper, ...]:
        """Papers that the register says are not there."""
        return tuple(paper for paper in self.papers if paper.lacking is not None)


def explained(here: Recorded, verdicts: Verdicts) -> Mapping[str, Explained]:
    """Explain the verdicts on a family, by programme code."""
    record, on, found = here.record, verdicts.on, tuple(verdicts)
    programmes = definitions(area_code=here.family.area_code)
    receives = record.family.get("receives")
    advice = advice_of(programmes, found, receives if isinstance(receives, frozenset) else None)
    almost = almost_of(programmes, record, on, found)
    family = family_view(record, on)
    members = member_views(record, on, family)
    explanations = {}
    for verdict in found:
        version = verdicts.versions[verdict.code]
        reasons = Explainer(version, record, family, members, on).criteria()
        asked = zip(law_of(version).criteria, reasons, strict=True)
        explanations[verdict.code] = Explained(
            criteria=tuple(Judged(asks, reason) for asks, (_, reason) in asked),
            almost=almost.get(verdict.code, ()),
            papers=papers_of(version, verdict, record, on),
            advice=advice.get(verdict.code, ()),
        )
    return explanations
