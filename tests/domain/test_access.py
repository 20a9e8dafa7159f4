"""Roles, permissions and the rows each of them reaches."""

from uuid import uuid4

import pytest

from slrt.domain import areas
from slrt.domain.access import ROLES, Actor, Denied, Permission, Reach, can, check, system


def actor(role: str, area_code: str = "19.06") -> Actor:
    return Actor(user_id=uuid4(), name="Ratna", role=role, area_code=area_code, organisation_id=uuid4())


def test_a_provider_reaches_no_area_but_its_organisation() -> None:
    provider = actor("provider")
    assert provider.scope.bounds == areas.NOWHERE
    assert provider.scope.organisation_id == provider.organisation_id


def test_an_administrator_reaches_no_family_and_manages_only_its_area() -> None:
    administrator = actor("administrator")
    assert administrator.scope.bounds == areas.NOWHERE
    assert administrator.administers == areas.bounds("19.06")


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if role.reach == Reach.AREA])
def test_an_area_role_reaches_its_subtree_and_no_organisation(role: str) -> None:
    assert actor(role).scope.bounds == areas.bounds("19.06")
    assert actor(role).scope.organisation_id is None


@pytest.mark.parametrize("role", [code for code in ROLES if code not in ("administrator", "system")])
def test_only_administrators_manage_users(role: str) -> None:
    assert actor(role).administers == areas.NOWHERE


def test_check_raises_where_can_says_no() -> None:
    officer = actor("front_office")
    assert can(officer, Permission.FAMILY_READ, "19.06.01.2001")
    assert not can(officer, Permission.FAMILY_READ, "19.05.01.2001")
    assert not can(officer, Permission.CASE_DECIDE, "19.06.01.2001")
    with pytest.raises(Denied, match="family:read in 19.05"):
        check(officer, Permission.FAMILY_READ, "19.05")


def test_the_system_may_do_everything_everywhere() -> None:
    assert all(can(system(), permission, "94.71") for permission in Permission)


def test_overseers_read_cases_but_no_identities() -> None:
    for role in ("coordination_team", "province", "national"):
        assert Permission.FAMILY_READ not in ROLES[role].permissions
        assert Permission.IDENTITY_REVEAL not in ROLES[role].permissions
