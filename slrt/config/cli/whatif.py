"""`slrt whatif`: what another rule or benefit would come to for the families of a snapshot. No database is needed."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from slrt.config.cli.output import progress, say, show, show_json, show_table
from slrt.config.cli.rules import PROGRAMMES, Folder, chosen_of, programmes_of, refuse
from slrt.config.cli.snapshot import area_code, can_be_stopped
from slrt.domain import areas
from slrt.domain.programmes import ProgrammeError
from slrt.domain.programmes.loading import FILE, programme_of
from slrt.domain.programmes.tables import Table
from slrt.domain.rules.problems import RuleError
from slrt.domain.rules.programme import Programme, Version
from slrt.lake.whatif import ENTERING, LEAVING, Answer, By, Change, RunProblem, Sums, WhatIf, examples
from slrt.lake.whatif.answer import ANSWERS
from slrt.lake.whatif.report import report_of, write

ROWS_SHOWN = 40


def whatif(  # noqa: PLR0913 - one argument for each option
    snapshot: Annotated[Path, typer.Argument(help="Folder of a finished snapshot.", show_default=False)],
    programme: Annotated[str, typer.Option(help="The programme whose rule might change.", show_default=False)],
    rule: Annotated[str, typer.Option(help="The rule that might replace the one in force.")] = "",
    definition: Annotated[
        Path | None, typer.Option(help="TOML file of a whole [[version]]: rule and benefit.", show_default=False)
    ] = None,
    on: Annotated[str, typer.Option("--on", help="Day of law and ages, YYYY-MM-DD; the snapshot's if left out.")] = "",
    by: Annotated[By | None, typer.Option(help="Into which parts the sums are divided.", show_default=False)] = None,
    area: Annotated[str, typer.Option(help="An area code; 00 is the whole snapshot.")] = areas.NATION,
    sample: Annotated[int, typer.Option(min=0, max=1000, help="Families shown that enter, and that leave.")] = 5,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for whatif.json and parts.csv.")] = None,
    folder: Folder = PROGRAMMES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Say which families would enter and leave, and what the budget would be, if a rule or benefit were another.

    Exact: equal to a match of the whole snapshot. The first question makes cells beside the snapshot, the next ones
    read them.
    """
    code = area_code(area)
    try:
        asked = WhatIf(snapshot)
        change = _change(asked, folder, programme, _Text(rule, definition), on, as_json=as_json)
        _build(asked, change)
        judged = asked.judge(change)
        answer = asked.answer(judged, by, code)
        shown = [examples(asked, judged, steps, sample, code) for steps in (ENTERING, LEAVING)]
        report = report_of(asked, change, answer, *shown)
        if out is not None:
            write(report, out)
    except (RunProblem, RuleError, ProgrammeError) as problem:
        refuse(str(problem), as_json=as_json)
    if as_json:
        show_json(report)
    else:
        _tell(report, answer)


class _Text:
    """What was written of the version that might come: a rule, or a file of a whole version."""

    def __init__(self, rule: str, definition: Path | None) -> None:
        self.rule, self.definition = rule, definition


def _build(asked: WhatIf, change: Change) -> None:
    if asked.is_ready(change):
        return
    say("What these rules read is not kept as cells yet: they are made once, beside the snapshot.")
    with can_be_stopped(), progress("Families") as done:
        asked.build(change, done)


def _change(asked: WhatIf, folder: Path, code: str, text: _Text, on: str, *, as_json: bool) -> Change:
    if bool(text.rule) == (text.definition is not None):
        refuse("say either --rule or --definition", as_json=as_json)
    try:
        day = date.fromisoformat(on) if on else asked.manifest.header.on
    except ValueError:
        refuse(f"--on {on}: expected a date YYYY-MM-DD", as_json=as_json)
    programmes = programmes_of(folder, as_json=as_json)
    (programme,) = chosen_of(programmes, [code], as_json=as_json)
    before = programme.version_on(day)
    if before is None:
        refuse(f"{programme.code} has no version in force on {day}", as_json=as_json)
    table = tomllib.loads((folder / programme.code / FILE).read_text(encoding="utf-8"))
    table["version"] = [_with_rule(table, before, text.rule)] if text.rule else _versions(text.definition)
    where = "--rule" if text.rule else str(text.definition)
    made = programme_of(Table(where, table), [one.code for one in programmes])
    return Change(programme, before, _after(made, day), day, asked.manifest.header.columns)


def _with_rule(table: Mapping[str, Any], before: Version, rule: str) -> dict[str, Any]:
    """The version in force with another rule; own sentences belong to parts of the rule it had."""
    kept = next(one for one in table["version"] if one.get("id", one["from"].isoformat()) == before.id)
    return {**{key: value for key, value in kept.items() if key != "wording"}, "rule": rule}


def _versions(file: Path | None) -> Any:
    try:
        data = tomllib.loads(Path(str(file)).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProgrammeError(f"{file}: {error}") from error
    return data.get("version", [data])


def _after(made: Programme, day: date) -> Version:
    if len(made.versions) == 1:
        return made.versions[0]
    found = made.version_on(day)
    if found is None:
        raise ProgrammeError(f"none of {len(made.versions)} versions is in force on {day}; leave one")
    return found


def _tell(report: Mapping[str, Any], answer: Answer) -> None:
    total = report["total"]
    show(f"{report['programme']}, {report['on']}: {total['families']:,} families")
    rows = [(name, total[f"{name}_before"], total[f"{name}_after"]) for name in ANSWERS]
    if "cash" in (report["before"]["kind"], report["after"]["kind"]):
        rows += [(f"rupiah, {end}", total[f"{end}_before"], total[f"{end}_after"]) for end in ("low", "high")]
    per = f"before (per {report['before']['per']})", f"after (per {report['after']['per']})"
    show_table(("", *per, "difference"), [(name, f"{a:,}", f"{b:,}", f"{b - a:+,}") for name, a, b in rows])
    steps = [(one, *(f"{total[f'{one}_to_{two}']:,}" for two in ANSWERS)) for one in ANSWERS]
    show_table(("before \\ after", *ANSWERS), steps, title=f"{total['entering']:,} enter, {total['leaving']:,} leave")
    _tell_parts(answer)
    for name in ("entering", "leaving"):
        if report[name]:
            show_table(("family", "area", "alike", "family's facts", "members'"), _examples(report[name]), title=name)


def _tell_parts(answer: Answer) -> None:
    if not answer.parts:
        return
    shown = list(answer.parts.items())[:ROWS_SHOWN]
    show_table(("", "enter", "leave", "rupiah, low", "rupiah, high"), [_part(name, sums) for name, sums in shown])
    more = len(answer.parts) - len(shown)
    if more:
        show(f"... and {more:,} more; --out DIR writes them all.")


def _part(name: str, sums: Sums) -> tuple[str, ...]:
    low, high = sums.low_after - sums.low_before, sums.high_after - sums.high_before
    return name, f"{sums.entering:,}", f"{sums.leaving:,}", f"{low:+,}", f"{high:+,}"


def _examples(found: list[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    return [
        (
            one["family_id"],
            one["area_code"],
            f"{one['alike']:,}",
            _facts(one["family"]),
            " | ".join(map(_facts, one["members"])),
        )
        for one in found
    ]


def _facts(known: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in known.items())
