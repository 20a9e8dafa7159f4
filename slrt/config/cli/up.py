"""`slrt up`: everything that makes a running SLRT, in one terminal."""

import os
import signal
import subprocess
import sys

import typer

from slrt.config.cli.database import database
from slrt.config.cli.output import say, show, show_table
from slrt.config.environment import DEMO, EVENTS_PORT, PORT, ROOT, VAR
from slrt.config.leftovers import end_leftovers
from slrt.config.postgres import ensure_running, is_running
from slrt.config.processes import OnlyOne, Processes, is_free, programs, require_free
from slrt.jobs.demo import accounts, load

app = typer.Typer(add_completion=False)


@app.command()
def up() -> None:
    """Start database, pages, live updates and worker; stop them all with Ctrl-C.

    The address comes from PORT (8000). In a demonstration, invented families and accounts are loaded first.
    """
    (VAR / "static").mkdir(parents=True, exist_ok=True)  # the folder the settings name for collected files
    claim = OnlyOne(VAR, PORT)
    try:
        end_leftovers(VAR)
        require_free(PORT, "PORT")
        with database():
            if DEMO:
                load(say)
            run(free_events_port())
    finally:
        claim.release()


def run(events_port: int) -> None:
    """Run the programs until Ctrl-C or SIGTERM."""
    environ = {"PORT": str(PORT), "EVENTS_PORT": str(events_port), "SLRT_STATIC": "collected"}
    collect_files(environ)
    processes = Processes(VAR / "log", say, environ)

    def stop(*_: object) -> None:
        processes.told_to_stop = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    try:
        for child in [processes.start(program) for program in programs(PORT, events_port)]:
            processes.wait_until_ready(child)
        if not processes.told_to_stop:
            welcome()
        processes.watch(look_after=keep_database)
    finally:
        say("Stopping ...")
        processes.stop()


def collect_files(environ: dict[str, str]) -> None:
    """Lay stylesheets, scripts and pictures ready, compressed and named by their content (two seconds)."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | environ, check=True)  # noqa: S603 - our own program


def keep_database() -> None:
    """Start our own database server again should its keeper be gone (a killed server its keeper restarts itself)."""
    if not os.environ.get("DATABASE_URL") and not is_running(VAR):
        say("The database has stopped; starting it again.")
        ensure_running(VAR, say=say)


def free_events_port() -> int:
    """The port of the live updates: as told, else the one after PORT, else the next free one."""
    if os.environ.get("EVENTS_PORT"):
        require_free(EVENTS_PORT, "EVENTS_PORT")
        return EVENTS_PORT
    return next(port for port in range(EVENTS_PORT, EVENTS_PORT + 100) if is_free(port))


def welcome() -> None:
    """Where to go, and with which account."""
    if DEMO:
        rows = [(one.role_label, one.username, one.password, one.area_name) for one in accounts()]
        show_table(("Role", "User", "Password", "Area"), rows, title="Demonstration accounts (all data is invented)")
    show(f"SLRT runs at http://127.0.0.1:{PORT}   (Ctrl-C stops it; logs are in {VAR / 'log'})")
