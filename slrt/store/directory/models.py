"""Who offers what, where: Open Referral HSDS words (organisation, offer = HSDS service, service area)."""

from django.db import models

from slrt.domain.ids import uuid7
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField


@kept("OrganisationHistory")
class Organisation(models.Model):
    """An agency or body that can receive referrals."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    area_code = AreaCodeField()
    address = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    checked_on = models.DateField()
    check_again_on = models.DateField()

    class Meta:
        app_label = "directory"
        constraints = [models.UniqueConstraint(fields=["area_code", "name"], name="directory_one_name_an_area")]

    def __str__(self) -> str:
        return self.name


@kept("OfferHistory")
class Offer(models.Model):
    """One thing an organisation does for people (HSDS service)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    name_id = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    sector = models.CharField(max_length=30)
    programme_code = models.CharField(max_length=30, blank=True)
    documents = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField()
    check_again_on = models.DateField()

    class Meta:
        app_label = "directory"

    def __str__(self) -> str:
        return self.name_id


class ServiceArea(models.Model):
    """An area an offer serves, with everything in it."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="service_areas")
    area_code = AreaCodeField()

    class Meta:
        app_label = "directory"
        constraints = [models.UniqueConstraint(fields=["offer", "area_code"], name="directory_one_row_an_area")]

    def __str__(self) -> str:
        return str(self.area_code)
