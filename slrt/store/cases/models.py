"""Cases, needs, referrals, clocks, attachments and notes.

A case is the record opened by one contact. A referral is its own record with its own states, because one case may need
several; its receiver sees the referral and its packet, never the case.
"""

from datetime import timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from slrt.domain import clock
from slrt.domain.access import Actor
from slrt.domain.ids import uuid7
from slrt.store.accounts.models import User
from slrt.store.directory.models import Offer, Organisation
from slrt.store.programmes.models import Programme
from slrt.store.registry.models import Family, Person
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField, ScopedQuerySet

PACKET_OPEN_AFTER_CLOSING = timedelta(days=30)
"""A receiver keeps sight of a referral this long after it ended (UU 27/2022: no longer than needed)."""

CASE_TYPES = ("complaint", "need", "question", "suggestion", "proposal", "objection")
PRIORITIES = ("normal", "high", "urgent")
SETTLEMENTS = ("solved", "information_only", "out_of_mandate", "rejected")


@kept("CaseHistory")
class Case(models.Model):
    """One contact's record, from intake to the citizen's confirmation. `state` moves only by the transition table."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    ticket = models.CharField(max_length=12, unique=True)
    area_code = AreaCodeField()
    channel = models.CharField(max_length=20)
    type = models.CharField(max_length=20)
    sector = models.CharField(max_length=30)
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(max_length=160)
    text = models.TextField()
    priority = models.CharField(max_length=10, default="normal")
    sensitivity = models.CharField(max_length=10, default="normal")
    reporter_name = models.CharField(max_length=120)
    reporter_phone = models.CharField(max_length=40, blank=True)
    reporter_relation = models.CharField(max_length=40, blank=True)
    family = models.ForeignKey(Family, null=True, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=24, default="registered")
    holder = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="held_cases")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="opened_cases")
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    settlement = models.CharField(max_length=20, blank=True)
    confirmation = models.CharField(max_length=12, blank=True)
    satisfaction = models.SmallIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_count = models.SmallIntegerField(default=0)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    synthetic = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "cases"
        indexes = [
            models.Index(fields=["area_code", "state", "due_at"], name="cases_area_state_due"),
            models.Index(fields=["family"], name="cases_family"),
            models.Index(fields=["holder", "due_at"], name="cases_holder_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=CASE_TYPES), name="cases_known_type"),
            models.CheckConstraint(condition=models.Q(priority__in=PRIORITIES), name="cases_known_priority"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["closed", "rejected", "duplicate", "withdrawn", "unreachable"], closed_at__isnull=False
                )
                | (
                    ~models.Q(state__in=["closed", "rejected", "duplicate", "withdrawn", "unreachable"])
                    & models.Q(closed_at__isnull=True)
                ),
                name="cases_ended_means_closed_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(settlement=""), name="cases_closed_has_a_settlement"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(result=""), name="cases_closed_has_a_result"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="duplicate") | models.Q(duplicate_of__isnull=False),
                name="cases_duplicate_names_the_first",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket


class Need(models.Model):
    """One thing the family needs; a case may hold several."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="needs")
    area_code = AreaCodeField()
    title = models.CharField(max_length=160)
    sector = models.CharField(max_length=30)
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="open")
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "cases"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["open", "met", "dropped"]), name="cases_need_state")
        ]

    def __str__(self) -> str:
        return self.title


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals of the actor's area, and those its organisation received."""

    def visible_to(self, actor: Actor) -> Self:
        scope = actor.scope
        inside = models.Q(area_code__gte=scope.bounds.lo, area_code__lt=scope.bounds.hi)
        if scope.organisation_id is None:
            return self.filter(inside)
        return self.filter(inside | self._received_by(scope.organisation_id))

    def _received_by(self, organisation_id: object) -> models.Q:
        recent = models.Q(closed_at__isnull=True) | models.Q(closed_at__gt=clock.now() - PACKET_OPEN_AFTER_CLOSING)
        return models.Q(organisation_id=organisation_id) & ~models.Q(state="draft") & recent


@kept("ReferralHistory")
class Referral(models.Model):
    """A case's need handed to an organisation, with a clock on both sides: accept by, finish by.

    `round` is how often the case had been reopened: referrals of earlier rounds are history and steer nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    need = models.ForeignKey(Need, null=True, on_delete=models.PROTECT, related_name="referrals")
    ticket = models.CharField(max_length=12)
    round = models.SmallIntegerField(default=0)
    area_code = AreaCodeField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, default="draft")
    state_since = models.DateTimeField()
    message = models.TextField(blank=True)
    packet = models.JSONField(default=dict)
    packet_attachments = ArrayField(models.UUIDField(), default=list)
    consent = models.CharField(max_length=20)
    consent_reason = models.TextField(blank=True)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    finish_by = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    result = models.TextField(blank=True)
    settlement = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        app_label = "cases"
        indexes = [
            models.Index(fields=["organisation", "state", "accept_by"], name="cases_referral_inbox"),
            models.Index(fields=["area_code", "state"], name="cases_referral_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["fulfilled", "declined", "withdrawn", "expired"], closed_at__isnull=False)
                | (
                    ~models.Q(state__in=["fulfilled", "declined", "withdrawn", "expired"])
                    & models.Q(closed_at__isnull=True)
                ),
                name="cases_referral_ended_means_closed_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["declined", "withdrawn"]) | ~models.Q(reason=""),
                name="cases_referral_reason_before_no",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="fulfilled") | (~models.Q(result="") & ~models.Q(settlement="")),
                name="cases_referral_result_before_end",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(sent_at__isnull=False), name="cases_referral_sent_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.organisation_id}"


class Clock(models.Model):
    """A running promise: who must act, by when. `stopped_at` ends it, `breached_at` marks it late."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area_code = AreaCodeField()
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "cases"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(stopped_at__isnull=True), name="cases_clock_running"),
            models.Index(fields=["subject_id"], name="cases_clock_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "kind"],
                condition=models.Q(stopped_at__isnull=True),
                name="cases_one_running_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"


class AttachmentQuerySet(ScopedQuerySet):
    """Papers of the actor's area, and those in a packet its organisation received or added itself."""

    def visible_to(self, actor: Actor) -> Self:
        scope = actor.scope
        if scope.organisation_id is None:
            return super().visible_to(actor)
        received = Referral.objects.visible_to(actor).filter(case_id=models.OuterRef("case_id"))
        packed = received.filter(packet_attachments__contains=[models.OuterRef("id")])
        return self.filter(models.Exists(packed) | models.Exists(received.filter(id=models.OuterRef("referral_id"))))


class Attachment(models.Model):
    """A photo or paper of a case or referral. The bytes lie outside the web root, named by their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="attachments")
    area_code = AreaCodeField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        app_label = "cases"

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """Something said on a case by an officer, kept as it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    area_code = AreaCodeField()
    text = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "cases"

    def __str__(self) -> str:
        return self.text[:40]
