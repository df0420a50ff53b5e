"""The United Nations Security Council Consolidated List.

Published at https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list and generated
anew every day; a copy older than a week may miss a decision of a sanctions committee.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.un_sc.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="un-sc",
    title="the UN Security Council Consolidated List (XML)",
    parse=parse,
    refresh=timedelta(days=7),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 150, Kind.PERSON: 400},
    most={Kind.ORGANISATION: 3_000, Kind.PERSON: 10_000},
    addresses=("https://scsanctions.un.org/resources/xml/en/consolidated.xml",),
)
