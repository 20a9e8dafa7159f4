"""The menu: what a role may open, and under which entry each page stands."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from slrt.domain.access import Actor
from slrt.web.context import menu


def shown(role: str, path: str = "/") -> dict[str, bool]:
    """Addresses of the menu, and whether each is where we are."""
    request = RequestFactory().get(path, headers={"host": "127.0.0.1"})
    request.resolver_match = resolve(request.path)
    actor = Actor(user_id=None, name="Ratna", role=role, area_code="19.06")
    return {link.url: link.here for _, links in menu(request, actor) for link in links}


def test_a_role_sees_only_what_it_may_open(db: None) -> None:
    assert reverse("users") in shown("administrator")
    assert not {reverse("cases"), reverse("family_search"), reverse("inbox")} & set(shown("administrator"))
    assert reverse("users") not in shown("back_office")
    assert reverse("trail") not in shown("front_office")


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "home"),
        ("/cases/new", "cases"),
        ("/cases/0192f000-0000-7000-8000-000000000001/refer", "cases"),
        ("/referrals/0192f000-0000-7000-8000-000000000001", "inbox"),
        ("/cases?view=queue", "inbox"),
        ("/cases?view=waiting", "cases"),
        ("/families/new", "family_search"),
        ("/programmes/pkh", "programmes"),
    ],
)
def test_each_page_stands_under_one_entry(db: None, path: str, entry: str) -> None:
    assert [url for url, here in shown("back_office", path).items() if here] == [reverse(entry)]
