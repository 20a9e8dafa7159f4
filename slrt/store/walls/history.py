"""Every row of the unscoped and case rooms keeps its history: PostgreSQL triggers copy each version (django-pghistory).

The register's own history is its `Change` rows; who did it and why is told by the trail.
"""

from collections.abc import Callable
from typing import Any, cast

import pghistory
from django.db import models


def kept(model_name: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: inserts and updates of the model are copied to the history model `model_name`."""
    no_context = cast(Any, None)  # the library takes None for "no context column"; its annotation forgets it
    return cast(
        Callable[[type[models.Model]], type[models.Model]],
        pghistory.track(
            pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name=model_name, context_field=no_context
        ),
    )
