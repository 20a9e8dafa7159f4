"""The pages on which rules are written, tried and published, as their authors and approvers use them."""

import json
from datetime import date

import pytest
from django.test import Client

from slrt.domain.access import Actor
from slrt.services.programmes import NewEnrolment, enrol
from slrt.store.programmes.models import Enrolment, Programme, Version
from slrt.store.walls.context import acting
from tests.makers import families, people, rules_in_work
from tests.makers.browsers import browser
from tests.makers.rules_in_work import proposed, ready, seen, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_rules")]

TODAY = "2026-12-01"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def sent(row: Version, **changes: object) -> dict[str, object]:
    """What the editor sends for the text of `rules_in_work`, with changes."""
    rows = {"part-TOTAL_FORMS": 1, "part-INITIAL_FORMS": 0, "doc-TOTAL_FORMS": 1, "doc-INITIAL_FORMS": 0}
    text = {
        "revision": row.revision,
        "scope": "family",
        "rule": rules_in_work.RULE,
        "kind": "cash",
        "per": "month",
        "amount": 300_000,
        "first": TODAY,
        "source": "Perbup 12/2026 pasal 3",
        "confidence": "confirmed",
        "doc-0-id": "KTP",
        "doc-0-en": "Identity card (KTP)",
    }
    return {**rows, **text, **changes}


def test_a_programme_is_made_written_and_read_back_unchanged(author: Actor) -> None:
    client = browser(author)
    assert "/programmes/new" in page(client, "/programmes")
    answer = client.post(
        "/programmes/new",
        {
            "name_id": "Bantuan Lansia",
            "name_en": "Aid for the old",
            "owner_id": "Dinsos",
            "owner_en": "Dinsos",
            "complain_id": "Dinsos",
            "complain_en": "Dinsos",
            "sector": "social",
            "level": "kabupaten",
        },
    )
    with acting(author):
        programme = Programme.objects.get(area_code="19.06")
        row = programme.versions.get()
    assert programme.code == "bantuan_lansia_1906"
    assert answer.headers["Location"] == f"/programmes/versions/{row.id}/edit"
    assert client.post(f"/programmes/versions/{row.id}/edit", sent(row)).status_code == 302
    row = seen(author, row)
    wanted = {**rules_in_work.definition(TODAY), "id": row.number}
    assert row.definition == wanted
    editor = page(client, f"/programmes/versions/{row.id}/edit")
    assert "family.decile &lt;= 3" in editor
    assert "Bantuan Lansia" in page(client, "/programmes")


@pytest.mark.parametrize("code", ["pkh", "pip", "pbi_jkn", "kur", "atensi_yapi"])
def test_the_editor_gives_back_every_shipped_text_as_it_was(code: str) -> None:
    nation = people.officer("national", "00")
    client = browser(nation)
    answer = client.post(f"/programmes/{code}/draft")
    with acting(nation):
        row = Version.objects.get(programme_id=code, state="draft")
    assert answer.status_code == 302
    response = client.get(f"/programmes/versions/{row.id}/edit")
    editor = response.context["editor"]
    data = {"part-INITIAL_FORMS": 0, "doc-INITIAL_FORMS": 0}
    for form in (editor.text, editor.components.management_form, editor.documents.management_form):
        data |= {form.add_prefix(name): value for name, value in form.initial.items() if value is not None}
    for form in (*editor.components, *editor.documents):
        data |= {form.add_prefix(name): value for name, value in form.initial.items() if value is not None}
    assert client.post(f"/programmes/versions/{row.id}/edit", data).status_code == 302

    def trimmed(definition: dict) -> object:
        parts = definition["benefit"].get("component", [])
        for part in parts:
            part["who"] = part["who"].strip()
        return {**definition, "rule": definition["rule"].strip(), "documents": definition.get("documents", [])}

    assert trimmed(seen(nation, row).definition) == trimmed(row.definition)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("family.decil <= 3", ["baris 1, kolom 7", "fakta family.decil tidak dikenal", "Maksudnya decile?"]),
        ("family.decile <=\n  family.floor", ["tidak bisa menghubungkan"]),
        ('family.floor == "tanah"', ["&quot;tanah&quot; bukan nilai family.floor", "Pilih salah satu: marble"]),
        ("members.exists(m, members.exists(x, x.age > m.age))", ["tidak satu wilayah sekaligus"]),
        ("", ["aturan masih kosong"]),
        ("family.decile <= 3", ["Desil 1 sampai 3.", "Decile 1 to 3.", "bisa dihitung untuk semua keluarga"]),
    ],
)
def test_what_is_typed_is_judged_at_once_and_read_back_in_both_languages(
    author: Actor, rule: str, said: list[str]
) -> None:
    row = written(author, TODAY)
    answer = browser(author).post(f"/programmes/versions/{row.id}/check", sent(row, rule=rule))
    text = answer.content.decode()
    for words in said:
        assert words.lower() in text.lower(), text
    assert seen(author, row).rule == rules_in_work.RULE


