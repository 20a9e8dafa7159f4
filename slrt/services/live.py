"""Telling open browsers that something changed. Sent with the transaction, so nobody hears of a row that was undone."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

CHANNEL = "slrt_live"


def announce(kind: str, subject_id: UUID, area_code: str, organisations: Iterable[UUID] = ()) -> None:
    """Notify listeners of a change of `kind` (case, referral, family); delivered when the transaction commits.

    The message holds no personal data: a browser that may see the subject asks for the page again.
    """
    message = {"kind": kind, "id": str(subject_id), "area": area_code, "organisations": [str(o) for o in organisations]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(message)])
