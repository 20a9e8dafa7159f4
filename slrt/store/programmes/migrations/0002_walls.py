"""Row-level security around the room's scoped tables."""

from django.db import migrations

from slrt.store.walls.operations import Wall


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("areas", "0001_initial")]

    operations = [
        Wall("programmes_enrolment"),
        Wall("programmes_verdict"),
    ]
