"""The live watchlist, what screening found, and the models that it is weighed by."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from staydown.kernel import clock
from staydown.kernel.ids import new_id
from staydown.ledger.models import Vouched
from staydown.screening.rules import ENDINGS, JUDGED, OCCASIONS, STATES, TIERS


class WatchHead(models.Model):
    """The one row that every change of the watchlist updates: its version counts them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(id=1), name="only_one_watch_head")
        ]

    def __str__(self) -> str:
        return f"watchlist {self.version}"


class WatchEntry(Vouched):
    """A removed account as it is remembered, until its removal is lifted or its time is over.

    `record` is its account record, emptied when the entry ends; `version` is the watchlist's when
    the entry last changed, so that a process asks only for what it has not seen.
    """

    measure = models.ForeignKey("cases.Measure", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=400, db_index=True)
    record: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    removed_at = models.DateTimeField()
    added_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, blank=True)
    version = models.BigIntegerField(db_index=True)

    vouched_fields = (
        "measure_id", "case_id", "ref", "record", "removed_at", "added_at", "expires_at",
        "ended_at", "ended_why",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["ref"], condition=Q(ended_at=None), name="one_entry_an_account"
            ),
            UniqueConstraint(fields=["measure"], name="one_entry_a_removal"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False, ended_why__in=ENDINGS, record={}),
                name="an_ended_entry_is_empty",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"], condition=Q(ended_at=None), name="entries_that_expire"
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.id}"


class ScanImport(Vouched):
    """One import of a scan's matches; undone as a whole."""

    manifest = models.CharField(max_length=64)
    accounts = models.BigIntegerField()
    matches = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    vouched_fields = (
        "manifest", "accounts", "matches", "cases", "made_by", "made_at", "undone_at",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["manifest"], condition=Q(undone_at=None), name="one_import_a_scan"
            )
        ]

    def __str__(self) -> str:
        return f"import {self.id}"


class Match(Vouched):
    """That an account looks like a removed one, why, and what a person made of it.

    `probability` is in millionths, `bits` (the summed evidence) in thousandths. `account` is the
    record as it was screened, client identifiers keyed; emptied when it is not needed any more.
    """

    ref = models.CharField(max_length=400, db_index=True)
    entry = models.ForeignKey(WatchEntry, models.PROTECT, related_name="matches")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    hold = models.ForeignKey("cases.Measure", models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(ScanImport, models.PROTECT, null=True, related_name="+")
    probability = models.PositiveIntegerField()
    bits = models.IntegerField()
    tier = models.CharField(max_length=8)
    evidence: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    account: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    occasion = models.CharField(max_length=12)
    model = models.CharField(max_length=80)
    watchlist_version = models.BigIntegerField()
    screened_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, default="open")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)
    judged_why = models.TextField(blank=True)

    vouched_fields = (
        "ref", "entry_id", "case_id", "hold_id", "scan_id", "probability", "bits", "tier",
        "evidence", "account", "occasion", "model", "watchlist_version", "screened_at", "state",
        "judged_by_id", "judged_at", "judged_why",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(tier__in=TIERS), name="match_tier_known"),
            CheckConstraint(condition=Q(occasion__in=OCCASIONS), name="match_occasion_known"),
            CheckConstraint(condition=Q(state__in=STATES), name="match_state_known"),
            CheckConstraint(
                condition=Q(state__in=JUDGED, judged_by__isnull=False, judged_at__isnull=False)
                | (~Q(state__in=JUDGED) & Q(judged_by__isnull=True, judged_at__isnull=True)),
                name="a_judged_match_names_its_judge",
            ),
            UniqueConstraint(
                fields=["ref", "entry"], condition=Q(state="open"), name="one_open_match_a_pair"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], name="matches_by_state"),
            models.Index(fields=["case"], name="matches_by_case"),
        ]

    def __str__(self) -> str:
        return f"match {self.id}"


class Answered(models.Model):
    """The answer to an event that raised a match, so that asking again changes nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asker = models.CharField(max_length=60)
    event = models.CharField(max_length=200)
    answer: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["asker", "event"], name="one_answer_an_event")
        ]

    def __str__(self) -> str:
        return f"answer to {self.event}"


class HourCount(models.Model):
    """How many accounts one asker had screened in one hour, by verdict; nothing about any."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hour = models.DateTimeField(db_index=True)
    asker = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10)
    number = models.PositiveIntegerField(default=0)
    in_ledger = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["hour", "asker", "verdict"], name="one_count_an_hour_and_verdict"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verdict} at {self.hour}"


class ModelChoice(Vouched):
    """That a model was put in use: the newest row counts. Without any, the shipped model does.

    `sha256` names its file in the data folder; `measured` holds what it and the one before came to
    on the held-out part, as texts; `override` is why a person took it even so.
    """

    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    measured: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    override = models.TextField(blank=True)
    chosen_by = models.CharField(max_length=60)
    chosen_at = models.DateTimeField(default=clock.now)

    vouched_fields = ("name", "sha256", "measured", "override", "chosen_by", "chosen_at")

    def __str__(self) -> str:
        return f"model {self.name}"
