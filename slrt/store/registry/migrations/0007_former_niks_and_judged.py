"""People are found by former NIKs too; a batch says since when its families are judged. Built while the desk writes."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("registry", "0006_walls_of_changes")]

    operations = [
        migrations.AddField("batch", "judged_at", models.DateTimeField(null=True)),
        AddIndexConcurrently(
            "person",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("former_niks", []), _negated=True),
                fields=["former_niks"],
                name="registry_person_former_niks",
                opclasses=["jsonb_path_ops"],
            ),
        ),
    ]
