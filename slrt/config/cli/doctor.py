"""`slrt doctor`."""

import os
from dataclasses import asdict
from typing import Annotated

import typer

from slrt.config.cli.output import say, show, show_json
from slrt.config.doctor import BAD, GOOD, WARNING, Patient, examine
from slrt.config.environment import DEMO, VAR
from slrt.config.postgres import release

app = typer.Typer(add_completion=False)

GOODBYE = 20  # seconds to wait for the server to stop when we were its last client
MARKS = {GOOD: "ok  ", WARNING: "warn", BAD: "BAD "}


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False) -> None:
    """Look at folder, disk, keys, database, migrations and clock; say what is wrong and what to do.

    Ends with exit code 1 when something is wrong.
    """
    findings = []
    try:
        for finding in examine(Patient(var=VAR, demo=DEMO, environ=os.environ, say=say)):
            findings.append(finding)
            if not as_json:
                show(f"{MARKS[finding.state]}  {finding.what}: {finding.words}")
    finally:
        release(VAR, wait=GOODBYE)
    bad = [finding for finding in findings if finding.state == BAD]
    if as_json:
        show_json({"healthy": not bad, "findings": [asdict(finding) for finding in findings]})
    else:
        show(f"{len(bad)} things need repair." if bad else "This installation is healthy.")
    raise typer.Exit(1 if bad else 0)
