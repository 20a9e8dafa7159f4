"""Programmes made for a test from a rule text alone."""

import datetime

from slrt.domain.rules.benefit import Benefit, BenefitKind, Per
from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Confidence, Level, Programme, Version
from slrt.domain.rules.text import language


def programme(text: str, scope: Scope) -> Programme:
    """A programme that asks nothing but this, and gives nothing to count."""
    names = ("family", "members", "on") if scope is Scope.FAMILY else ("family", "members", "m", "on")
    version = Version(
        id="trial",
        since=datetime.date(2020, 1, 1),
        until=None,
        scope=scope,
        text=text,
        rule=language(*names).nodes(text),
        benefit=Benefit(kind=BenefitKind.IN_KIND, per=Per.MONTH),
        source="trial",
        confidence=Confidence.UNCONFIRMED,
    )
    words = Bilingual("uji", "trial")
    return Programme(
        code="trial",
        name=words,
        level=Level.DESA,
        sector="food",
        owner=words,
        complain_to=words,
        versions=(version,),
    )
