"""Peers, how to reach them, and the clocks of their demands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from staydown.kernel import clock as kernel_clock
from staydown.ledger.models import Vouched
from staydown.liaison import rules


class Peer(Vouched):
    """Another organisation: an authority, a platform, or a trusted flagger."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority"
        PLATFORM = "platform"
        FLAGGER = "flagger"

    slug = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind)
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=kernel_clock.now)

    vouched_fields = ("slug", "name", "kind", "country", "time_zone", "created_at")

    class Meta:
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                condition=Q(kind__in=["authority", "platform", "flagger"]), name="peer_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ContactPoint(Vouched):
    """One way to reach a peer, for one purpose."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        PORTAL = "portal"

    class Purpose(models.TextChoices):
        ANSWERS = "answers"
        EMERGENCY = "emergency"
        LEGAL = "legal"

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=16, choices=Kind)
    value = models.CharField(max_length=320)
    purpose = models.CharField(max_length=16, choices=Purpose)

    vouched_fields = ("peer_id", "kind", "value", "purpose")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["peer", "kind", "value", "purpose"], name="contact_point_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.peer_id}"


class Clock(Vouched):
    """A deadline under an instrument; `rules.Clock` says how it runs.

    The allowance is copied from the rule sheet, so that a sheet that changes later does not move
    the deadlines of demands already here. `due_at` is kept for sorting: it is null without a
    deadline and while the clock is paused.
    """

    instrument = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    allowance_seconds = models.PositiveBigIntegerField(null=True)
    pauses: models.JSONField[list[list[str | None]], list[list[str | None]]] = models.JSONField(
        default=list
    )
    due_at = models.DateTimeField(null=True, db_index=True)
    met_at = models.DateTimeField(null=True)

    vouched_fields = (
        "instrument",
        "started_at",
        "allowance_seconds",
        "pauses",
        "due_at",
        "met_at",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(met_at__gte=F("started_at")),
                name="clock_met_after_start",
            ),
            CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(allowance_seconds__isnull=False),
                name="clock_due_needs_allowance",
            ),
        ]

    def __str__(self) -> str:
        return f"clock of {self.instrument}"

    @property
    def rule(self) -> rules.Clock:
        """The clock as plain values."""
        seconds = self.allowance_seconds
        return rules.Clock(
            started_at=self.started_at,
            allowance=None if seconds is None else timedelta(seconds=seconds),
            pauses=tuple(_pause_of(written) for written in self.pauses),
            met_at=self.met_at,
        )

    def take(self, rule: rules.Clock) -> None:
        """Hold what `rule` says of pauses, deadline and end; the caller saves."""
        self.pauses = [_written(pause) for pause in rule.pauses]
        self.due_at = rules.due_at(rule)
        self.met_at = rule.met_at


def _written(pause: rules.Pause) -> list[str | None]:
    ended = kernel_clock.iso(pause.ended_at) if pause.ended_at else None
    return [kernel_clock.iso(pause.started_at), ended, pause.reason]


def _pause_of(written: list[str | None]) -> rules.Pause:
    started, ended, reason = written
    return rules.Pause(
        started_at=datetime.fromisoformat(str(started)),
        ended_at=datetime.fromisoformat(ended) if ended else None,
        reason=str(reason),
    )
