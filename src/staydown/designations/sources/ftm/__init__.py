"""A list as FollowTheMoney entities, one JSON object a line: whatever list the file holds.

For lists that somebody else has collected (https://followthemoney.tech). The file bears no date.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.ftm.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="ftm",
    title="a list as FollowTheMoney entities (JSON lines)",
    parse=parse,
    refresh=timedelta(days=7),
    gives_start_dates=True,
    least={},
    most={Kind.ORGANISATION: 1_000_000, Kind.PERSON: 1_000_000},
    unpublished="it is a form, not one list: load a file with: staydown lists load ftm FILE "
    "--as-of YYYY-MM-DD",
    files="one file of JSON lines",
)
