"""Who is registered: families, people, and who belonged to which family when."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.registry.facts import abstract_model
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

PERSON_STATES = ("active", "dead", "moved", "merged", "void")
FAMILY_STATES = ("active", "closed", "merged", "void")
"""`void` rows came by a change that was undone; nobody is deleted, so that what was undone can be looked at."""

RANKED = ["id", "state", "created_at", "decile", "decile_on"]
"""What waiting lists order families by, kept beside the area: rows of families are wide, and lists read many."""

FamilyFacts = abstract_model("FamilyFacts", "family")
MemberFacts = abstract_model("MemberFacts", "member")


class FamilyQuerySet(ScopedQuerySet):
    """Families through the first wall."""

    def active(self) -> Self:
        return self.filter(state="active")


class Family(FamilyFacts):  # type: ignore[misc, valid-type] # the base is made from the fact catalogue
    """One family card (KK). `version` rises with every applied change; `stamps` tell each fact's age and source."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    no_kk_cipher = models.BinaryField(null=True)
    no_kk_index = models.BinaryField(null=True, max_length=32)
    address = models.CharField(max_length=240, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    receives_checked_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="active")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)
    stamps = models.JSONField(default=dict)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = FamilyQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [
            models.Index(fields=["area_code"], include=RANKED, name="registry_family_place"),
            models.Index(fields=["no_kk_index"], name="registry_family_kk"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=FAMILY_STATES), name="registry_family_state"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="registry_family_version"),
            models.CheckConstraint(
                condition=models.Q(decile__isnull=True) | models.Q(decile__gte=1, decile__lte=10),
                name="registry_decile_1_to_10",
            ),
            models.CheckConstraint(
                condition=models.Q(no_kk_cipher__isnull=True, no_kk_index__isnull=True)
                | models.Q(no_kk_cipher__isnull=False, no_kk_index__isnull=False),
                name="registry_kk_cipher_and_index",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Person(MemberFacts):  # type: ignore[misc, valid-type] # the base is made from the fact catalogue
    """A person, never deleted: only closed or merged. `area_code` follows the family of the open membership."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    nik_cipher = models.BinaryField(null=True)
    nik_index = models.BinaryField(null=True, max_length=32)
    former_niks = models.JSONField(default=list)
    nik_status = models.CharField(max_length=32, null=True)  # noqa: DJ001 - NULL is "unknown", as for every fact
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=32, null=True)  # noqa: DJ001 - NULL is "unknown", as for every fact
    state = models.CharField(max_length=10, default="active")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)
    stamps = models.JSONField(default=dict)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        indexes = [
            models.Index(fields=["area_code"], name="registry_person_area"),
            models.Index(fields=["nik_index"], name="registry_person_nik"),
            models.Index(fields=["birth_date"], name="registry_person_born"),
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="registry_person_name_trgm"),
            GinIndex(
                fields=["former_niks"],
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(former_niks=[]),
                name="registry_person_former_niks",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PERSON_STATES), name="registry_person_state"),
            models.CheckConstraint(
                condition=models.Q(nik_cipher__isnull=True, nik_index__isnull=True)
                | models.Q(nik_cipher__isnull=False, nik_index__isnull=False),
                name="registry_nik_cipher_and_index",
            ),
            models.UniqueConstraint(
                fields=["nik_index"],
                condition=models.Q(state="active") & ~models.Q(nik_status="duplicate"),
                name="registry_one_active_person_a_nik",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a family, from a day to a day (exclusive). `relation` is to the head of that family."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=32, null=True)  # noqa: DJ001 - NULL is "unknown", as for every fact
    position = models.SmallIntegerField(default=0)
    starts_on = models.DateField()
    until = models.DateField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "registry"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until__isnull=True), name="registry_one_open_membership"
            ),
            models.UniqueConstraint(
                fields=["family"],
                condition=models.Q(until__isnull=True, relation="head"),
                name="registry_at_most_one_head",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("starts_on")),
                name="registry_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.family_id}"
