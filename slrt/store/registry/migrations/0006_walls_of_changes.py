"""Row-level security around the tables of changes, lists, meetings and likely duplicates.

`registry_chain` has none: it is local law, the same for everybody.
"""

from django.db import migrations

from slrt.store.walls.operations import Wall


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_changes_by_chain")]

    operations = [
        Wall("registry_changestep"),
        Wall("registry_evidence"),
        Wall("registry_proposer"),
        Wall("registry_batch"),
        Wall("registry_savedmapping"),
        Wall("registry_listentry"),
        Wall("registry_meeting"),
        Wall("registry_agendaitem"),
        Wall("registry_attendance"),
        Wall("registry_duplicatepair"),
    ]
