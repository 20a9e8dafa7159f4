"""`slrt evaluate` and `slrt rules test` as a person at the keyboard meets them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from slrt.config.cli.rules import app, evaluate

COMMANDS = typer.Typer()
COMMANDS.command("evaluate")(evaluate)
COMMANDS.add_typer(app, name="rules")

PROGRAMMES = Path(__file__).resolve().parents[2] / "programmes"
FAMILY = {"family": {"decile": 4}, "members": [{"birth_date": "2022-05-01"}, {"sex": None}]}


def slrt(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(COMMANDS, arguments, input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "family.json"
    path.write_text(json.dumps(FAMILY), encoding="utf-8")
    return str(path)


def test_the_answer_is_json_and_nothing_else(file: str) -> None:
    result = slrt("evaluate", file, "--on", "2026-01-15", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["on"] == "2026-01-15"
    codes = [programme["code"] for programme in answer["programmes"]]
    # Nothing is known of Prakerja after 2024, so it gives no answer on that day.
    assert codes == sorted({path.parent.name for path in PROGRAMMES.glob("*/programme.toml")} - {"prakerja"})
    assert result.stderr == ""


def test_programmes_may_be_chosen_and_bpnt_is_sembako(file: str) -> None:
    result = slrt("evaluate", file, "--on", "2026-01-15", "--programme", "bpnt", "--programme", "pkh", "--json")
    answer = json.loads(result.stdout)
    assert [programme["code"] for programme in answer["programmes"]] == ["pkh", "sembako"]


def test_a_family_may_come_from_standard_input() -> None:
    result = slrt("evaluate", "-", "--on", "2026-01-15", "--programme", "sembako", "--json", stdin=json.dumps(FAMILY))
    assert json.loads(result.stdout)["programmes"][0]["verdict"] == "eligible"


def test_the_law_of_the_day_is_used(tmp_path: Path) -> None:
    pupil = {"birth_date": "2007-03-01", "in_school": True, "school_level": "sma"}
    path = tmp_path / "pupil.json"
    path.write_text(json.dumps({"family": {"receives": ["pkh"]}, "members": [pupil]}), encoding="utf-8")
    amounts = {
        day: json.loads(slrt("evaluate", str(path), "--on", day, "--programme", "pip", "--json").stdout)["programmes"]
        for day in ("2023-12-31", "2024-01-01", "1990-01-01")
    }
    assert amounts["2023-12-31"][0]["amount"] == 1_000_000
    assert amounts["2024-01-01"][0]["amount"] == 1_800_000
    assert amounts["1990-01-01"] == []


def test_advice_stands_beside_the_verdict_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    family = {"decile": 2, "receives": ["bpnt"]}
    path.write_text(json.dumps({"family": family, "members": [{"birth_date": "1940-03-01"}]}), encoding="utf-8")
    result = slrt("evaluate", str(path), "--on", "2026-01-15", "--programme", "permakanan", "--json")
    (answer,) = json.loads(result.stdout)["programmes"]
    assert answer["verdict"] == "eligible"
    assert [(one["kind"], one["programmes"]) for one in answer["advice"]] == [("excluded_by_receipt", ["sembako"])]
    pip = json.loads(slrt("evaluate", str(path), "--on", "2026-01-15", "--programme", "pip", "--json").stdout)
    assert pip["programmes"][0]["advice"] == []


def test_a_family_one_criterion_away_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "near.json"
    path.write_text(json.dumps({"family": {"decile": 5}, "members": [{"birth_date": "2024-03-01"}]}), encoding="utf-8")
    asked = ("evaluate", str(path), "--on", "2026-01-15", "--programme", "pkh", "--programme", "sembako")
    pkh, sembako = json.loads(slrt(*asked, "--json").stdout)["programmes"]
    assert [(way["criterion"], way["fact"], way["needs"]["id"]) for way in pkh["almost"]] == [
        (1, "family.decile", "1 sampai 4")
    ]
    assert sembako["almost"] == []
    assert "> Hampir: desil 5; PKH meminta desil 1 sampai 4" in slrt(*asked).stdout


def test_without_json_a_person_reads_verdicts_reasons_and_the_next_questions(file: str) -> None:
    result = slrt("evaluate", file, "--on", "2026-01-15")
    assert "dapat       Program Keluarga Harapan (PKH): Rp3.000.000" in result.stdout
    assert "- Desil 4, syaratnya desil 1 sampai 4" in result.stdout
    assert "Pertanyaan berikutnya:" in result.stdout
    assert "Program apa saja yang sedang diterima keluarga?" in result.stdout


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("", "the file is empty"),
        ("{", "not JSON: line 1, column 2"),
        ('{"family": {"decil": 3}, "members": []}', "family.decil: is not a fact; did you mean decile?"),
        ('{"family": {"decile": NaN}, "members": []}', "family.decile: NaN is not allowed"),
        (
            '{"family": {}, "members": [{"birth_date": "2099-01-01"}]}',
            "members[0].birth_date: 2099-01-01 is in the f",
        ),
        ('"' + "x" * 10_000_000 + '"', "a family has at most 2 MB"),
    ],
)
def test_bad_input_ends_with_code_2_and_its_path(stdin: str, says: str) -> None:
    plain = slrt("evaluate", "-", stdin=stdin)
    assert (plain.exit_code, plain.stdout) == (2, "")
    assert says in plain.stderr
    as_json = slrt("evaluate", "-", "--json", stdin=stdin)
    assert (as_json.exit_code, as_json.stdout) == (2, "")
    assert set(json.loads(as_json.stderr)["error"]) == {"path", "message"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--programme", "pkhh"), "did you mean pkh?"),
        (("--programme", "zzz"), "known: adminduk, atensi_yapi"),
        (("--on", "2026-13-01"), "expected a date YYYY-MM-DD"),
        (("--on", "20260115"), "expected a date YYYY-MM-DD"),
        (("--folder", "/nonexistent"), "no programme found"),
    ],
)
def test_wrong_options_end_with_code_2(file: str, arguments: tuple[str, ...], says: str) -> None:
    result = slrt("evaluate", file, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_file_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    assert "No such file" in slrt("evaluate", str(tmp_path / "none.json")).stderr
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 3_000_000)
    assert "the file has 3.0 MB" in slrt("evaluate", str(large)).stderr


def test_all_cases_of_all_programmes_pass() -> None:
    result = slrt("rules", "test")
    assert result.exit_code == 0
    written = sum(path.read_text(encoding="utf-8").count("[[case]]") for path in PROGRAMMES.glob("*/cases.toml"))
    assert f"18 programmes, {written} cases, 0 faults" in result.stdout
    assert json.loads(slrt("rules", "test", "--json").stdout) == {"cases": written, "faults": []}


def test_a_failing_case_ends_with_code_1_and_a_broken_file_with_2(tmp_path: Path) -> None:
    source = PROGRAMMES / "sembako"
    folder = tmp_path / "sembako"
    folder.mkdir()
    (folder / "programme.toml").write_text((source / "programme.toml").read_text(encoding="utf-8"), encoding="utf-8")
    cases = (source / "cases.toml").read_text(encoding="utf-8")
    (folder / "cases.toml").write_text(cases.replace("amount = 200_000", "amount = 300_000", 1), encoding="utf-8")
    failing = slrt("rules", "test", "--folder", str(tmp_path))
    assert failing.exit_code == 1
    assert "sembako: decile 1: amount is 200000, expected 300000" in failing.stdout
    (folder / "cases.toml").unlink()
    assert slrt("rules", "test", "--folder", str(tmp_path)).exit_code == 2
