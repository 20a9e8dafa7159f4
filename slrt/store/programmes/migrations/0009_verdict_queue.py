"""An index for waiting lists: the verdicts of one programme, inside an area. Built while the desk goes on writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("programmes", "0008_quota")]

    operations = [
        AddIndexConcurrently(
            model_name="verdict",
            index=models.Index(
                fields=["programme", "verdict", "area_code"], include=["family"], name="programmes_verdict_queue"
            ),
        ),
    ]
