"""Two rows that may be one person, and what somebody decided about them."""

from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.accounts.models import User
from slrt.store.registry.models.families import Person
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

PAIR_STATES = ("open", "same", "different")


class DuplicatePair(models.Model):
    """A likely duplicate. `area_code` is the smallest area that holds both: who does not reach both sees none of it.

    `grounds` says why, in plain JSON. "different" is remembered for ever; "same" names the change that merged them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area_code = AreaCodeField()
    score = models.FloatField()
    grounds = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    change_id = models.UUIDField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [
            models.Index(fields=["area_code", "state", "-score"], name="registry_pair_queue"),
            models.Index(fields=["other"], name="registry_pair_other"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="registry_one_pair"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="registry_pair_in_order"),
            models.CheckConstraint(condition=models.Q(state__in=PAIR_STATES), name="registry_pair_state"),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="registry_pair_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
