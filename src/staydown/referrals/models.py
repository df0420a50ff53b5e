"""What peers referred: batches, their rows as sent, and one referral for each account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from staydown.kernel import clock
from staydown.ledger.models import Vouched


class Batch(Vouched):
    """What arrived together: one file from one peer under one instrument."""

    peer = models.ForeignKey("liaison.Peer", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    media = models.CharField(max_length=8)
    received_at = models.DateTimeField(default=clock.now)
    demand_date = models.DateField(null=True)
    facts: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    vouched_fields = (
        "peer_id", "instrument", "file_name", "file_sha256", "media", "received_at",
        "demand_date", "facts", "counts",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["peer", "instrument", "file_sha256"], name="same_file_arrives_once"
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.id}"


class Row(Vouched):
    """One row as its sender wrote it, and what became of it: the answer's line."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        DUPLICATE = "duplicate"
        RETURNED = "returned"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    sheet = models.CharField(max_length=255, null=True)
    source_row = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=Status)
    cells: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    refs: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField()
    reasons: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField()
    claims: models.JSONField[list[dict[str, object]], list[dict[str, object]]] = models.JSONField()
    verdict = models.CharField(max_length=16, blank=True)

    vouched_fields = (
        "batch_id", "row", "sheet", "source_row", "status", "cells", "refs", "reasons", "claims",
        "verdict",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(fields=["batch", "row"], name="row_once_in_its_batch"),
            CheckConstraint(
                condition=Q(status__in=["accepted", "duplicate", "returned"]),
                name="row_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of {self.batch_id}"


class Referral(Vouched):
    """One account that a peer refers under one instrument, with its own clock.

    `item` is the address as sent: for an instrument about content it is what the demand is about.
    """

    row = models.ForeignKey(Row, models.PROTECT, related_name="referrals")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="referrals")
    peer = models.ForeignKey("liaison.Peer", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=64)
    ref = models.CharField(max_length=400)
    item = models.TextField()
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="referrals")
    clock = models.ForeignKey("liaison.Clock", models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)

    vouched_fields = (
        "row_id", "batch_id", "peer_id", "instrument", "ref", "item", "case_id", "clock_id", "open",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["peer", "instrument", "ref"],
                condition=Q(open=True),
                name="open_referral_once",
            )
        ]

    def __str__(self) -> str:
        return f"referral {self.id}"
