"""Programmes as dated data, who is enrolled, and the cached verdicts of the rules."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.registry.models import Family, Person
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

VERDICTS = ("eligible", "not_eligible", "unknown")


class Programme(models.Model):
    """A programme of the centre, a province, a kabupaten, a desa or a private body."""

    code = models.CharField(primary_key=True, max_length=30)
    name_id = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    owner = models.CharField(max_length=160)
    level = models.CharField(max_length=12)
    sector = models.CharField(max_length=30)
    area_code = AreaCodeField(blank=True)
    details = models.JSONField(default=dict)
    position = models.SmallIntegerField(default=0)

    class Meta:
        app_label = "programmes"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by date."""

    def in_force(self, day: object) -> Self:
        return self.filter(
            models.Q(until__isnull=True) | models.Q(until__gt=day), state="published", starts_on__lte=day
        )


@kept("VersionHistory")
class Version(models.Model):
    """The rule and benefit of a programme from a day to a day (exclusive), with its legal source.

    `definition` is the version as its author wrote it (the table of `programme.toml`, dates as ISO text); the other
    columns are read from it and serve lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    definition = models.JSONField(default=dict)
    rule = models.TextField()
    benefit = models.JSONField(default=dict)
    documents = models.JSONField(default=list)
    source = models.TextField()
    confidence = models.CharField(max_length=12)
    cases = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="published")

    objects = VersionQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_one_number_a_version"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["confirmed", "unconfirmed"]), name="programmes_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "proposed", "published", "retired"]), name="programmes_state"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("starts_on")),
                name="programmes_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class Enrolment(models.Model):
    """What a family or a person already receives, as a list of the owner says."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="enrolments")
    area_code = AreaCodeField()
    starts_on = models.DateField(null=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=12, default="active")
    source = models.CharField(max_length=60)
    checked_on = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "family", "person"],
                condition=models.Q(state="active"),
                nulls_distinct=False,
                name="programmes_one_open_enrolment",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "stopped"]), name="programmes_enrolment_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.family_id}"


class Verdict(models.Model):
    """What the rules say of one family and programme: a cache, never edited by hand.

    Amounts in rupiah; empty where the benefit is not cash.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="verdicts")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    area_code = AreaCodeField()
    on = models.DateField()
    verdict = models.CharField(max_length=12)
    amount_low = models.BigIntegerField(null=True)
    amount_high = models.BigIntegerField(null=True)
    members = ArrayField(models.SmallIntegerField(), default=list)
    missing = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    family_version = models.IntegerField()
    computed_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.UniqueConstraint(fields=["family", "programme"], name="programmes_one_verdict"),
            models.CheckConstraint(condition=models.Q(verdict__in=VERDICTS), name="programmes_known_verdict"),
            models.CheckConstraint(
                condition=models.Q(amount_low__gte=0, amount_high__gte=models.F("amount_low")),
                name="programmes_amount_range",
            ),
        ]
        indexes = [models.Index(fields=["area_code", "programme", "verdict"], name="programmes_verdict_area")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.family_id} {self.verdict}"