def test_a_fault_of_a_component_is_said_with_its_number(author: Actor) -> None:
    row = written(author, TODAY)
    part = {"part-0-name_id": "lansia", "part-0-name_en": "old", "part-0-amount": 1, "part-0-who": "m.agee >= 60"}
    answer = browser(author).post(f"/programmes/versions/{row.id}/check", sent(row, amount="", **part))
    assert "Komponen 1, baris 1, kolom 2" in answer.content.decode()


def test_two_who_edit_at_once_lose_nothing(author: Actor) -> None:
    row = written(author, TODAY)
    client = browser(author)
    first = sent(row, source="Perbup 1")
    assert client.post(f"/programmes/versions/{row.id}/edit", first).status_code == 302
    late = client.post(f"/programmes/versions/{row.id}/edit", sent(row, source="Perbup 2"))
    assert late.status_code == 422
    assert "Perbup 2" in late.content.decode()
    assert "Baru saja diubah orang lain" in late.content.decode()
    assert seen(author, row).source == "Perbup 1"


def test_the_page_lists_what_is_missing_and_the_step_refuses(author: Actor) -> None:
    row = written(author, TODAY)
    client = browser(author)
    assert "Dampaknya belum dihitung" in page(client, f"/programmes/versions/{row.id}")
    answer = client.post(f"/programmes/versions/{row.id}/propose", {"revision": row.revision})
    assert answer.status_code == 422
    assert "Dampaknya belum dihitung" in answer.content.decode()


def test_an_author_proposes_and_a_second_person_publishes(author: Actor) -> None:
    row = ready(author, TODAY)
    client, second = browser(author), browser(people.officer("head_of_agency"))
    assert client.post(f"/programmes/versions/{row.id}/propose", {"revision": row.revision}).status_code == 302
    assert "Setujui dan terbitkan" not in page(client, f"/programmes/versions/{row.id}")
    assert client.get(f"/programmes/versions/{row.id}/publish").status_code == 403
    assert "Setujui dan terbitkan" in page(second, f"/programmes/versions/{row.id}")
    row = seen(author, row)
    assert second.post(f"/programmes/versions/{row.id}/publish", {"revision": row.revision}).status_code == 302
    assert "Bantuan Lansia Daerah" in page(browser(people.provider()), "/programmes")


def test_a_proposal_is_returned_with_its_reason(author: Actor) -> None:
    row = proposed(author, TODAY)
    second = browser(people.officer("head_of_agency"))
    data = {"revision": row.revision, "reason": ""}
    assert second.post(f"/programmes/versions/{row.id}/return", data).status_code == 422
    data["reason"] = "Pasalnya salah."
    assert second.post(f"/programmes/versions/{row.id}/return", data).status_code == 302
    assert "Dikembalikan: Pasalnya salah." in page(browser(author), f"/programmes/versions/{row.id}")


