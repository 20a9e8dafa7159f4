"""An index for waiting lists: who holds a place of a programme, inside an area. Built while the desk goes on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("programmes", "0009_verdict_queue")]

    operations = [
        AddIndexConcurrently(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(("state", "active")),
                fields=["programme", "area_code"],
                include=["family"],
                name="programmes_enrolment_holding",
            ),
        ),
    ]
