"""Days: months by the calendar, ages, births and school years."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """Months are added and taken by the calendar, cut to the month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def full_years(born: date, day: date) -> int:
    """Ages in full years; born on 29 February, a birthday in other years is 1 March."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def birth_of(id_number: str | None) -> date | None:
    """The birth date inside an ID number, None where these digits are no date."""
    if id_number is None or len(id_number) < 14 or not id_number[6:14].isdigit():
        return None
    year, month, day = int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def school_year(day: date) -> int:
    """The first year of the school year running on the day (it begins on 1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def in_window(day: date | None, as_of: date, months: int) -> bool:
    """From `months` before the as-of date (exclusive) to it (inclusive).

    A date that is missing, unreadable or in the future counts.
    """
    return day is None or day > as_of or add_months(as_of, -months) < day <= as_of
