"""The UK Sanctions List of the Foreign, Commonwealth & Development Office, as XML or CSV.

Published at https://www.gov.uk/government/publications/the-uk-sanctions-list; the only UK sanctions
list since 28 January 2026. Proscription under the Terrorism Act 2000 is another list.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.uk_sanctions.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="uk-sanctions",
    title="the UK Sanctions List (XML or CSV)",
    parse=parse,
    refresh=timedelta(days=7),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 500, Kind.PERSON: 1_500},
    most={Kind.ORGANISATION: 50_000, Kind.PERSON: 50_000},
    addresses=("https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml",),
    files="one XML or CSV file",
)
