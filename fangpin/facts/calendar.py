"""The days that facts rest on, from the as-of date; months are cut to the month's last day."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier if negative), cut to the month's last day.

    >>> add_months(date(2020, 3, 31), -1)
    datetime.date(2020, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def school_year(day: date) -> int:
    """The first year of the school year that runs on a day (from 1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def days(as_of: date, window: int, horizon: int) -> dict[str, Any]:
    """The days and years that the SQL of match and facts names.

    window: months of costs; horizon: months in which a subsidy's end counts as near.
    """
    term = school_year(as_of)
    last = as_of.year - 1
    return {
        "as_of": as_of,
        "as_of_year": as_of.year,
        "as_of_day": as_of.month * 100 + as_of.day,
        "year": as_of.year,
        "last_year": last,
        "last_year_start": date(last, 1, 1),
        "last_year_end": date(last, 12, 31),
        "school_year": term,
        "school_from": date(term - 15, 9, 1),
        "school_to": date(term - 6, 8, 31),
        "window_start": add_months(as_of, -window),
        "subsidy_horizon": add_months(as_of, horizon),
    }
