"""Area codes with their history, holidays and local calendars."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField


class Area(models.Model):
    """A government area of any level. Codes are never reused; a split or a new code names its predecessors."""

    code = AreaCodeField(primary_key=True)
    level = models.SmallIntegerField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    parent_code = AreaCodeField(blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    predecessors = ArrayField(AreaCodeField(), default=list, blank=True)
    former_names = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    bps_code = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=20)

    class Meta:
        app_label = "areas"
        indexes = [
            models.Index(fields=["parent_code"], name="areas_parent"),
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="areas_name_trgm"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="areas_level_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="areas_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Holiday(models.Model):
    """A day off, for the nation (`00`) or one area and everything in it."""

    day = models.DateField()
    area_code = AreaCodeField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=12, default="confirmed")

    class Meta:
        app_label = "areas"
        constraints = [
            models.UniqueConstraint(fields=["day", "area_code"], name="areas_one_holiday_a_day"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["confirmed", "unconfirmed"]), name="areas_holiday_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Calendar(models.Model):
    """Local dates that steer the register (cut-off, extraction) and the close of business."""

    area_code = AreaCodeField(primary_key=True)
    cut_off_day = models.SmallIntegerField(null=True)
    extraction_day = models.SmallIntegerField(null=True)
    closes_at = models.TimeField()

    class Meta:
        app_label = "areas"

    def __str__(self) -> str:
        return str(self.area_code)


@kept("RegisterDatesHistory")
class RegisterDates(models.Model):
    """The dates of the register in one area and month (`period`, YYYY-MM); they hold inside the area too.

    `set_by` is the id of a user: people live in a room above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    period = models.CharField(max_length=7)
    meeting_from = models.DateField()
    meeting_until = models.DateField()
    cut_off_on = models.DateField()
    extraction_on = models.DateField()
    publication_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    revision = models.IntegerField(default=1)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "areas"
        constraints = [
            models.UniqueConstraint(fields=["area_code", "period"], name="areas_one_calendar_a_month"),
            models.CheckConstraint(condition=~models.Q(source=""), name="areas_dates_have_a_source"),
            models.CheckConstraint(
                condition=models.Q(
                    meeting_until__gte=models.F("meeting_from"),
                    cut_off_on__gte=models.F("meeting_until"),
                    extraction_on__gte=models.F("cut_off_on"),
                )
                & (models.Q(publication_on__isnull=True) | models.Q(publication_on__gte=models.F("extraction_on"))),
                name="areas_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.period}"
