"""XLSX, read as it streams out of its ZIP file.

Why not a library: python-calamine knows the cached value of a formula but not its text, which is
what the sender wrote, and openpyxl reads merged cells only with the whole workbook in memory and
takes more than twice as long even without. The part of ECMA-376 that a list of accounts uses is
small.
"""

from staydown.referrals.readers.workbook.sheets import Workbook, open_workbook

__all__ = ["Workbook", "open_workbook"]
