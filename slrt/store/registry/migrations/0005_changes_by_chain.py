"""Changes go by a chain: proposals, their steps and evidence; batches, meetings and likely duplicates beside them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import slrt.domain.ids
import slrt.store.walls.querysets


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_family_place"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("position", models.IntegerField()),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=120)),
                ("capacity", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("layout", models.CharField(max_length=40)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("file_name", models.CharField(max_length=160)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("source", models.CharField(max_length=30)),
                ("listed_on", models.DateField(null=True)),
                ("mapping", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("state", models.CharField(default="uploaded", max_length=12)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("revision", models.IntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("route", models.CharField(max_length=12)),
                ("kind", models.CharField(default="*", max_length=30)),
                (
                    "stations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("lapse_days", models.SmallIntegerField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ChangeStep",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("verb", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=20)),
                ("reason", models.TextField(blank=True)),
                ("detail", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("score", models.FloatField()),
                ("grounds", models.JSONField(default=dict)),
                ("state", models.CharField(default="open", max_length=10)),
                ("found_at", models.DateTimeField()),
                ("change_id", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("kind", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=120)),
                ("media", models.CharField(max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("row", models.IntegerField()),
                ("programme", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("nik_cipher", models.BinaryField(null=True)),
                ("nik_index", models.BinaryField(max_length=32, null=True)),
                ("no_kk_index", models.BinaryField(max_length=32, null=True)),
                ("detail", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("kind", models.CharField(max_length=8)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("held_on", models.DateField()),
                ("place", models.CharField(max_length=160)),
                ("chair", models.CharField(max_length=120)),
                ("secretary", models.CharField(blank=True, max_length=120)),
                ("note", models.TextField(blank=True)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("minutes_sha256", models.CharField(blank=True, max_length=64)),
                ("scan_sha256", models.CharField(blank=True, max_length=64)),
                ("scan_media", models.CharField(blank=True, max_length=40)),
                ("revision", models.IntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proposer",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("village_code", slrt.store.walls.querysets.AreaCodeField(blank=True, db_collation="C", max_length=13)),
                ("nik_cipher", models.BinaryField(null=True)),
                ("nik_index", models.BinaryField(max_length=32, null=True)),
                ("protected", models.BooleanField(default=False)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_how", models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.UUIDField(default=slrt.domain.ids.uuid7, primary_key=True, serialize=False)),
                ("area_code", slrt.store.walls.querysets.AreaCodeField(db_collation="C", max_length=13)),
                ("layout", models.CharField(max_length=40)),
                ("mapping", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="family",
            name="registry_family_state",
        ),
        migrations.RemoveConstraint(
            model_name="person",
            name="registry_person_state",
        ),
        migrations.AddField(
            model_name="change",
            name="kept",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="change",
            name="lapses_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="change",
            name="lead",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="followers", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="programme",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="change",
            name="revision",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="change",
            name="route",
            field=models.CharField(default="direct", max_length=12),
        ),
        migrations.AddField(
            model_name="change",
            name="state_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="change",
            name="stations",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=12), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="title",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="change",
            name="undoes",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="wish",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="family",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="family",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="registry.family"
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="version",
            field=models.IntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="family",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("active", "closed", "merged", "void"))), name="registry_family_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("active", "dead", "moved", "merged", "void"))),
                name="registry_person_state",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agenda_items", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="registry.batch"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="sent_with",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sent_changes", to="registry.batch"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "submitted",
                            "checked",
                            "verified",
                            "deliberated",
                            "endorsed",
                            "approved",
                            "returned",
                            "clashing",
                        ),
                    )
                ),
                fields=["area_code", "state", "state_since"],
                name="registry_change_on_the_way",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "submitted",
                            "checked",
                            "verified",
                            "deliberated",
                            "endorsed",
                            "approved",
                            "returned",
                            "clashing",
                        ),
                    )
                ),
                fields=["lapses_at"],
                name="registry_change_lapses",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)), fields=["batch"], name="registry_change_batch"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("lead__isnull", False)), fields=["lead"], name="registry_change_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "submitted",
                            "checked",
                            "verified",
                            "deliberated",
                            "endorsed",
                            "approved",
                            "returned",
                            "clashing",
                            "applied",
                            "sent",
                            "rejected",
                            "withdrawn",
                            "lapsed",
                        ],
                    )
                ),
                name="registry_change_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "applied"), _negated=True),
                    models.Q(("family__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="registry_applied_change_made_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undoes__isnull", False)), fields=("undoes",), name="registry_undone_once"
            ),
        ),
        migrations.AddField(
            model_name="chain",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="changestep",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="changestep",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="one",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="registry.batch"
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="family",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="registry.meeting"
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agenda", to="registry.meeting"
            ),
        ),
        migrations.AddField(
            model_name="proposer",
            name="change",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposer", to="registry.change"
            ),
        ),
        migrations.AddField(
            model_name="proposer",
            name="told_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="savedmapping",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["area_code", "at"], name="registry_batch_area"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "uploaded",
                            "checking",
                            "checked",
                            "applying",
                            "applied",
                            "undoing",
                            "undone",
                            "cancelled",
                            "failed",
                        ),
                    )
                ),
                name="registry_batch_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__lte", models.F("total"))), name="registry_batch_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="chain",
            constraint=models.UniqueConstraint(fields=("area_code", "route", "kind"), name="registry_one_chain"),
        ),
        migrations.AddConstraint(
            model_name="chain",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="registry_chain_has_a_source"
            ),
        ),
        migrations.AddIndex(
            model_name="changestep",
            index=models.Index(fields=["change", "at"], name="registry_step_change"),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(fields=["area_code", "state", "-score"], name="registry_pair_queue"),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(fields=["other"], name="registry_pair_other"),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="registry_one_pair"),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="registry_pair_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "same", "different"))), name="registry_pair_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="registry_pair_decided_at",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["change"], name="registry_evidence_change"),
        ),
        migrations.AddIndex(
            model_name="listentry",
            index=models.Index(fields=["batch", "area_code"], name="registry_entry_batch"),
        ),
        migrations.AddIndex(
            model_name="listentry",
            index=models.Index(fields=["family"], name="registry_entry_family"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["area_code", "held_on"], name="registry_meeting_area"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("planned", "closed", "cancelled"))), name="registry_meeting_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "planned")),
                    models.Q(models.Q(("state", "planned"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="registry_meeting_ended_means_closed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(fields=("meeting", "change"), name="registry_once_on_an_agenda"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ("", "agreed", "rejected", "postponed"))),
                name="registry_agenda_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at__isnull", True), ("told_how", "")),
                    models.Q(("told_at__isnull", False), models.Q(("told_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="registry_told_at_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedmapping",
            constraint=models.UniqueConstraint(fields=("area_code", "layout"), name="registry_one_mapping_a_layout"),
        ),
    ]
