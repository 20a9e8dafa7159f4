"""The database engine of the settings: Django's own for PostgreSQL, with a pool that outlives its restarts."""
