"""Readers of referral files: CSV, XLSX and JSON in, records with named fields out.

Nothing here knows the database, the law or what an account is; a reader says what stands in the
file and what is odd about it.

::

    with open_referral(path) as reading:
        for record in reading.records():
            record.row, record.cells.get("account")
"""

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.limits import Limits
from staydown.referrals.readers.reading import Reading, open_referral
from staydown.referrals.readers.records import Record

__all__ = ["Limits", "ReaderError", "Reading", "Record", "open_referral"]
