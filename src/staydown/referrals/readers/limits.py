"""How large a referral file may be. Each limit that a file meets is named in the error."""

from __future__ import annotations

from dataclasses import dataclass

from staydown.referrals.readers.errors import ReaderError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. The defaults hold the largest referral known to us many times over."""

    max_bytes: int = 100 * MEBIBYTE
    """Size of the file as sent."""
    max_rows: int = 250_000
    """Data records, over all sheets."""
    max_cells: int = 100
    """Cells (columns) of one record."""
    max_cell_chars: int = 1_000_000
    """Characters of one cell."""
    max_inflated: int = 500 * MEBIBYTE
    """Bytes that all members of a workbook may unpack to together."""
    max_ratio: int = 200
    """Times that a member of a workbook larger than `ratio_free` may grow when unpacked."""
    ratio_free: int = 10 * MEBIBYTE
    """Members that unpack to less than this may be packed as tightly as they like."""
    max_strings: int = 100 * MEBIBYTE
    """Bytes of a workbook's table of texts, which must be held in memory."""
    max_members: int = 2_000
    """Files inside a workbook."""


def exceeded(code: str, limit: str, allowed: int, message: str) -> ReaderError:
    """The error for a file that exceeds `limit`, which it names with the value `allowed`."""
    return ReaderError(
        code, f"{message} (limit {limit}: {allowed:,})", limit=limit, allowed=allowed
    )
