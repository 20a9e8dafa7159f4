"""What PostgreSQL says about its own walls: flags, owners, rights, functions and views."""

import pytest

from slrt.store.walls import grants
from tests.walls.world import rows, tables, walled

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_every_table_of_ours_is_walled_or_listed_with_a_reason() -> None:
    flags = {
        name: (enabled, forced)
        for name, enabled, forced in rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }
    behind = {*walled(), *grants.OPEN_TO_READ}
    assert {name: flags[name] for name in behind} == dict.fromkeys(behind, (True, True))
    assert {name: flags[name] for name in grants.OPEN_TO_ALL} == dict.fromkeys(grants.OPEN_TO_ALL, (False, False))


def test_the_list_of_open_tables_names_only_tables_and_gives_reasons() -> None:
    listed = {**grants.OPEN_TO_ALL, **grants.OPEN_TO_READ}
    assert set(listed) <= set(tables())
    assert all(len(reason) > 5 for reason in listed.values())


def test_every_walled_table_has_a_policy_for_what_may_be_done_to_it() -> None:
    policies = {name for (name,) in rows("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")}
    assert {*walled(), *grants.OPEN_TO_READ} == policies


def test_the_application_role_is_neither_superuser_nor_owner_nor_above_row_security() -> None:
    (user,) = rows("SELECT current_user", using="default")[0]
    (found,) = rows("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", user)
    assert found == (False, False, False, False)
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", user) == [(0,)]
    assert rows("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", user) == [(0,)]


def test_the_application_role_has_only_the_rights_it_needs() -> None:
    (user,) = rows("SELECT current_user", using="default")[0]
    for name in (*grants.APPEND_ONLY, *grants.LINKED):
        for right in ("UPDATE", "DELETE", "TRUNCATE"):
            assert rows("SELECT has_table_privilege(%s, %s, %s)", user, name, right) == [(False,)], (name, right)
    for name in grants.NEVER_DELETED:
        for right in ("DELETE", "TRUNCATE"):
            assert rows("SELECT has_table_privilege(%s, %s, %s)", user, name, right) == [(False,)], (name, right)
    for name in tables():
        assert rows("SELECT has_table_privilege(%s, %s, 'TRUNCATE')", user, name) == [(False,)], name


def test_views_run_with_the_rights_of_who_asks() -> None:
    views = rows(
        "SELECT relname, coalesce(reloptions::text, '') FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')"
    )
    assert [name for name, options in views if "security_invoker=true" not in options] == []


def test_functions_that_see_over_the_wall_are_few_and_pinned() -> None:
    found = rows(
        "SELECT proname, coalesce(proconfig::text, '') FROM pg_proc p WHERE prosecdef"
        " AND pronamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    assert {name for name, _ in found} == {"registry_search_names", "registry_niks_taken", "registry_check_head"}
    assert all("search_path=pg_catalog" in settings for _, settings in found)


def test_people_cases_and_their_relatives_lie_in_known_areas() -> None:
    found = rows(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'areas_area'::regclass"
    )
    assert {"registry_family", "registry_person", "cases_case"} <= {name for (name,) in found}
