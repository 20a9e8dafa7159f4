"""What alters the register: changes on their way and applied, the steps they took, their evidence and proposers."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from slrt.domain.ids import uuid7
from slrt.domain.workflow.change import CHANGE
from slrt.store.accounts.models import User
from slrt.store.registry.models.batches import Batch
from slrt.store.registry.models.families import Family
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

ON_THE_WAY = tuple(code for code, state in CHANGE.states.items() if not state.ended)


class ChangeQuerySet(ScopedQuerySet):
    """Changes through the first wall."""

    def on_the_way(self) -> Self:
        return self.filter(state__in=ON_THE_WAY)

    def applied(self) -> Self:
        return self.filter(state="applied")


class Change(models.Model):
    """What alters the register: facts old -> new on a base version, with source and reason. Never overwritten.

    `wish` is what was asked for, in the form of its kind; `items` is what applying it wrote: a list of {subject_kind,
    subject_id, fact, old, new}; a value {"unknown": true} records "does not know", `carried` marks a value that came
    along with a person from another family. `version` is the version of the family that this change made (None until
    it is applied); others who started earlier are compared with it. `state_since` is None for what was applied at
    once, at `at`. A change that touches several families has one row for each: the others name it as their `lead`.
    `stations` is the chain it must pass, frozen when submitted; `kept` holds the values that lost a clash.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=30)
    route = models.CharField(max_length=12, default="direct")
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="changes")
    title = models.CharField(max_length=160, blank=True)
    programme = models.CharField(max_length=40, blank=True)
    area_code = AreaCodeField()
    base_version = models.IntegerField()
    version = models.IntegerField(null=True)
    wish = models.JSONField(default=dict)
    items = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    state = models.CharField(max_length=20, default="applied")
    stations = ArrayField(models.CharField(max_length=12), default=list)
    state_since = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1)
    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    lead = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="changes")
    sent_with = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="sent_changes")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [
            models.Index(fields=["family", "at"], name="registry_change_family"),
            models.Index(
                fields=["area_code", "state", "state_since"],
                condition=models.Q(state__in=ON_THE_WAY),
                name="registry_change_on_the_way",
            ),
            models.Index(fields=["lapses_at"], condition=models.Q(state__in=ON_THE_WAY), name="registry_change_lapses"),
            models.Index(fields=["batch"], condition=models.Q(batch__isnull=False), name="registry_change_batch"),
            models.Index(fields=["lead"], condition=models.Q(lead__isnull=False), name="registry_change_lead"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=""), name="registry_change_has_a_source"),
            models.CheckConstraint(condition=models.Q(state__in=list(CHANGE.states)), name="registry_change_state"),
            models.CheckConstraint(
                condition=~models.Q(state="applied") | models.Q(version__isnull=False, family__isnull=False),
                name="registry_applied_change_made_a_version",
            ),
            models.UniqueConstraint(
                fields=["undoes"], condition=models.Q(undoes__isnull=False), name="registry_undone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class _OfChange(models.Model):
    """A row that belongs to a change and lies where the change lies."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class ChangeStep(_OfChange):
    """One step of a change along its chain: who decided what, when and why. `detail` holds what the verb needs."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=16)
    state = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "registry"
        indexes = [models.Index(fields=["change", "at"], name="registry_step_change")]

    def __str__(self) -> str:
        return f"{self.verb} {self.change_id}"


class Evidence(_OfChange):
    """A photo or document that speaks for a change, where and when it was taken. The bytes lie under their SHA-256."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    media = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    taken_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "registry"
        indexes = [models.Index(fields=["change"], name="registry_evidence_change")]

    def __str__(self) -> str:
        return self.name


class Proposer(_OfChange):
    """The citizen or village behind a proposal or objection. `protected` names are shown to few, and never printed."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="proposer")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    village_code = AreaCodeField(blank=True)
    nik_cipher = models.BinaryField(null=True)
    nik_index = models.BinaryField(null=True, max_length=32)
    protected = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=20, blank=True)
    told_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "registry"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True, told_how="")
                | (models.Q(told_at__isnull=False) & ~models.Q(told_how="")),
                name="registry_told_at_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"proposer of {self.change_id}"


class Chain(models.Model):
    """Which stations a change must pass in an area: local law as rows. `kind` "*" stands for every kind."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    route = models.CharField(max_length=12)
    kind = models.CharField(max_length=30, default="*")
    stations: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=12), default=list)
    lapse_days = models.SmallIntegerField(null=True)
    source = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "registry"
        constraints = [
            models.UniqueConstraint(fields=["area_code", "route", "kind"], name="registry_one_chain"),
            models.CheckConstraint(condition=~models.Q(source=""), name="registry_chain_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.route} {self.kind}"