def test_a_case_is_added_changed_and_removed(author: Actor) -> None:
    row = written(author, TODAY)
    client = browser(author)
    case = {
        "revision": row.revision,
        "name": "tepat 60",
        "on": TODAY,
        "facts": json.dumps({"family": {"decile": 1}, "members": [{"birth_date": "1966-12-01"}]}),
        "verdict": "not_eligible",
        "amount": 0,
    }
    assert client.post(f"/programmes/versions/{row.id}/cases/8", case).status_code == 302
    text = page(client, f"/programmes/versions/{row.id}")
    assert "ternyata memenuhi syarat, seharusnya tidak memenuhi" in text.lower()
    assert "8/9" in text
    row = seen(author, row)
    fixed = {**case, "revision": row.revision, "verdict": "eligible", "amount": 300_000}
    assert client.post(f"/programmes/versions/{row.id}/cases/8", fixed).status_code == 302
    assert "9/9" in page(client, f"/programmes/versions/{row.id}")
    removed = {"revision": seen(author, row).revision, "remove": "1"}
    assert client.post(f"/programmes/versions/{row.id}/cases/8", removed).status_code == 302
    assert len(seen(author, row).cases) == 8


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("{", "JSON ini tidak bisa dibaca"),
        ("[]", "members"),
        ('{"family": {"desil": 1}, "members": []}', "did you mean"),
        ("[" * 5000, "JSON ini tidak bisa dibaca"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused_at_its_place(author: Actor, facts: str, said: str) -> None:
    row = written(author, TODAY)
    data = {"revision": row.revision, "name": "x", "on": TODAY, "facts": facts, "verdict": "eligible"}
    answer = browser(author).post(f"/programmes/versions/{row.id}/cases/8", data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_impact_that_waits_says_how_far_it_is(author: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slrt.services.programmes.preview.AT_ONCE", -1)
    row = written(author, TODAY)
    client = browser(author)
    assert client.post(f"/programmes/versions/{row.id}/impact").status_code == 302
    assert "Sedang dihitung: 0 dari 0 keluarga" in page(client, f"/programmes/versions/{row.id}")


def test_a_rule_that_names_a_local_programme_reads_as_a_sentence(author: Actor) -> None:
    second = people.officer("head_of_agency")
    first = rules_in_work.published(author, second, TODAY)
    row = written(author, TODAY, "Tambahan", rule=f'"{first.programme_id}" in family.receives')
    text = page(browser(author), f"/programmes/versions/{row.id}")
    assert "bantuan lansia daerah" in text.lower()


def test_a_family_keeps_and_is_offered_the_local_programmes_of_its_area(author: Actor) -> None:
    local = rules_in_work.published(author, people.officer("head_of_agency"), TODAY).programme_id
    front = people.officer("front_office")
    head = families.person("Rusdi bin Hasan", "head", date(1950, 1, 2), "male")
    family = families.registered(front, families.new_family(head)).family_id
    enrolled = [NewEnrolment(programme=local), NewEnrolment(programme="pkh")]
    enrol(front, family_id=family, enrolments=enrolled, source="list")
    client = browser(front)
    form = client.get(f"/families/{family}/facts").context["form"]
    data = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, "")}
    source = client.get(f"/families/{family}/facts").context["source"]
    sent_form = {**data, **source.initial, "source": "interview", "decile": "2"}
    assert set(data["receives"]) == {local, "pkh"}
    assert local in [code for code, _ in form.fields["receives"].choices]
    assert client.post(f"/families/{family}/facts", sent_form).status_code == 302
    with acting(front):
        active = Enrolment.objects.filter(family_id=family, state="active")
        assert set(active.values_list("programme_id", flat=True)) == {local, "pkh"}
    elsewhere = browser(people.officer("front_office", people.BELITUNG))
    assert local not in elsewhere.get("/families/new").content.decode()
