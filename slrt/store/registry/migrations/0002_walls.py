"""Row-level security around the room's scoped tables."""

from django.db import migrations

from slrt.store.walls.operations import KnownArea, Wall


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("areas", "0001_initial")]

    operations = [
        Wall("registry_family"),
        Wall("registry_person"),
        Wall("registry_membership"),
        Wall("registry_change"),
        KnownArea("registry_family"),
        KnownArea("registry_person"),
    ]
