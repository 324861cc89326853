"""Raw cells into a workbook, each as what it was: text as text, a number as a number."""

from __future__ import annotations

from datetime import datetime

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fangpin.io.table import Cell

LONGEST = 32_767  # characters that a cell holds
ERRORS = frozenset(("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"))
FIRST_DAY = datetime(1900, 3, 1)  # before it Excel's calendar has a day too many


def put(sheet: Worksheet, row: int, column: int, cell: tuple[str, int], format_: Format) -> None:
    """Write one cell. cell: its text and its kind, as fangpin.io.table says."""
    text, kind = cell
    if kind == Cell.NUMBER:
        _number(sheet, row, column, text, format_)
    elif kind == Cell.DATE:
        day = _day(text)
        if day is None:
            sheet.write_string(row, column, text, format_)
        else:
            sheet.write_datetime(row, column, day, format_)
    elif kind == Cell.BOOL:
        sheet.write_boolean(row, column, text == "TRUE", format_)
    elif kind == Cell.ERROR and text in ERRORS:
        sheet.write_formula(row, column, "=" + text, format_, text)
    else:  # a formula without value too: nothing that a stranger wrote is run
        sheet.write_string(row, column, text[:LONGEST], format_)


def _number(sheet: Worksheet, row: int, column: int, text: str, format_: Format) -> None:
    try:
        sheet.write_number(row, column, float(text), format_)
    except (ValueError, TypeError):  # an infinity
        sheet.write_string(row, column, text, format_)


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DAY and day.tzinfo is None else None


def is_date(text: str, kind: int) -> bool:
    """Whether a cell will be written as a date."""
    return kind == Cell.DATE and _day(text) is not None


def format_of_day(text: str) -> str:
    """The number format of a date that had none."""
    return "yyyy-mm-dd hh:mm:ss" if " " in text else "yyyy-mm-dd"
