"""The embedded PostgreSQL server: started by whoever needs it first, shared by all, gone when the last one leaves.

`ensure_running(var)` gives a server that accepts connections; `prepare(server, name)` gives it roles and a database.
How it hangs together:

    client (slrt up, a command, pytest)   holds a shared lock on `lease.lock` while it lives
        starts, once
    keeper                                holds `server.lock`; parent of the postmaster, so it can reap and restart it
        starts                            stops the server when it can lock `lease.lock` alone: nobody is left
    postmaster                            gets a stop signal from the kernel (or the leash) should the keeper die

The kernel drops a lock when its holder dies, however it dies; so no count can go wrong and no server stays behind.
Standard library only.
"""

from slrt.config.postgres.client import ensure_running, is_running, release
from slrt.config.postgres.roles import prepare
from slrt.config.postgres.server import Login, Server, ServerError

__all__ = ["Login", "Server", "ServerError", "ensure_running", "is_running", "prepare", "release"]
