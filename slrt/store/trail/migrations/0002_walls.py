"""Row-level security around the room's scoped tables."""

from django.db import migrations

from slrt.store.walls.operations import AppendOnlyWall


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial"), ("areas", "0001_initial")]

    operations = [
        AppendOnlyWall("trail_event"),
    ]
