"""Migration operations that raise the second wall around a table."""

from django.db.migrations.operations import RunSQL

INSIDE = "{column} >= current_setting('slrt.lo', true) AND {column} < current_setting('slrt.hi', true)"
RECEIVED = """organisation_id = nullif(current_setting('slrt.organisation', true), '')::uuid"""
RECENT = (
    "(closed_at IS NULL OR closed_at > nullif(current_setting('slrt.now', true), '')::timestamptz - interval '30 days')"
)

_RAISE = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
_LOWER = "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


class Wall(RunSQL):
    """Row-level security on `table`: rows inside the actor's area, and those `or_also` (an SQL condition) admits."""

    def __init__(self, table: str, or_also: str = "false", column: str = "area_code") -> None:
        inside = f"({INSIDE.format(column=column)})"
        seen = inside if or_also == "false" else f"({inside} OR ({or_also}))"
        policy = f"CREATE POLICY wall ON {table} USING {seen} WITH CHECK {seen};"
        super().__init__(
            sql=_RAISE.format(table=table) + policy,
            reverse_sql=f"DROP POLICY wall ON {table};" + _LOWER.format(table=table),
        )
        self._args = (table, or_also, column)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__name__, list(self._args), {})


class AppendOnlyWall(RunSQL):
    """Row-level security on an insert-only `table`: anybody may add; those in the area, and its auditors, may look."""

    def __init__(self, table: str) -> None:
        inside = INSIDE.format(column="area_code")
        seen = f"({inside}) OR ({inside.replace('slrt.', 'slrt.trail_')})"
        super().__init__(
            sql=_RAISE.format(table=table)
            + f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK (true);"
            + f"CREATE POLICY look ON {table} FOR SELECT USING ({seen});",
            reverse_sql=f"DROP POLICY add ON {table}; DROP POLICY look ON {table};" + _LOWER.format(table=table),
        )
        self._args = (table,)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__name__, list(self._args), {})


class KnownArea(RunSQL):
    """A foreign key from `area_code` to the area table, where the Django field is plain text."""

    def __init__(self, table: str) -> None:
        name = f"{table}_area_fk"
        super().__init__(
            sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (area_code) REFERENCES areas_area (code);",
            reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )
        self._args = (table,)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__name__, list(self._args), {})
