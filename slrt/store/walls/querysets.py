"""The first wall: every list of scoped rows starts from `visible_to(actor)`."""

from typing import Any, Self

from django.db import models

from slrt.domain.access import Actor


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that carry `area_code`, seen through the actor's area range."""

    def visible_to(self, actor: Actor) -> Self:
        bounds = actor.scope.bounds
        return self.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)


class AreaCodeField(models.CharField):  # type: ignore[type-arg] # not subscriptable when it runs
    """The village where known, else the smallest known area; byte order, so that "inside" is an index range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 13)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)
