"""Amounts of families in doubt: the bounds of a kind of family are those of the evaluator."""

import datetime
from dataclasses import replace

from slrt.domain.rules.benefit import Benefit, BenefitKind, Per
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.doubts import Doubts, Key
from tests.makers.rules import programme

ON = datetime.date(2026, 1, 1)


def test_a_fact_that_refuses_the_family_leaves_open_what_is_read_beside_the_members() -> None:
    made = programme("family.decile <= 4 && members.exists(m, m.age <= 6 && family.registered)", Scope.FAMILY)
    benefit = Benefit(kind=BenefitKind.CASH, per=Per.MONTH, flat=200_000)
    doubts = Doubts(replace(made.versions[0], benefit=benefit), ON, LAYOUT)
    child = doubts.member_class(1 + len(doubts.member.digits[0].representatives) - 1)
    assert doubts.member.digits[0].fact == "birth_date"
    nothing_known = 0
    assert doubts.bounds(Key(nothing_known, "", 0, (child,)), None) == (0, 200_000)


def test_members_who_change_nothing_are_counted_although_nobody_like_them_was_met() -> None:
    made = programme("members.size() > 2 && members.exists(m, m.works)", Scope.FAMILY)
    benefit = Benefit(kind=BenefitKind.CASH, per=Per.MONTH, flat=200_000)
    doubts = Doubts(replace(made.versions[0], benefit=benefit), ON, LAYOUT)
    nothing_known = doubts.member_class(0)
    assert doubts.bounds(Key(0, "", 3, (nothing_known,)), None) == (0, 200_000)
    assert doubts.bounds(Key(0, "", 2, (nothing_known,)), None) == (0, 0)
