"""The answer to a batch, in the form that DESIGN.md fixes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from staydown.referrals.models import Batch, Row

_CHUNK = 2_000


def lines(batch_id: UUID) -> Iterator[dict[str, Any]]:
    """The rows of the answer in the sender's order, one at a time."""
    for row in Row.objects.filter(batch_id=batch_id).order_by("row").iterator(chunk_size=_CHUNK):
        yield line(row)


def line(row: Row) -> dict[str, Any]:
    """One row of the answer, with the cells as they were given."""
    return {
        "row": row.row,
        "sheet": row.sheet,
        "source_row": row.source_row,
        "status": row.status,
        "refs": row.refs,
        "reasons": row.reasons,
        "claims": row.claims,
        "given": row.cells,
    }


def counts(batch: Batch) -> dict[str, Any]:
    """Rows by status, and under `refs` the references by status."""
    flat = batch.counts
    by_status = {status.value: flat.get(status.value, 0) for status in Row.Status}
    refs = {name: flat.get(f"refs_{name}", 0) for name in ("accepted", "duplicate")}
    return {**by_status, "refs": refs}
