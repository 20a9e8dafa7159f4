"""A case remembers its last reopening and the case it repeats."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_walls"),
        ("programmes", "0002_walls"),
        ("registry", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="case",
            name="update_update",
        ),
        migrations.AddField(
            model_name="case",
            name="duplicate_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="duplicates", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="casehistory",
            name="duplicate_of",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="casehistory",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_casehistory" ("area_code", "channel", "closed_at", "confirmation", "due_at", "duplicate_of_id", "family_id", "holder_id", "id", "opened_at", "opened_by_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "programme_id", "reopened_at", "reopened_count", "reporter_name", "reporter_phone", "reporter_relation", "result", "satisfaction", "sector", "sensitivity", "settlement", "state", "state_since", "synthetic", "text", "ticket", "title", "type", "version") VALUES (NEW."area_code", NEW."channel", NEW."closed_at", NEW."confirmation", NEW."due_at", NEW."duplicate_of_id", NEW."family_id", NEW."holder_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."priority", NEW."programme_id", NEW."reopened_at", NEW."reopened_count", NEW."reporter_name", NEW."reporter_phone", NEW."reporter_relation", NEW."result", NEW."satisfaction", NEW."sector", NEW."sensitivity", NEW."settlement", NEW."state", NEW."state_since", NEW."synthetic", NEW."text", NEW."ticket", NEW."title", NEW."type", NEW."version"); RETURN NULL;',
                    hash="3b82acd9b74b102c5440ef82cbaa1f6264e36e6f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0b483",
                    table="cases_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_casehistory" ("area_code", "channel", "closed_at", "confirmation", "due_at", "duplicate_of_id", "family_id", "holder_id", "id", "opened_at", "opened_by_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "programme_id", "reopened_at", "reopened_count", "reporter_name", "reporter_phone", "reporter_relation", "result", "satisfaction", "sector", "sensitivity", "settlement", "state", "state_since", "synthetic", "text", "ticket", "title", "type", "version") VALUES (NEW."area_code", NEW."channel", NEW."closed_at", NEW."confirmation", NEW."due_at", NEW."duplicate_of_id", NEW."family_id", NEW."holder_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."person_id", NOW(), \'update\', NEW."id", NEW."priority", NEW."programme_id", NEW."reopened_at", NEW."reopened_count", NEW."reporter_name", NEW."reporter_phone", NEW."reporter_relation", NEW."result", NEW."satisfaction", NEW."sector", NEW."sensitivity", NEW."settlement", NEW."state", NEW."state_since", NEW."synthetic", NEW."text", NEW."ticket", NEW."title", NEW."type", NEW."version"); RETURN NULL;',
                    hash="5d7fa38ad21587578879cad991244e939dc5c239",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f5146",
                    table="cases_case",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "duplicate"), _negated=True), ("duplicate_of__isnull", False), _connector="OR"
                ),
                name="cases_duplicate_names_the_first",
            ),
        ),
    ]
