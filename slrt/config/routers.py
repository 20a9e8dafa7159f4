"""Tables are made by their owner, never by the application's role."""


class OwnerMigrates:
    """Migrations run on the `owner` connection alone."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"
