"""Organisations proscribed in Pakistan: Anti-Terrorism Act 1997, s.11B and First Schedule.

NACTA publishes them as a PDF only (https://nacta.gov.pk/proscribed-organizations/), and each ban
or lifting is a notification in the gazette. This is therefore a CSV of our own, described in
docs/lists.md and kept by hand; `example.csv` beside this file is one to start from.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.own_csv import reader
from staydown.designations.values import Kind

SOURCE = Source(
    id="pk-nacta-organisations",
    title="organisations proscribed under Pakistan's Anti-Terrorism Act (our CSV)",
    parse=reader("pk-nacta-organisations", "Anti-Terrorism Act 1997, First Schedule"),
    refresh=timedelta(days=30),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 1},
    most={Kind.ORGANISATION: 2_000},
    unpublished="NACTA publishes the proscribed organisations as a PDF only; keep the CSV that "
    "docs/lists.md describes, and load it with: staydown lists load pk-nacta-organisations FILE "
    "--as-of YYYY-MM-DD",
)
