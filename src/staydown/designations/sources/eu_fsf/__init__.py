"""The EU's consolidated list of financial sanctions, XML 1.1.

Published at https://webgate.ec.europa.eu/fsd/fsf; the file wants a personal token in its address,
so that it is fetched by hand. The regulation that it gives for an entry may be the last that
changed it: only `designationDate` is taken for the day of listing.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.eu_fsf.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="eu-fsf",
    title="the EU's consolidated financial sanctions list (XML)",
    parse=parse,
    refresh=timedelta(days=7),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 500, Kind.PERSON: 1_500},
    most={Kind.ORGANISATION: 50_000, Kind.PERSON: 50_000},
    unpublished="the file wants a personal token: fetch it by hand from "
    "https://webgate.ec.europa.eu/fsd/fsf and load it with: staydown lists load eu-fsf FILE",
)
