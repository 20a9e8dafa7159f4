"""Scheduled work (procrastinate). `manage.py procrastinate worker` runs it; the queue is PostgreSQL.

After downtime the worker does at once what it missed: each task looks for what is to be done, not for what it was told.
A task that is still waiting is not queued a second time (`queueing_lock`). Nothing holds a lock across tasks, so one
that was killed half-way blocks nobody.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import connections
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from slrt.domain import clock
from slrt.jobs.imports import work_on_files
from slrt.jobs.nightly import match_register
from slrt.services import accounts, programmes, trail
from slrt.services.registry import batches, changes

YOUNG = timedelta(hours=1)
"""How far back the quick look for unlinked events goes; the full look has no limit."""

DONE_JOBS_KEPT_HOURS = 24


def giving_back_connections(work: Callable[[int], None]) -> Callable[[int], None]:
    """A worker's thread returns its database connection to the pool when the work is done."""

    @wraps(work)
    def done(timestamp: int) -> None:
        try:
            work(timestamp)
        finally:
            connections.close_all()

    return done


@app.periodic(cron="* * * * * */5", queueing_lock="trail.link_young")
@app.task(name="trail.link_young")
@giving_back_connections
def link_young_events(timestamp: int) -> None:
    """Every five seconds: put new events into their chains."""
    trail.link_pending(since=clock.now() - YOUNG)


@app.periodic(cron="*/5 * * * *", queueing_lock="trail.link_all")
@app.task(name="trail.link_all")
@giving_back_connections
def link_all_events(timestamp: int) -> None:
    """Every five minutes: also events that came late, or were written under another clock."""
    trail.link_pending()


@app.periodic(cron="17 * * * *", queueing_lock="accounts.forget_old")
@app.task(name="accounts.forget_old")
@giving_back_connections
def forget_old_sessions(timestamp: int) -> None:
    """Every hour: remove sessions that are over and old attempts to sign in."""
    accounts.forget_old()


@app.periodic(cron="* * * * * */5", queueing_lock="programmes.impact")
@app.task(name="programmes.impact")
@giving_back_connections
def compute_impacts(timestamp: int) -> None:
    """Every five seconds: count what texts of rules that wait for it would change."""
    programmes.compute_waiting()


@app.periodic(cron="* * * * *", queueing_lock="programmes.apply")
@app.task(name="programmes.apply")
@giving_back_connections
def apply_published_rules(timestamp: int) -> None:
    """Every minute: judge families anew by rules that came into force, or ended."""
    programmes.apply_published()


@app.periodic(cron="* * * * *", queueing_lock="programmes.imported")
@app.task(name="programmes.imported")
@giving_back_connections
def judge_imported_families(timestamp: int) -> None:
    """Every minute: judge the families of lists that were written."""
    programmes.judge_imported()


@app.periodic(cron="* * * * * */5", queueing_lock="imports.work")
@app.task(name="imports.work")
@giving_back_connections
def work_on_imported_files(timestamp: int) -> None:
    """Every five seconds: dry runs, lists to be written and lists to be taken back; one process at a time does them."""
    work_on_files()


@app.periodic(cron="41 2 * * *", queueing_lock="imports.forget_old")
@app.task(name="imports.forget_old")
@giving_back_connections
def forget_old_imported_files(timestamp: int) -> None:
    """Every day: remove uploaded files whose time is over."""
    batches.forget_old()


@app.periodic(cron="7 * * * *", queueing_lock="programmes.nightly")
@app.task(name="programmes.nightly")
@giving_back_connections
def match_the_register(timestamp: int) -> None:
    """Every hour, done once a day (WIB): match the register, load the desk's figures, renew verdicts that changed."""
    match_register()


@app.periodic(cron="37 * * * *", queueing_lock="registry.lapse")
@app.task(name="registry.lapse")
@giving_back_connections
def lapse_changes(timestamp: int) -> None:
    """Every hour: let objections and proposals lapse that nobody verified in time."""
    changes.lapse_due()


@app.periodic(cron="23 * * * *", queueing_lock="jobs.forget_done")
@app.task(name="jobs.forget_done", pass_context=True)
async def forget_done_jobs(context: JobContext, timestamp: int) -> None:
    """Every hour: remove finished jobs; failed ones stay for somebody to look at."""
    await builtin_tasks.remove_old_jobs(context, max_hours=DONE_JOBS_KEPT_HOURS)
