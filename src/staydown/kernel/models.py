"""People and keys of this installation, and the events that domains tell each other."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from staydown.kernel import clock, permissions
from staydown.kernel.actors import Actor
from staydown.kernel.ids import new_id
from staydown.kernel.permissions import Role


class UserManager(BaseUserManager["User"]):
    """Makes users with a hashed password."""

    def create_user(self, username: str, password: str, *, name: str = "") -> User:
        """A new active user without any role."""
        user = self.model(username=username, name=name or username)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from their roles alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.username

    def roles(self) -> list[Role]:
        """The roles held now."""
        held = self.grants.filter(ended_at=None).values_list("role", flat=True)
        return [Role(role) for role in held]

    def as_actor(self) -> Actor:
        """This person as the author of actions."""
        return Actor("user", str(self.id), permissions.of_roles(self.roles()))


class RoleGrant(models.Model):
    """That a person holds a role, from when to when: who could do what is answerable later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="one_current_grant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class ApiKey(models.Model):
    """What a program shows in order to act. Its secret is not kept, only what tells it again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    secret_sha256 = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    scopes = models.JSONField()
    peer = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.CharField(max_length=100)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="a_key_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.last_four})"


class Event(models.Model):
    """Something that happened in a domain, told to the domains above it.

    A `private` one holds personal data and is deleted as soon as everybody has heard it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    recorded_at = models.DateTimeField(default=clock.now)
    private = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class EventTask(models.Model):
    """That one handler has to hear one event; done when `done_at` is set."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tasks")
    handler = models.CharField(max_length=120)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "handler"], name="heard_once_by_each")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(done_at=None), name="events_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
