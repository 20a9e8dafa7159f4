"""The index of families by area also holds what waiting lists order them by. Built while the desk goes on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("registry", "0003_search")]

    operations = [
        AddIndexConcurrently(
            model_name="family",
            index=models.Index(
                fields=["area_code"],
                include=["id", "state", "created_at", "decile", "decile_on"],
                name="registry_family_place",
            ),
        ),
        RemoveIndexConcurrently(model_name="family", name="registry_family_area"),
    ]
