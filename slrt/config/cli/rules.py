"""`slrt evaluate` and `slrt rules`: what every programme says about a family. No database is needed."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from slrt.domain import clock
from slrt.domain.programmes import ProgrammeError, advice_of, check_case, load_cases, load_programmes
from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.explain_almost import Almost, almost_of
from slrt.domain.rules.facts import ALIASES, catalogue, close_match
from slrt.domain.rules.json_text import SIZE_LIMIT, read_json
from slrt.domain.rules.problems import RuleFailure
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.record import FamilyRecord, RecordError, parse
from slrt.domain.rules.verdict import Outcome, Verdict, questions
from slrt.domain.rules.words import rupiah

PROGRAMMES = Path(__file__).resolve().parents[3] / "programmes"
BAD_INPUT = 2
MARKS = {Outcome.ELIGIBLE: "dapat", Outcome.NOT_ELIGIBLE: "tidak", Outcome.UNKNOWN: "belum tahu"}
QUESTIONS_SHOWN = 5

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Rules of the programmes and their cases.")

Folder = Annotated[Path, typer.Option("--folder", help="Folder of the programmes.", show_default=False)]


@app.callback()
def rules() -> None:
    """Rules of the programmes and their cases."""


@app.command("test")
def run_cases(
    folder: Folder = PROGRAMMES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Run the cases of every programme. Exit code 1 when an answer differs, 2 when a file cannot be read."""
    programmes = programmes_of(folder, as_json=as_json)
    try:
        cases = [case for one in programmes for case in load_cases(folder / one.code)]
    except ProgrammeError as error:
        refuse(str(error), as_json=as_json)
    faults = [fault for case in cases for fault in check_case(case, programmes)]
    if as_json:
        _print_json({"cases": len(cases), "faults": [str(fault) for fault in faults]})
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{len(programmes)} programmes, {len(cases)} cases, {len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


def evaluate(
    file: Annotated[str, typer.Argument(help="JSON file of a family, or - for standard input.")],
    on: Annotated[str, typer.Option(help="Day of the evaluation, YYYY-MM-DD; today (WIB) when left out.")] = "",
    programme: Annotated[list[str] | None, typer.Option(help="Only this programme; may be repeated.")] = None,
    folder: Folder = PROGRAMMES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Say what a family may get from every programme, why, and which facts are missing.

    FILE is {"family": {...}, "members": [{...}, ...]}; a fact that is left out or null is unknown.
    Exit code 2 when the input is not right; the message names the place and what is allowed.
    """
    day = _day(on, as_json=as_json)
    programmes = programmes_of(folder, as_json=as_json)
    chosen = chosen_of(programmes, programme or [], as_json=as_json)
    codes = [one.code for one in programmes]
    try:
        data = read_json(_content(file))
        record = parse(data, programme_codes=codes, latest_birth=max(day, clock.today()))
        verdicts = evaluate_family(chosen, record, day)
        almost = almost_of(chosen, record, day, verdicts)
    except OSError as error:
        refuse(f"{file}: {error.strerror}", as_json=as_json)
    except RecordError as error:
        refuse(error.message, path=error.path, as_json=as_json)
    except RuleFailure as error:
        refuse(str(error), as_json=as_json)
    if as_json:
        _print_json({"on": day.isoformat(), "programmes": _answers(programmes, record, verdicts, almost)})
    else:
        _print_verdicts(verdicts, almost, day)


def _answers(
    programmes: Sequence[Programme],
    record: FamilyRecord,
    verdicts: Sequence[Verdict],
    almost: Mapping[str, Sequence[Almost]],
) -> list[dict[str, object]]:
    """Return the verdicts, each with the advice beside it and the ways in which it is almost another."""
    known = record.family.get("receives")
    advice = advice_of(programmes, verdicts, known if isinstance(known, frozenset) else None)
    return [
        {
            **verdict.to_json(),
            "advice": [one.to_json() for one in advice.get(verdict.code, ())],
            "almost": [way.to_json() for way in almost.get(verdict.code, ())],
        }
        for verdict in verdicts
    ]


def _content(file: str) -> bytes:
    """Return the bytes of the file, at most one more than allowed: no more is needed to refuse it."""
    if file == "-":
        return sys.stdin.buffer.read(SIZE_LIMIT + 1)
    size = Path(file).stat().st_size
    if size > SIZE_LIMIT:
        message = f"the file has {size / 1_000_000:.1f} MB; a family has at most {SIZE_LIMIT / 1_000_000:.0f} MB"
        raise RecordError("$", message)
    return Path(file).read_bytes()


def _day(text: str, *, as_json: bool) -> date:
    if not text:
        return clock.today()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        refuse(f"--on {text}: expected a date YYYY-MM-DD", as_json=as_json)
    return found


def programmes_of(folder: Path, *, as_json: bool) -> tuple[Programme, ...]:
    """The programmes of a folder; stops with a message when one cannot be read."""
    try:
        return load_programmes(folder)
    except ProgrammeError as error:
        refuse(str(error), as_json=as_json)


def chosen_of(programmes: Sequence[Programme], codes: Sequence[str], *, as_json: bool) -> list[Programme]:
    """The programmes with these codes, all when there are none; stops with a message for one that does not exist."""
    known = {programme.code: programme for programme in programmes}
    wanted = [ALIASES.get(code, code) for code in codes]
    for code in wanted:
        if code not in known:
            near = close_match(code, [*known, *ALIASES])
            advice = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
            refuse(f"--programme {code}: no such programme; {advice}", as_json=as_json)
    return [programme for programme in programmes if not wanted or programme.code in wanted]


def refuse(message: str, *, path: str = "", as_json: bool) -> NoReturn:
    """Say on standard error what is wrong, and stop; standard output stays empty."""
    if as_json:
        typer.echo(json.dumps({"error": {"path": path, "message": message}}, ensure_ascii=False), err=True)
    else:
        typer.echo(f"{path}: {message}" if path and path != "$" else message, err=True)
    raise typer.Exit(BAD_INPUT)


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _print_verdicts(verdicts: Sequence[Verdict], almost: Mapping[str, Sequence[Almost]], day: date) -> None:
    typer.echo(f"Per {day.isoformat()}")
    for verdict in verdicts:
        typer.echo(f"\n{MARKS[verdict.outcome]:10}  {verdict.name.id}{_money(verdict)}")
        for reason in verdict.reasons:
            typer.echo(f"{'':12}- {reason.id}")
        for way in almost.get(verdict.code, ()):
            typer.echo(f"{'':12}> {way.words.id}")
            if way.advice is not None:
                typer.echo(f"{'':14}{way.advice.id}")
    asked = questions(verdicts)[:QUESTIONS_SHOWN]
    if asked:
        typer.echo("\nPertanyaan berikutnya:")
    for question in asked:
        who = "" if question.member is None else f"anggota ke-{question.member + 1}"
        text = catalogue().question(question.fact).id.replace("{who}", who)
        typer.echo(f"  {text}  [{question.path}]")


def _money(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NOT_ELIGIBLE or verdict.amount_min is None or verdict.amount_max is None:
        return ""
    low, high = rupiah(verdict.amount_min).id, rupiah(verdict.amount_max).id
    amount = low if low == high else f"{low} sampai {high}"
    return f": {amount} per {'tahun' if verdict.per == 'year' else 'bulan'}"
