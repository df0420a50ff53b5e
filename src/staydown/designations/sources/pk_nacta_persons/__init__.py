"""Persons of the Fourth Schedule to Pakistan's Anti-Terrorism Act, as NACTA exports them.

A hand-made "Export JSON" of https://nfs.nacta.gov.pk/ without dates or organisations. Persons never
support a claim about an organisation, and are never matched to accounts by name alone. The identity
number (CNIC) is not read, so that it is stored nowhere.
"""

from __future__ import annotations

from datetime import timedelta

from staydown.designations.sources.base import Source
from staydown.designations.sources.pk_nacta_persons.parser import parse
from staydown.designations.values import Kind

SOURCE = Source(
    id="pk-nacta-persons",
    title="persons of the Fourth Schedule to Pakistan's Anti-Terrorism Act (NACTA's JSON)",
    parse=parse,
    refresh=timedelta(days=30),
    gives_start_dates=False,
    least={Kind.PERSON: 1_000},
    most={Kind.PERSON: 100_000},
    unpublished="NACTA's page offers an export by hand only (Export JSON on https://nfs.nacta.gov.pk)"
    ": load it with: staydown lists load pk-nacta-persons FILE --as-of YYYY-MM-DD",
    files="one JSON file",
)
