"""Carrying measures and notices to platforms: the tables of deliveries, snapshots and drift."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from staydown.kernel import clock
from staydown.ledger.models import Vouched


class Job(Vouched):
    """Work on one account, done under a lease: what deliveries, notices and snapshots share.

    `state` is `waiting` until the work is `done`, `stuck` (a person must look), or `void` (no
    longer wanted). The lease (`leased_until`, `leased_by`) says who is at it; it is no part of
    what the ledger vouches for, for it is nobody's action.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        STUCK = "stuck"
        VOID = "void"

    ref = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=clock.now)
    tries_left = models.PositiveIntegerField()
    problem = models.CharField(max_length=80, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True


class Delivery(Job):
    """Carrying one measure to its platform (`apply`), or taking it back (`lift`).

    `round` counts the deliveries of one measure in one direction: each restoring makes another.
    `check_at` is when a confirmed measure is read back again; None where nobody needs to look.
    """

    measure = models.ForeignKey("cases.Measure", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    verb = models.CharField(max_length=8)
    connector = models.CharField(max_length=80, blank=True)
    confirmed = models.BooleanField(default=False)  # read back from the platform
    round = models.PositiveIntegerField(default=1)
    check_at = models.DateTimeField(null=True)

    vouched_fields = (
        "measure_id", "case_id", "verb", "ref", "state", "made_at", "ended_at", "problem",
        "connector", "confirmed",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(verb__in=["apply", "lift"]), name="delivery_verb_known"),
            CheckConstraint(
                condition=Q(state__in=["waiting", "done", "stuck", "void"]),
                name="delivery_state_known",
            ),
            CheckConstraint(
                condition=Q(confirmed=False) | Q(state="done"), name="confirmed_means_done"
            ),
            UniqueConstraint(fields=["measure", "verb", "round"], name="one_delivery_a_round"),
            CheckConstraint(
                condition=Q(check_at__isnull=True) | Q(confirmed=True, verb="apply"),
                name="only_what_was_applied_is_read_back_again",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_due"),
            models.Index(fields=["ref"], name="deliveries_by_ref"),
            models.Index(
                fields=["check_at"], condition=Q(check_at__isnull=False), name="measures_to_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.id}"


class Attempt(Vouched):
    """One call to a platform. Written before the call; `ended_at` and `outcome` after it."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    vouched_fields = ("delivery_id", "number", "started_at", "ended_at", "outcome", "detail")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["delivery", "number"], name="attempts_are_counted"),
            UniqueConstraint(
                fields=["delivery"],
                condition=Q(ended_at__isnull=True),
                name="one_attempt_at_a_time",
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="an_attempt_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.delivery_id}"


class SnapshotRequest(Job):
    """That the account of a case is to be recorded as it stood when the case opened."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    batch = models.UUIDField(null=True)  # whose import opened the case; None: a match did

    vouched_fields = ("case_id", "batch", "ref", "state", "made_at", "ended_at", "problem")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="snapshots_due")
        ]

    def __str__(self) -> str:
        return f"snapshot for {self.case_id}"


class Snapshot(Vouched):
    """An account as it stood: its account record, and the platform's own answers as evidence.

    `evidence` lists kept files as {"name", "media_type", "sha256"}.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=400)
    occasion = models.CharField(max_length=16)
    taken_at = models.DateTimeField()
    account: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField()
    evidence: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField()

    vouched_fields = ("case_id", "ref", "occasion", "taken_at", "account", "evidence")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                condition=Q(occasion__in=["case-opened", "before-acting"]),
                name="snapshot_occasion_known",
            )
        ]

    def __str__(self) -> str:
        return f"snapshot {self.id}"


class Drift(Vouched):
    """That a measure in force was found not to hold on its platform any more.

    It is open while `found` or `restoring` (a new delivery is under way); it has ended when the
    measure holds again (`restored`, by us or by somebody there) or is not wanted any more (`moot`).
    """

    class State(models.TextChoices):
        FOUND = "found"
        RESTORING = "restoring"
        RESTORED = "restored"
        MOOT = "moot"

    OPEN: ClassVar[tuple[str, ...]] = (State.FOUND.value, State.RESTORING.value)

    measure = models.ForeignKey("cases.Measure", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=400)
    kind = models.CharField(max_length=16)
    found_at = models.DateTimeField(default=clock.now)
    detail = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FOUND)
    ended_at = models.DateTimeField(null=True)

    vouched_fields = (
        "measure_id", "case_id", "ref", "kind", "found_at", "detail", "state", "ended_at",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["found", "restoring"]),
                name="one_open_drift_a_measure",
            ),
            CheckConstraint(
                condition=Q(state__in=["found", "restoring"], ended_at__isnull=True)
                | Q(state__in=["restored", "moot"], ended_at__isnull=False),
                name="drift_is_open_or_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"drift {self.id}"


class NoticeDelivery(Job):
    """Telling the user of an account something, once for each `key`.

    The text is kept until it is delivered and then blanked; its digest stays.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=16)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    connector = models.CharField(max_length=80, blank=True)

    vouched_fields = (
        "case_id", "key", "ref", "language", "subject", "text_sha256", "state", "made_at",
        "ended_at", "problem", "connector",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(
                condition=Q(state__in=["waiting", "done", "stuck", "void"]),
                name="notice_state_known",
            ),
            CheckConstraint(
                condition=~Q(state="done") | Q(text=""), name="a_notice_that_was_given_is_blank"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="notices_due"),
            models.Index(fields=["ref"], name="notices_by_ref"),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"
