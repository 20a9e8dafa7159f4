"""Whole files and lists: what came in or went out together, and who stood on a list that was loaded."""

from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.accounts.models import User
from slrt.store.registry.models.families import Family, Person
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

BATCH_STATES = ("uploaded", "checking", "checked", "applying", "applied", "undoing", "undone", "cancelled", "failed")


class Batch(models.Model):
    """One file or list handled as a whole. `done` of `total` parts are finished, so that a crash costs one part.

    `report` holds the counts of the last dry run and of applying. `judged_at`: since when the verdicts of all its
    families follow what it wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=12)
    layout = models.CharField(max_length=40)
    area_code = AreaCodeField()
    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    source = models.CharField(max_length=30)
    listed_on = models.DateField(null=True)
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="uploaded")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    problem = models.TextField(blank=True)
    revision = models.IntegerField(default=1)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [models.Index(fields=["area_code", "at"], name="registry_batch_area")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BATCH_STATES), name="registry_batch_state"),
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="registry_batch_done"),
        ]

    def __str__(self) -> str:
        return f"{self.layout} {self.file_name}"


class SavedMapping(models.Model):
    """Which header of a file stands for which column of a layout, remembered for the next file of an area."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    layout = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        constraints = [models.UniqueConstraint(fields=["area_code", "layout"], name="registry_one_mapping_a_layout")]

    def __str__(self) -> str:
        return f"{self.layout} {self.area_code}"


class ListEntry(models.Model):
    """One person or family on a central list that was loaded, whether we know them or not."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="entries")
    area_code = AreaCodeField()
    row = models.IntegerField()
    programme = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    nik_cipher = models.BinaryField(null=True)
    nik_index = models.BinaryField(null=True, max_length=32)
    no_kk_index = models.BinaryField(null=True, max_length=32)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [
            models.Index(fields=["batch", "area_code"], name="registry_entry_batch"),
            models.Index(fields=["family"], name="registry_entry_family"),
        ]

    def __str__(self) -> str:
        return f"row {self.row}"
