"""The tables: lists, their snapshots, the entries' versions, and which snapshot shows which.

An entry's version is stored once, however many snapshots show it, and nothing here ever changes:
what was known when follows from `Snapshot.as_of` (the day that the list shows) and `loaded_at`
(since when we know it). Snapshots may therefore be loaded in any order.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from staydown.designations.values import Kind, NameKind, Strength
from staydown.ledger.models import Vouched


class DesignationList(models.Model):
    """A list that entities are designated on; its id is the source's (`un-sc`)."""

    id = models.CharField(primary_key=True, max_length=40)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.id


class Snapshot(Vouched):
    """A list as it stood on one day, and the files that say so."""

    list = models.ForeignKey(DesignationList, on_delete=models.PROTECT, related_name="snapshots")
    as_of = models.DateTimeField()
    loaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    files = models.JSONField()
    counts = models.JSONField()
    findings = models.JSONField()

    vouched_fields: ClassVar[tuple[str, ...]] = (
        "list_id",
        "as_of",
        "loaded_at",
        "sha256",
        "files",
        "counts",
        "findings",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["list", "as_of", "sha256"], name="one_snapshot_per_content_and_day"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["list", "as_of"])]

    def __str__(self) -> str:
        return f"{self.list_id} of {self.as_of:%Y-%m-%d}"


class Entry(Vouched):
    """One version of an entry: everything that the list says of it. `brought_by` saw it first."""

    list = models.ForeignKey(DesignationList, on_delete=models.PROTECT, related_name="entries")
    brought_by = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="brought")
    content = models.CharField(max_length=64)
    reference = models.TextField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    regime = models.TextField(blank=True)
    programmes = models.JSONField()
    listed_on = models.DateField(null=True)
    until = models.DateField(null=True)
    parent = models.TextField(blank=True)

    vouched_fields: ClassVar[tuple[str, ...]] = (
        "list_id",
        "brought_by_id",
        "content",
        "reference",
        "kind",
        "regime",
        "programmes",
        "listed_on",
        "until",
        "parent",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["list", "content"], name="one_entry_per_content")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["list", "reference"])]

    def __str__(self) -> str:
        return f"{self.list_id} {self.reference}"


class Name(Vouched):
    """A name of an entry's version, as the list writes it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="names")
    brought_by = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="names")
    text = models.TextField()
    script = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in NameKind])
    strength = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Strength])

    vouched_fields: ClassVar[tuple[str, ...]] = (
        "entry_id",
        "brought_by_id",
        "text",
        "kind",
        "strength",
    )

    def __str__(self) -> str:
        return self.text


class Showing(Vouched):
    """That a snapshot shows a version of an entry."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="showings")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="showings")

    vouched_fields: ClassVar[tuple[str, ...]] = ("snapshot_id", "entry_id")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["snapshot", "entry"], name="one_showing_per_entry")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.snapshot_id}"
