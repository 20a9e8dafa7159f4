"""Programmes as dated data, what a new rule would change, who is enrolled, and the cached verdicts of the rules."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from slrt.domain.access import Actor
from slrt.domain.areas import NATION
from slrt.domain.ids import uuid7
from slrt.domain.programmes.waiting import MOST_PLACES
from slrt.domain.workflow.version import DECIDES, LAW, VERSION
from slrt.store.accounts.models import User
from slrt.store.registry.models import Family, Person
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

VERDICTS = ("eligible", "not_eligible", "unknown")


class Programme(models.Model):
    """A programme of the centre, a province, a kabupaten, a desa or a private body.

    It applies to the families inside `area_code` and is written by officers posted in exactly that area.
    """

    code = models.CharField(primary_key=True, max_length=30)
    name_id = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    owner = models.CharField(max_length=160)
    level = models.CharField(max_length=12)
    sector = models.CharField(max_length=30)
    area_code = AreaCodeField(default=NATION)
    details = models.JSONField(default=dict)
    position = models.SmallIntegerField(default=0)

    class Meta:
        app_label = "programmes"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by state and date."""

    def law(self) -> Self:
        """What everybody reads, as opposed to what is still being worked on."""
        return self.filter(state__in=LAW)

    def visible_to(self, actor: Actor) -> Self:
        """The law, and what is being worked on inside the actor's area."""
        bounds = actor.scope.bounds
        return self.filter(
            Q(state__in=LAW) | Q(programme__area_code__gte=bounds.lo, programme__area_code__lt=bounds.hi)
        )

    def in_force(self, day: object) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), state__in=DECIDES, starts_on__lte=day)


@kept("VersionHistory")
class Version(models.Model):
    """The rule and benefit of a programme from a day to a day (exclusive), with its legal source.

    `definition` is the version as its author wrote it (the table of `programme.toml`, dates as ISO text); the other
    columns are read from it and serve lists. Versions read from files have no author. `revision` counts saves, so that
    two people do not overwrite each other; `remark` is why it was returned last; `applied_at` is when the kept verdicts
    of families followed it.
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
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)
    remark = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_one_number_a_version"),
            models.CheckConstraint(
                condition=Q(confidence__in=["confirmed", "unconfirmed"]), name="programmes_confidence"
            ),
            models.CheckConstraint(condition=Q(state__in=list(VERSION.states)), name="programmes_state"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_on")),
                name="programmes_version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(approved_by__isnull=True) | ~Q(approved_by=F("author")),
                name="programmes_second_person",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | ~Q(state__in=DECIDES) | Q(approved_by__isnull=False),
                name="programmes_decides_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="programmes_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(until__isnull=False), name="programmes_retired_has_an_end"
            ),
            ExclusionConstraint(
                name="programmes_one_version_a_day",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("until"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=DECIDES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"


class ImpactPreview(models.Model):
    """What a text of a rule would change for the families of its area: counts and money, nobody by name.

    `text_hash` names the text and the dates it was computed for; `on` is the day of the evaluation. `result` is
    `Impact.to_json` of the domain once it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="previews")
    area_code = AreaCodeField()
    text_hash = models.CharField(max_length=64)
    on = models.DateField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state="waiting", finished_at__isnull=True),
                name="programmes_preview_state",
            ),
        ]
        indexes = [
            models.Index(fields=["version", "-asked_at"], name="programmes_preview_latest"),
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="programmes_preview_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"


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
                condition=Q(state="active"),
                nulls_distinct=False,
                name="programmes_one_open_enrolment",
            ),
            models.CheckConstraint(condition=Q(state__in=["active", "stopped"]), name="programmes_enrolment_state"),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code"],
                include=["family"],
                condition=Q(state="active"),
                name="programmes_enrolment_holding",
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
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="programmes_known_verdict"),
            models.CheckConstraint(
                condition=Q(amount_low__gte=0, amount_high__gte=F("amount_low")),
                name="programmes_amount_range",
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "programme", "verdict"], name="programmes_verdict_area"),
            models.Index(
                fields=["programme", "verdict", "area_code"], include=["family"], name="programmes_verdict_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.family_id} {self.verdict}"


class Quota(models.Model):
    """How many families of an area a programme has places for, from a day to a day (exclusive), and who says so.

    `amount` is the budget of the period in rupiah where one was named. `revision` counts saves, so that two people do
    not overwrite each other. One that was withdrawn counts no more and is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="quotas", db_index=False)
    area_code = AreaCodeField()
    starts_on = models.DateField()
    until = models.DateField()
    places = models.IntegerField()
    amount = models.BigIntegerField(null=True)
    source = models.CharField(max_length=240)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    revision = models.IntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="programmes_quota_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(places__gte=0, places__lte=MOST_PLACES), name="programmes_quota_places"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="programmes_quota_amount"),
            models.CheckConstraint(condition=~Q(source=""), name="programmes_quota_has_a_source"),
            ExclusionConstraint(
                name="programmes_one_quota_a_day",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("area_code", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("until"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.area_code} {self.starts_on}"


class MatchRun(models.Model):
    """A mass match whose figures the desk shows: of which day, computed from what, by what. Names nobody.

    `order_hash` names snapshot, day and rules, so the same run is loaded once. `kind` is `register` or `synthetic`;
    `followed_at` is when the kept verdicts of families had followed a match of the live register.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    order_hash = models.CharField(max_length=64, unique=True)
    area_code = AreaCodeField()
    kind = models.CharField(max_length=12)
    on = models.DateField()
    engine = models.CharField(max_length=60)
    families = models.BigIntegerField()
    computed_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "programmes"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["register", "synthetic"]), name="programmes_run_kind"),
        ]
        indexes = [models.Index(fields=["-on", "-computed_at"], name="programmes_run_latest")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.on}"


class MatchFigure(models.Model):
    """The figures of one programme in one area of a run, everything below it included; `level` is the area's.

    `enrolled` counts families that receive it, `reached` those of them that are eligible; both NULL where the run does
    not say. Amounts in rupiah per `per`, NULL where the benefit is not cash: low counts the eligible alone, high also
    those not yet known.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="figures", db_index=False)
    level = models.SmallIntegerField()
    area_code = AreaCodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=20)
    families = models.BigIntegerField()
    eligible = models.BigIntegerField()
    not_eligible = models.BigIntegerField()
    unknown = models.BigIntegerField()
    enrolled = models.BigIntegerField(null=True)
    reached = models.BigIntegerField(null=True)
    amount_low = models.BigIntegerField(null=True)
    amount_high = models.BigIntegerField(null=True)
    per = models.CharField(max_length=6)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "programmes"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "level", "area_code", "programme"], name="programmes_one_figure_an_area"
            ),
            models.CheckConstraint(
                condition=Q(families=F("eligible") + F("not_eligible") + F("unknown")),
                name="programmes_figure_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(reached__isnull=True, enrolled__isnull=True)
                | Q(reached__gte=0) & Q(reached__lte=F("eligible")) & Q(reached__lte=F("enrolled")),
                name="programmes_figure_reached",
            ),
            models.CheckConstraint(
                condition=Q(amount_low__isnull=True, amount_high__isnull=True)
                | Q(amount_low__gte=0, amount_high__gte=F("amount_low")),
                name="programmes_figure_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.area_code}"
