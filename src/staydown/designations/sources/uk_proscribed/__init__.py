"""Organisations proscribed in the United Kingdom: Terrorism Act 2000, Schedule 2.

Another list than the UK's sanctions. Published as a web page only, with aliases in nested brackets:
https://www.gov.uk/government/publications/proscribed-terror-groups-or-organisations--2. This is
therefore the CSV of our own that docs/lists.md describes, kept by hand.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.own_csv import reader
from staydown.designations.values import Kind

SOURCE = Source(
    id="uk-proscribed",
    title="organisations proscribed under the UK's Terrorism Act 2000 (our CSV)",
    parse=reader("uk-proscribed", "Terrorism Act 2000, Schedule 2"),
    refresh=timedelta(days=30),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 70},
    most={Kind.ORGANISATION: 1_000},
    unpublished="the Home Office publishes the list as a web page only; keep the CSV that "
    "docs/lists.md describes, and load it with: staydown lists load uk-proscribed FILE --as-of "
    "YYYY-MM-DD",
)
