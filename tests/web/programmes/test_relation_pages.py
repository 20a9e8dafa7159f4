"""Other programmes and places in the editor of a draft: rows added and removed, errors at the field, old beside new."""

import re
from typing import Any

import pytest

from slrt.domain.access import Actor
from slrt.services import programmes
from slrt.store.programmes.models import Version
from tests.makers import people, rules_in_work
from tests.makers.browsers import browser
from tests.makers.rules_in_work import definition, seen, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

TODAY = "2026-12-01"
PKH = {"code": "pkh", "source": "Perbup 12/2026 pasal 5"}
QUOTA = {"per": "kabupaten", "period": "year", "ranking": ["family.decile"], "source": "Perbup 12/2026 pasal 7"}


def sent(row: Version, *lists: dict[str, Any], **changes: object) -> dict[str, object]:
    """What the editor sends: `lists` are the rows of `exclusive_with`, then of `complements`."""
    data: dict[str, object] = {
        "revision": row.revision,
        "scope": "family",
        "rule": rules_in_work.RULE,
        "kind": "cash",
        "per": "month",
        "amount": 300_000,
        "first": TODAY,
        "source": "Perbup 12/2026 pasal 3",
        "confidence": "confirmed",
        "part-TOTAL_FORMS": 1,
        "part-INITIAL_FORMS": 0,
        "doc-TOTAL_FORMS": 1,
        "doc-INITIAL_FORMS": 0,
    }
    for key, rows in zip(("exclusive_with", "complements"), (*lists, [], []), strict=False):
        data |= {f"{key}-TOTAL_FORMS": len(rows) + 1, f"{key}-INITIAL_FORMS": 0}
        data |= {f"{key}-{n}-{name}": value for n, one in enumerate(rows) for name, value in one.items()}
    return {**data, **changes}


def quota_fields(quota: dict[str, Any]) -> dict[str, str]:
    ranks = {f"quota-rank{n}": path for n, path in enumerate(quota["ranking"], start=1)}
    return {**{f"quota-{name}": quota[name] for name in ("per", "period", "source")}, **ranks}


