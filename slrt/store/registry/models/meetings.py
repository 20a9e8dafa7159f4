"""Village meetings (musdes, muskel): what was on the agenda, who came, what was decided for each family."""

from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.accounts.models import User
from slrt.store.registry.models.changes import Change
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

MEETING_STATES = ("planned", "closed", "cancelled")
DECISIONS = ("", "agreed", "rejected", "postponed")


class Meeting(models.Model):
    """One meeting. Closing it decides its whole agenda in one transaction and fixes the minutes by their digest."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=60, blank=True)
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="planned")
    code = models.CharField(max_length=16, unique=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_media = models.CharField(max_length=40, blank=True)
    revision = models.IntegerField(default=1)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [models.Index(fields=["area_code", "held_on"], name="registry_meeting_area")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MEETING_STATES), name="registry_meeting_state"),
            models.CheckConstraint(
                condition=models.Q(state="planned", closed_at__isnull=True)
                | (~models.Q(state="planned") & models.Q(closed_at__isnull=False)),
                name="registry_meeting_ended_means_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.area_code} {self.held_on}"


class AgendaItem(models.Model):
    """One proposal before the meeting, and what the meeting decided on it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="agenda_items")
    area_code = AreaCodeField()
    position = models.IntegerField()
    decision = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "change"], name="registry_once_on_an_agenda"),
            models.CheckConstraint(condition=models.Q(decision__in=DECISIONS), name="registry_agenda_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.position} of {self.meeting_id}"


class Attendance(models.Model):
    """Somebody who came to the meeting, in which capacity."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    area_code = AreaCodeField()
    position = models.IntegerField()
    name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=80)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
