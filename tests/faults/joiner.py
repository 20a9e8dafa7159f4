"""A process of its own that joins families registered twice, in a database it is told of: to be killed.

`python -m tests.faults.joiner` reads its orders as JSON from standard input.
"""

import json
import os
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.db import connections  # noqa: E402

from slrt.domain import access, clock  # noqa: E402
from slrt.services.registry import pairs  # noqa: E402


def main(told: dict[str, Any]) -> None:
    """Join every pair, the first person's family staying."""
    connections["default"].settings_dict.update(told["database"])
    settings.DATABASES["default"].update(told["database"])
    with clock.at(datetime.fromisoformat(told["now"])):
        for pair_id, keep in told["pairs"]:
            pairs.join_families(access.system(), UUID(pair_id), keep=UUID(keep))


if __name__ == "__main__":
    main(json.load(sys.stdin))
