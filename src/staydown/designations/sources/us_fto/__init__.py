"""Foreign Terrorist Organizations of the US Department of State (8 U.S.C. 1189).

Published as a web page only, https://www.state.gov/foreign-terrorist-organizations/, with a table
of those designated and one of those delisted; aliases stand as amendments in the cell of the name.
This is therefore the CSV of our own that docs/lists.md describes, kept by hand. Where it is not
loaded, a claim of `us-fto` is checked on OFAC's entries under the programme FTO.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.own_csv import reader
from staydown.designations.values import Kind

SOURCE = Source(
    id="us-fto",
    title="Foreign Terrorist Organizations of the US Department of State (our CSV)",
    parse=reader("us-fto", "8 U.S.C. 1189"),
    refresh=timedelta(days=30),
    gives_start_dates=True,
    least={Kind.ORGANISATION: 60},
    most={Kind.ORGANISATION: 1_000},
    unpublished="the Department of State publishes the list as a web page only; keep the CSV that "
    "docs/lists.md describes, and load it with: staydown lists load us-fto FILE --as-of YYYY-MM-DD",
)
