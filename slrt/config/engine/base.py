"""Django looks for an engine in a module of this name."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection from the pool is asked whether it still lives before a request gets it.

    The pool's own check waits a second, then two, then four, for each dead connection it meets; after a restart of
    PostgreSQL all of them are dead, and people would wait out its patience. So the first one
    found dead empties the pool.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A living connection. Raises OperationalError when the server is away."""
        connection = super().get_new_connection(conn_params)
        if not self.pool or _lives(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.drain()
        return super().get_new_connection(conn_params)


def _lives(connection: Any) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except OperationalError:
        return False
    return True
