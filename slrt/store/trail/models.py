"""The business trail: what happened, to whom, by whom, and one hash chain per kabupaten over it.

Subjects are named by kind and id, not by foreign key, so the trail can sit low and outlive what it speaks of.
"""

from typing import Self

from django.db import models

from slrt.domain import areas
from slrt.domain.access import Actor, Permission
from slrt.domain.ids import uuid7
from slrt.store.walls.querysets import AreaCodeField


class EventQuerySet(models.QuerySet["Event"]):
    """Events of the rows an actor reaches, and all events of its area for an auditor."""

    def visible_to(self, actor: Actor) -> Self:
        audited = areas.bounds(actor.area_code) if Permission.TRAIL_READ in actor.permissions else areas.NOWHERE
        reached = actor.scope.bounds
        return self.filter(
            models.Q(area_code__gte=reached.lo, area_code__lt=reached.hi)
            | models.Q(area_code__gte=audited.lo, area_code__lt=audited.hi)
        )


class Event(models.Model):
    """One verb done (or one person's record read). Inserted, never changed. No clear NIK or KK in any field."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    at = models.DateTimeField()
    chain = AreaCodeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    post_id = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    family_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    area_code = AreaCodeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request = models.CharField(max_length=120, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        app_label = "trail"
        indexes = [
            models.Index(fields=["area_code", "at"], name="trail_area_at"),
            models.Index(fields=["subject_id", "at"], name="trail_subject"),
            models.Index(fields=["family_id", "at"], name="trail_family"),
            models.Index(fields=["case_id", "at"], name="trail_case"),
            models.Index(fields=["chain", "id"], name="trail_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.verb} {self.subject_kind} {self.subject_id}"


class Link(models.Model):
    """An event's place in its chain: `hash` covers the event and the hash before it."""

    event_id = models.UUIDField(primary_key=True)
    chain = AreaCodeField()
    seq = models.BigIntegerField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    linked_at = models.DateTimeField()

    class Meta:
        app_label = "trail"
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="trail_one_event_a_place")]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"
