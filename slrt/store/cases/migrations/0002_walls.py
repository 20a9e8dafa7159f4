"""Row-level security around the room's scoped tables."""

from django.db import migrations

from slrt.store.walls.operations import RECEIVED, RECENT, KnownArea, Wall

# The receiver of a referral sees the papers that were sent with it, and those it added itself.
IN_A_PACKET = """EXISTS (
    SELECT FROM cases_referral r
    WHERE r.case_id = cases_attachment.case_id
      AND r.organisation_id = nullif(current_setting('slrt.organisation', true), '')::uuid
      AND (cases_attachment.id = ANY (r.packet_attachments) OR cases_attachment.referral_id = r.id)
)"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("areas", "0001_initial")]

    operations = [
        Wall("cases_case"),
        Wall("cases_casehistory"),
        Wall("cases_need"),
        Wall("cases_note"),
        Wall("cases_referral", or_also=f"{RECEIVED} AND state <> 'draft' AND {RECENT}"),
        Wall("cases_referralhistory", or_also=RECEIVED),
        Wall("cases_clock", or_also=RECEIVED),
        Wall("cases_attachment", or_also=IN_A_PACKET),
        KnownArea("cases_case"),
    ]
