"""Users, their dated posts, and attempts to sign in."""

from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from slrt.domain.access import POSTED_ROLES, ROLES, Actor
from slrt.domain.ids import uuid7
from slrt.store.directory.models import Organisation
from slrt.store.walls.history import kept
from slrt.store.walls.querysets import AreaCodeField


class UserQuerySet(models.QuerySet["User"]):
    """Users by who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """An administrator sees whoever was invited in its area or holds, held or will hold a post there."""
        bounds = actor.administers
        placed = Post.objects.filter(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
        invited = models.Q(invited_in__gte=bounds.lo, invited_in__lt=bounds.hi)
        return self.filter(invited | models.Q(id__in=placed.values("user_id")))


class UserManager(BaseUserManager["User"]):
    """Django's authentication looks users up by name through this."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        return self.get_queryset().visible_to(actor)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. Rights come from posts in force, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2, default="id")
    theme = models.CharField(max_length=6, default="auto")
    synthetic = models.BooleanField(default=False)
    invited_in = AreaCodeField(blank=True, default="")
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        app_label = "accounts"
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=["id", "en"]), name="accounts_two_languages"),
            models.CheckConstraint(condition=models.Q(theme__in=["auto", "light", "dark"]), name="accounts_themes"),
        ]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by date and by who may manage them."""

    def in_force(self, day: object) -> Self:
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=day), starts_on__lte=day)

    def visible_to(self, actor: Actor) -> Self:
        """An administrator sees the posts of its area; everybody sees their own."""
        bounds = actor.administers
        inside = models.Q(area_code__gte=bounds.lo, area_code__lt=bounds.hi)
        return self.filter(inside | models.Q(user_id=actor.user_id))


@kept("PostHistory")
class Post(models.Model):
    """One role in one area subtree (and organisation), from a day to a day (exclusive), by decree."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(code, ROLES[code].label_en) for code in POSTED_ROLES])
    area_code = AreaCodeField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="posts")
    starts_on = models.DateField()
    until = models.DateField(null=True)
    decree = models.CharField(max_length=120, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = PostQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(fields=["area_code"], name="accounts_post_area")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=POSTED_ROLES), name="accounts_known_role"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("starts_on")),
                name="accounts_post_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="provider") | models.Q(organisation__isnull=False),
                name="accounts_provider_has_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area_code}"


class SignInAttempt(models.Model):
    """One try to sign in, for rate limits and lock-out. Holds no password."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    username = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        app_label = "accounts"
        indexes = [
            models.Index(fields=["username", "at"], name="accounts_attempt_user"),
            models.Index(fields=["address", "at"], name="accounts_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at}"
