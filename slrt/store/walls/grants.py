"""What the application role may do to each table. Applied by the owner after every migration."""

from django.db import connections

APPEND_ONLY = ("trail_event",)
"""Rows are added and never changed."""

LINKED = ("trail_link",)
"""Written by the chain job alone, and never changed."""

NEVER_DELETED = (
    "registry_family",
    "registry_person",
    "registry_membership",
    "registry_change",
    "registry_changestep",
    "registry_evidence",
    "registry_proposer",
    "registry_batch",
    "registry_meeting",
    "registry_duplicatepair",
    "cases_case",
    "cases_need",
    "cases_referral",
    "cases_attachment",
)
"""People and cases are closed, never deleted."""

OPEN_TO_ALL: dict[str, str] = {
    "areas_area": "public codes",
    "areas_holiday": "public calendar",
    "areas_calendar": "public calendar",
    "areas_registerdates": "public calendar: meeting, cut-off, extraction and publication",
    "areas_registerdateshistory": "written by the trigger of areas_registerdates; dates and sources alone",
    "registry_chain": "local law: which stations a change must pass",
    "directory_organisation": "the directory is for everybody who signs in",
    "directory_offer": "the directory is for everybody who signs in",
    "directory_servicearea": "the directory is for everybody who signs in",
    "directory_organisationhistory": "the directory is for everybody who signs in",
    "directory_offerhistory": "the directory is for everybody who signs in",
    "accounts_user": "read before anybody is known; lists are filtered by the first wall",
    "accounts_post": "read before anybody is known; lists are filtered by the first wall",
    "accounts_posthistory": "written by the trigger of accounts_post",
    "accounts_signinattempt": "written before anybody is known",
    "programmes_versionhistory": "written by the trigger of programmes_version; no page lists it",
    "programmes_matchrun": "the day and the source of figures; the figures themselves are walled",
    "trail_link": "hashes only; written by the chain job",
}
"""Our tables without row-level security, each with its reason; a house test allows no others."""

OPEN_TO_READ: dict[str, str] = {
    "programmes_programme": "public law; written inside its own area alone",
    "programmes_version": "public law once published; drafts are seen, and all is written, inside the programme's area",
}
"""Our tables with policies of their own: part of them is for everybody, the rest is walled."""


def apply(role: str, using: str = "owner") -> None:
    """Grant `role` what it needs and no more. Idempotent."""
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(APPEND_ONLY + LINKED)} FROM {role}",
        f"REVOKE DELETE, TRUNCATE ON {', '.join(NEVER_DELETED)} FROM {role}",
    ]
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
