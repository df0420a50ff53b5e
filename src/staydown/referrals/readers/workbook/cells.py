"""The text of a cell as its sender sees it, from what the workbook stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.workbook.parts import PLAIN, Parts, Style

_EXACT = 2**53
_DIGITS_KEPT = 15
_LONGEST = 40


@dataclass(slots=True)
class Cell:
    """A cell as stored. `kind` is its type in the markup (ECMA-376 part 1 §18.18.11), `style` the
    number of its format, `group` that of the formula which it shares with others."""

    reference: str
    column: int
    kind: str = "n"
    style: int = 0
    value: str = ""
    formula: str | None = None
    group: str = ""


class CellTexts:
    """Gives the text of one cell after another of a sheet."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._shared: dict[str, tuple[str, str]] = {}

    def of(self, cell: Cell) -> tuple[str, bool]:
        """The text of `cell`, and whether it is a number that has lost digits."""
        if cell.formula is not None:
            return self._formula(cell, cell.formula), False
        if cell.kind == "s":
            return self._shared_string(cell), False
        if cell.kind == "n":
            styles = self._parts.styles
            style = styles[cell.style] if cell.style < len(styles) else PLAIN
            return number_text(cell.value, style, from_1904=self._parts.from_1904)
        if cell.kind == "b":
            return ("TRUE" if cell.value == "1" else "FALSE"), False
        return cell.value, False

    def _shared_string(self, cell: Cell) -> str:
        strings = self._parts.strings
        at = int(cell.value) if cell.value.isascii() and cell.value.isdecimal() else len(strings)
        if at < len(strings):
            return strings[at]
        raise ReaderError(
            "workbook-broken",
            f"cell {cell.reference} points at a text that the workbook lacks: open it, save it "
            "again as XLSX and send that",
        )

    def _formula(self, cell: Cell, formula: str) -> str:
        """The formula as the sheet shows it; one shared by many cells is written only once."""
        if formula:
            self._shared[cell.group] = (formula, cell.reference)
            return f"={formula}"
        formula, origin = self._shared.get(cell.group, ("", ""))
        try:
            return str(Translator(f"={formula}", origin).translate_formula(cell.reference))
        except (TokenizerError, TranslatorError, ValueError, TypeError, LookupError):
            # As written in the first cell of the group: not exact, but a formula all the same.
            return f"={formula}"


def number_text(stored: str, style: Style = PLAIN, *, from_1904: bool = False) -> tuple[str, bool]:
    """The text of a number and whether it has lost digits.

    Dates as ISO 8601, integers without exponent or ".0" and with the leading zeros that the format
    shows. A spreadsheet keeps 15 digits and puts zeros for the rest, and binary64 is exact below
    2^53 only: a longer identifier is not what its author typed.
    """
    number = _decimal(stored)
    if number is None:
        return stored, False
    if style.is_date:
        return _date_text(number, from_1904) or stored, False
    if number != number.to_integral_value():
        return format(number.normalize(), "f"), False
    return format(number, ".0f").zfill(style.min_digits), _has_lost_digits(int(number))


def _decimal(stored: str) -> Decimal | None:
    """The number, unless it is none or too long to be written out."""
    if not stored or len(stored) > _LONGEST:
        return None
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < _LONGEST else None


def _has_lost_digits(number: int) -> bool:
    beyond = str(abs(number))[_DIGITS_KEPT:]
    return abs(number) >= _EXACT or (bool(beyond) and not beyond.strip("0"))


def _date_text(serial: Decimal, from_1904: bool) -> str | None:
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(float(serial), epoch)
    except (ValueError, OverflowError):
        return None
    return None if moment is None else _iso(moment)


def _iso(moment: datetime | date | time | timedelta) -> str:
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date().isoformat()
    if isinstance(moment, datetime | time):
        return moment.isoformat(timespec="seconds")
    return str(moment)
