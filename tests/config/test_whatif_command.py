"""`slrt whatif`: what is printed and written, and what is refused with a word about what to do."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from slrt.config.cli import COMMANDS, load
from slrt.domain import clock
from slrt.lake.synth import Order, synthesise
from slrt.lake.synth.places import villages_of

ROOT = Path(__file__).resolve().parents[2]
COMMAND = load(COMMANDS["whatif"])
FAMILIES = 400
WIDER = """
[[version]]
from = 2026-01-01
scope = "family"
rule = "family.decile <= 5"
source = "usulan"
confidence = "unconfirmed"

[version.benefit]
kind = "cash"
per = "month"
amount = 300_000
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "snapshot"
    order = Order(FAMILIES, "19.06", 5, date(2026, 11, 24))
    synthesise(folder, order, villages_of(ROOT / "data" / "areas", "19.06"), clock.now(), lambda _: None)
    return folder


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    found = CliRunner().invoke(COMMAND, [str(one) for one in arguments])
    return found.exit_code, found.stdout, found.stderr


def test_a_rule_is_answered_as_json_and_as_files(snapshot: Path, tmp_path: Path) -> None:
    asked = (snapshot, "--programme", "bpnt", "--rule", "family.decile <= 5", "--by", "kecamatan")
    code, printed, _ = run(*asked, "--json", "--out", tmp_path)
    assert code == 0
    said = json.loads(printed)
    assert json.loads((tmp_path / "whatif.json").read_text(encoding="utf-8")) == said
    total = said["total"]
    assert said["programme"] == "sembako"
    assert said["after"]["rule"] == "family.decile <= 5"
    assert total["families"] == FAMILIES
    assert total["low_difference"] == total["entering"] * 200_000 > 0
    assert len(said["entering"]) == 1
    assert said["entering"][0]["family"] == {"decile": 5}
    assert said["entering"][0]["alike"] == total["entering"]
    with (tmp_path / "parts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["part"] for row in rows] == list(said["parts"])
    assert all(row["part"].startswith("19.06.") for row in rows)
    assert sum(int(row["entering"]) for row in rows) == total["entering"]


def test_a_definition_changes_the_amount_as_well(snapshot: Path, tmp_path: Path) -> None:
    file = tmp_path / "wider.toml"
    file.write_text(WIDER, encoding="utf-8")
    code, printed, _ = run(snapshot, "--programme", "sembako", "--definition", file, "--json")
    assert code == 0
    total = json.loads(printed)["total"]
    assert total["low_before"] == total["eligible_before"] * 200_000 > 0
    assert total["low_after"] == total["eligible_after"] * 300_000


def test_people_read_tables(snapshot: Path) -> None:
    code, printed, told = run(snapshot, "--programme", "pkh", "--rule", "family.decile <= 4", "--by", "decile")
    assert code == 0
    assert "unknown" in printed
    assert "made once" in told
    again = run(snapshot, "--programme", "pkh", "--rule", "family.decile <= 3", "--by", "decile")
    assert "made once" not in again[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rule", "family.decil <= 4"), "rule: line 1, column 7: unknown fact family.decil; did you mean decile?"),
        (("--rule", "members.exists(a, members.all(b, a.age == b.age))"), "line 1, column"),
        (("--rule", "true", "--on", "2019-01-01"), "no version in force on 2019-01-01"),
        (("--rule", "true", "--on", "soon"), "expected a date YYYY-MM-DD"),
        ((), "either --rule or --definition"),
        (("--rule", "true", "--definition", "x.toml"), "either --rule or --definition"),
        (("--definition", "nowhere.toml"), "nowhere.toml"),
        (("--rule", "true", "--programme", "pkk"), "did you mean pkh?"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(snapshot: Path, arguments: tuple[str, ...], words: str) -> None:
    for more in ((), ("--json",)):
        code, printed, told = run(snapshot, "--programme", "pkh", *arguments, *more)
        assert code == 2
        assert printed == ""
        assert words in told


def test_a_changed_snapshot_is_refused(snapshot: Path) -> None:
    (found,) = snapshot.glob("*/families.parquet")
    content = found.read_bytes()
    found.write_bytes(content[:-1])
    try:
        code, printed, told = run(snapshot, "--programme", "pkh", "--rule", "true")
    finally:
        found.write_bytes(content)
    assert (code, printed) == (2, "")
    assert "families.parquet is not what the manifest says" in told
