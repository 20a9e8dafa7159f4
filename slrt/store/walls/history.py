"""Every row of the unscoped and case rooms keeps its history: PostgreSQL triggers copy each version (django-pghistory).

The register's own history is its `Change` rows; who did it and why is told by the trail.
"""

from collections.abc import Callable

import pghistory
from django.db import models


def kept(model_name: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: inserts and updates of the model are copied to the history model `model_name`."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name=model_name, context_field=None)
