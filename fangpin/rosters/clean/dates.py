"""Dates in all the ways people and spreadsheets write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from fangpin.io.table import Cell
from fangpin.rosters.clean.normal import is_missing, plain
from fangpin.rosters.clean.types import Result, Scalar

FIRST_YEAR, LAST_YEAR = 1800, 2199
# A serial day under 1 January 1901 is no date in a roster but a count that got into the column.
# As text only five digits are taken for one, from 1954 on.
FIRST_SERIAL = 367
FIRST_TEXT_SERIAL = 20000

_TIME = re.compile(
    r"(?:[ T]+|(?<=日))(?:[上下]午|AM|PM)? *[0-2]?\d(?:时|[:时][0-5]?\d"
    r"(?:[:分][0-5]?\d(?:\.\d+)?秒?|分)?) *(?:AM|PM)?(?:Z|[+]\d\d:?\d\d)?$",
    re.ASCII,
)
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)
_SEPARATORS = re.compile(r" *[-/.年月\u2010-\u2015\u2212\u2500] *")
_PARTS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?", re.ASCII)


def date_parser(*, month_end: bool, by_month: bool, date1904: bool) -> Scalar:
    """The parser of a column of dates."""

    def parse_date(text: str, kind: int) -> Result:
        found = _parse(text, kind, date1904)
        if not isinstance(found, Month):
            return found
        last = monthrange(found.year, found.month)[1] if month_end else 1
        day = date(found.year, found.month, last)
        return Result(day, None if by_month else "date.month_only")

    return parse_date


class Month(date):
    """A month without its day (its first)."""


BAD = Result(None, "date.format")
AMBIGUOUS = Result(None, "date.ambiguous")


def _parse(text: str, kind: int, date1904: bool) -> Result | Month:
    value = plain(text).lstrip("'‘’`").strip()
    if is_missing(value):
        return Result(None)
    number = _NUMBER.fullmatch(value)
    if number:
        return _of_number(number.group(1), number.group(2) or "", kind, date1904)
    value = _TIME.sub("", value.upper()).strip()
    if _NUMBER.fullmatch(value) and len(value) == 8:
        return _day(value[:4], value[4:6], value[6:])
    return _of_parts(value)


def _of_number(whole: str, fraction: str, kind: int, date1904: bool) -> Result | Month:
    """A text or number of digits: 20200418, 202004, a serial day, or 2020.04."""
    fraction = fraction.rstrip("0") if kind == Cell.NUMBER or set(fraction) == {"0"} else fraction
    if fraction and len(whole) == 4 and _is_year(whole):
        # As a number, and in a text file too, 2020.1 may have been 2020.10.
        unsure = kind == Cell.NUMBER or fraction == "1"
        return AMBIGUOUS if unsure else _month(whole, fraction)
    if not fraction and len(whole) == 8:
        return _day(whole[:4], whole[4:6], whole[6:])
    if not fraction and len(whole) in (12, 14) and kind != Cell.NUMBER:
        return _day(whole[:4], whole[4:6], whole[6:8])
    if not fraction and len(whole) == 6 and _is_year(whole[:4]):
        return _month(whole[:4], whole[4:])
    if len(whole) == 4 and _is_year(whole):
        return BAD  # a year alone
    least = FIRST_SERIAL if kind == Cell.NUMBER else FIRST_TEXT_SERIAL
    return _of_serial(int(whole), date1904) if least <= int(whole) < 10**6 else BAD


def _of_serial(days: int, date1904: bool) -> Result:
    """The day that a spreadsheet counts so; past day 60 its 29 February 1900 has no effect."""
    day = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    day += timedelta(days=days)
    return Result(day) if day.year <= LAST_YEAR else BAD


def _of_parts(value: str) -> Result | Month:
    """Two or three numbers with something between them."""
    by_name = "年" in value
    value = re.sub(" *[日号]$", "", value)
    parts = _PARTS.fullmatch(_SEPARATORS.sub(".", value).rstrip(".") if by_name else _dotted(value))
    if not parts:
        return BAD
    first, second, third = parts.groups()
    if len(first) == 4:
        return _month(first, second) if third is None else _day(first, second, third)
    if third is None:
        return BAD
    return _of_other_order(first, second, third)


def _dotted(value: str) -> str:
    return _SEPARATORS.sub(".", value)


def _of_other_order(first: str, second: str, third: str) -> Result:
    """A date that does not begin with a year of four digits."""
    if len(third) != 4:  # 20-4-18: which of them is the year, and of which century
        short = max(len(first), len(second), len(third)) <= 2
        return AMBIGUOUS if short and _short_readings(first, second, third) else BAD
    readings = {_day(third, second, first).value, _day(third, first, second).value} - {None}
    if len(readings) > 1:
        return AMBIGUOUS
    return Result(readings.pop()) if readings else BAD


def _short_readings(first: str, second: str, third: str) -> bool:
    orders = ((first, second, third), (third, second, first), (third, first, second))
    return any(_day("20" + y.zfill(2), m, d).value is not None for y, m, d in orders)


def _is_year(text: str) -> bool:
    return FIRST_YEAR <= int(text) <= LAST_YEAR


def _month(year: str, month: str) -> Result | Month:
    """A month of a year, if both are."""
    if not _is_year(year) or len(month) > 2 or not 1 <= int(month) <= 12:
        return BAD
    return Month(int(year), int(month), 1)


def _day(year: str, month: str, day: str) -> Result:
    if not _is_year(year) or max(len(month), len(day)) > 2:
        return BAD
    try:
        return Result(date(int(year), int(month), int(day)))
    except ValueError:
        return BAD
