"""The one way a command gets its database: started or joined, migrated, loaded, and left again."""

from collections.abc import Iterator
from contextlib import contextmanager

from slrt.config.cli import ready  # noqa: F401 - before anything that has models
from slrt.config.cli.output import say
from slrt.config.environment import VAR
from slrt.config.installation import bring_up_to_date, connect_to, disconnect
from slrt.config.postgres import Server, ensure_running, prepare, release

GOODBYE = 20  # seconds to wait for the server to stop when we were its last client


@contextmanager
def database() -> Iterator[Server]:
    """A database that is up to date, for the time of the block. Says on standard error what takes long."""
    server = ensure_running(VAR, say=say)
    try:
        prepare(server)
        connect_to(server)
        bring_up_to_date(server, say)
        yield server
    finally:
        disconnect()
        release(VAR, wait=GOODBYE)
