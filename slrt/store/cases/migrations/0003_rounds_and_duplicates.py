"""A referral knows its round of the case; a duplicate names the case it repeats."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_walls"),
        ("programmes", "0002_walls"),
        ("registry", "0003_search"),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
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
            model_name="referral",
            name="round",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="referralhistory",
            name="round",
            field=models.SmallIntegerField(default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_casehistory" ("area_code", "channel", "closed_at", "confirmation", "due_at", "duplicate_of_id", "family_id", "holder_id", "id", "opened_at", "opened_by_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "programme_id", "reopened_count", "reporter_name", "reporter_phone", "reporter_relation", "result", "satisfaction", "sector", "sensitivity", "settlement", "state", "state_since", "synthetic", "text", "ticket", "title", "type", "version") VALUES (NEW."area_code", NEW."channel", NEW."closed_at", NEW."confirmation", NEW."due_at", NEW."duplicate_of_id", NEW."family_id", NEW."holder_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."priority", NEW."programme_id", NEW."reopened_count", NEW."reporter_name", NEW."reporter_phone", NEW."reporter_relation", NEW."result", NEW."satisfaction", NEW."sector", NEW."sensitivity", NEW."settlement", NEW."state", NEW."state_since", NEW."synthetic", NEW."text", NEW."ticket", NEW."title", NEW."type", NEW."version"); RETURN NULL;',
                    hash="3c42c8bb0a15a6aaf82db26a391f823714cf817a",
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
                    func='INSERT INTO "cases_casehistory" ("area_code", "channel", "closed_at", "confirmation", "due_at", "duplicate_of_id", "family_id", "holder_id", "id", "opened_at", "opened_by_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "programme_id", "reopened_count", "reporter_name", "reporter_phone", "reporter_relation", "result", "satisfaction", "sector", "sensitivity", "settlement", "state", "state_since", "synthetic", "text", "ticket", "title", "type", "version") VALUES (NEW."area_code", NEW."channel", NEW."closed_at", NEW."confirmation", NEW."due_at", NEW."duplicate_of_id", NEW."family_id", NEW."holder_id", NEW."id", NEW."opened_at", NEW."opened_by_id", NEW."person_id", NOW(), \'update\', NEW."id", NEW."priority", NEW."programme_id", NEW."reopened_count", NEW."reporter_name", NEW."reporter_phone", NEW."reporter_relation", NEW."result", NEW."satisfaction", NEW."sector", NEW."sensitivity", NEW."settlement", NEW."state", NEW."state_since", NEW."synthetic", NEW."text", NEW."ticket", NEW."title", NEW."type", NEW."version"); RETURN NULL;',
                    hash="8d34880b69b0cde7b20c0b7e1db5800fc6cf5e5c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f5146",
                    table="cases_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_referralhistory" ("accept_by", "accepted_at", "area_code", "case_id", "closed_at", "consent", "consent_reason", "created_at", "finish_by", "handler_id", "id", "message", "need_id", "offer_id", "organisation_id", "packet", "packet_attachments", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "round", "sent_at", "sent_by_id", "settlement", "state", "state_since", "ticket", "version") VALUES (NEW."accept_by", NEW."accepted_at", NEW."area_code", NEW."case_id", NEW."closed_at", NEW."consent", NEW."consent_reason", NEW."created_at", NEW."finish_by", NEW."handler_id", NEW."id", NEW."message", NEW."need_id", NEW."offer_id", NEW."organisation_id", NEW."packet", NEW."packet_attachments", NOW(), \'insert\', NEW."id", NEW."reason", NEW."result", NEW."round", NEW."sent_at", NEW."sent_by_id", NEW."settlement", NEW."state", NEW."state_since", NEW."ticket", NEW."version"); RETURN NULL;',
                    hash="252bc199c35805d71dd1de1d5a88dadf3d6b4aae",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b2939",
                    table="cases_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_referralhistory" ("accept_by", "accepted_at", "area_code", "case_id", "closed_at", "consent", "consent_reason", "created_at", "finish_by", "handler_id", "id", "message", "need_id", "offer_id", "organisation_id", "packet", "packet_attachments", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "round", "sent_at", "sent_by_id", "settlement", "state", "state_since", "ticket", "version") VALUES (NEW."accept_by", NEW."accepted_at", NEW."area_code", NEW."case_id", NEW."closed_at", NEW."consent", NEW."consent_reason", NEW."created_at", NEW."finish_by", NEW."handler_id", NEW."id", NEW."message", NEW."need_id", NEW."offer_id", NEW."organisation_id", NEW."packet", NEW."packet_attachments", NOW(), \'update\', NEW."id", NEW."reason", NEW."result", NEW."round", NEW."sent_at", NEW."sent_by_id", NEW."settlement", NEW."state", NEW."state_since", NEW."ticket", NEW."version"); RETURN NULL;',
                    hash="593bd6ac2cb2aa3351b95242e7173d80e9453cfa",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_18505",
                    table="cases_referral",
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