def post(author: Actor, row: Version, data: dict[str, object], status: int) -> str:
    answer = browser(author).post(f"/programmes/versions/{row.id}/edit", data)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def value_of(page: str, name: str) -> str:
    """What stands in a field of the page."""
    area = re.search(rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\s*(.*?)</textarea>', page, re.S)
    if area:
        return area[1].strip()
    select = re.search(rf'<select[^>]*name="{re.escape(name)}"[^>]*>(.*?)</select>', page, re.S)
    assert select, name
    chosen = re.search(r'<option value="([^"]*)"\s+selected', select[1])
    return chosen[1] if chosen else ""


def error_at(page: str, name: str) -> bool:
    """Whether the field is marked wrong."""
    field = re.search(rf'<(?:select|textarea)[^>]*name="{re.escape(name)}"[^>]*>', page)
    assert field, name
    return 'aria-invalid="true"' in field[0]


def test_relations_and_quota_are_saved_and_shown_again(author: Actor) -> None:
    row = written(author, TODAY)
    post(author, row, sent(row, [PKH], [{"code": "pip", "source": "Perbup pasal 6"}], **quota_fields(QUOTA)), 302)
    row = seen(author, row)
    assert row.definition["relations"] == {
        "exclusive_with": [PKH],
        "complements": [{"code": "pip", "source": "Perbup pasal 6"}],
        "quota": QUOTA,
    }
    page = browser(author).get(f"/programmes/versions/{row.id}/edit").content.decode()
    assert (value_of(page, "exclusive_with-0-code"), value_of(page, "exclusive_with-0-source")) == tuple(PKH.values())
    assert (value_of(page, "quota-per"), value_of(page, "quota-rank1")) == ("kabupaten", "family.decile")
    assert value_of(page, "exclusive_with-1-code") == ""  # one more row to fill


def test_own_programme_is_no_choice_and_the_shipped_ones_are(author: Actor) -> None:
    row = written(author, TODAY)
    page = browser(author).get(f"/programmes/versions/{row.id}/edit").content.decode()
    choices = re.search(r'<select[^>]*name="exclusive_with-0-code".*?</select>', page, re.S)
    assert choices
    assert 'value="pkh"' in choices[0]
    assert f'value="{row.programme_id}"' not in choices[0]


@pytest.mark.parametrize("button", [{"add": "exclusive_with"}, {"drop": "complements-0"}])
def test_adding_and_removing_rows_loses_nothing_saves_nothing_and_judges_nothing(
    author: Actor, button: dict[str, str]
) -> None:
    row = written(author, TODAY)
    half = [PKH, {"code": "pip", "source": ""}]
    gone = [{"code": "sembako", "source": "dihapus"}, {"code": "rst", "source": "tetap"}]
    data = sent(row, half, gone, rule="family.decile <= ", amount="12x", source="", **button)
    page = post(author, row, {**data, "quota-source": "belum lengkap", "part-0-name_id": "lansia"}, 200)
    assert 'role="alert"' not in page
    assert value_of(page, "rule").startswith("family.decile &lt;=")
    assert 'value="lansia"' in page
    assert [value_of(page, f"exclusive_with-{n}-code") for n in range(3)] == ["pkh", "pip", ""]
    assert value_of(page, "quota-source") == "belum lengkap"
    left = ["rst", ""] if "drop" in button else ["sembako", "rst"]
    assert [value_of(page, f"complements-{n}-code") for n in range(2)] == left
    if "add" in button:
        new = re.search(r'<select[^>]*name="exclusive_with-2-code"[^>]*>', page)
        assert new
        assert "autofocus" in new[0]
    assert seen(author, row).revision == row.revision


@pytest.mark.parametrize(
    ("rows", "more", "field"),
    [
        ([[{"code": "pkh", "source": ""}]], {}, "exclusive_with-0-source"),
        ([[{"code": "", "source": "Perbup"}]], {}, "exclusive_with-0-code"),
        ([[PKH, PKH]], {}, "exclusive_with-1-code"),
        ([[PKH], [PKH]], {}, "complements-0-code"),
        ([[{"code": "tidak_ada", "source": "x"}]], {}, "exclusive_with-0-code"),
        ([], {"quota-source": "Perbup"}, "quota-per"),
        ([], {"quota-per": "desa", "quota-source": "Perbup"}, "quota-period"),
        ([], {"quota-per": "desa", "quota-period": "year"}, "quota-source"),
        (
            [],
            {**quota_fields(QUOTA), "quota-rank2": "family.decile"},
            "quota-rank2",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    author: Actor, rows: list[list[dict[str, Any]]], more: dict[str, str], field: str
) -> None:
    row = written(author, TODAY)
    page = post(author, row, sent(row, *rows, **more), 422)
    assert error_at(page, field)
    assert f'href="#id_{field}"' in page
    for key, given in zip(("exclusive_with", "complements"), rows, strict=False):
        for number, one in enumerate(given):
            assert value_of(page, f"{key}-{number}-source") == one["source"]
    assert "relations" not in seen(author, row).definition


def test_everything_wrong_on_the_page_is_listed_above_it(author: Actor) -> None:
    row = written(author, TODAY)
    page = post(author, row, sent(row, [{"code": "", "source": "Perbup"}], first="", **{"quota-per": "desa"}), 422)
    listed = re.findall(r'<li><a href="#(id_[^"]+)">', page)
    assert listed == ["id_first", "id_exclusive_with-0-code", "id_quota-period", "id_quota-source"]


def test_the_second_person_sees_old_and_new(author: Actor) -> None:
    approver = people.officer("head_of_agency")
    old = {"exclusive_with": [PKH], "complements": [], "quota": QUOTA}
    row = rules_in_work.published(author, approver, TODAY, relations=old)
    row = programmes.begin(author, row.programme_id)
    new = {
        "exclusive_with": [{"code": "pkh", "source": "Perbup 1/2027"}],
        "complements": [{"code": "pip", "source": "Perbup 2/2027"}],
        "quota": {**QUOTA, "per": "desa"},
    }
    text = definition("2027-01-01", relations=new)
    row = programmes.edit(author, version_id=row.id, revision=row.revision, definition=text)
    page = browser(approver).get(f"/programmes/versions/{row.id}").content.decode()
    section = page[page.index('id="relations"') : page.index('id="impact"')]
    assert "3 berubah" in section
    assert re.search(r"<del>.*?Perbup 12/2026 pasal 5.*?</del>.*?<ins>.*?Perbup 1/2027.*?</ins>", section, re.S)
    assert re.search(r"baru</span>.*?Perbup 2/2027", section, re.S)
    assert re.search(r"<del>.*?tiap kabupaten atau kota.*?</del>.*?<ins>.*?tiap desa atau kelurahan", section, re.S)
