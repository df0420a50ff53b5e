"""The SDN list of the US Office of Foreign Assets Control, in its legacy CSV files.

Published at https://sanctionslist.ofac.treas.gov/; changed several times a week at any hour. The
files bear no date and give no day of listing, so that a snapshot answers only for days from its
own on.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.us_ofac_sdn.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="us-ofac-sdn",
    title="the OFAC SDN list (sdn.csv and alt.csv)",
    parse=parse,
    refresh=timedelta(days=7),
    gives_start_dates=False,
    least={Kind.ORGANISATION: 2_000, Kind.PERSON: 2_000},
    most={Kind.ORGANISATION: 100_000, Kind.PERSON: 100_000},
    addresses=(
        "https://sanctionslistservice.ofac.treas.gov/api/publicationpreview/exports/sdn.csv",
        "https://sanctionslistservice.ofac.treas.gov/api/publicationpreview/exports/alt.csv",
    ),
    files="sdn.csv and alt.csv, in any order",
)
