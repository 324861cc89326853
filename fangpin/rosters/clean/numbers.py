"""Counts, years, school years and measured values."""

from __future__ import annotations

import re

from fangpin.rosters.clean.normal import is_missing, tight
from fangpin.rosters.clean.types import Result

FIRST_YEAR, LAST_YEAR = 1900, 2199

_COUNT = re.compile(
    r"([-+]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0*)?(?:个?[人口月天次户年岁]|周岁)?", re.ASCII
)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?(?:年度?|年份)?", re.ASCII)
_TO = r"(?:[-~/\u2010-\u2015\u2212\u2500]+|至|到)"
_TWO_YEARS = re.compile(rf"(\d{{4}})年?{_TO}(\d{{4}}|\d{{2}})(.*)", re.ASCII)
_ONE_YEAR = re.compile(r"(\d{4})(?:\.0+)?(.*)", re.ASCII)
_AFTER_SCHOOL_YEAR = re.compile(
    r"(?:年|学?年度?)?(?:第?[一二12]学期|[上下]学期|[春秋]季?(?:学期)?|-[12])?"
)
_AFTER_YEAR = re.compile(r"(学)?(?:年度?)?(?:([春秋])季?(?:学期|入学)?)?")
_MEASURE = re.compile(r"(<?)(\d+(?:\.\d*)?|\.\d+)(L?)(?:MG/L|毫克/升|个?月)?", re.ASCII)
_NOT_FOUND = frozenset(("未检出", "ND", "N.D.", "N.D", "未检测出", "低于检出限"))


def parse_int(text: str, kind: int) -> Result:
    """A whole number, with the thing it counts or without."""
    value = tight(text)
    if is_missing(value):
        return Result(None)
    found = _COUNT.fullmatch(value)
    if not found:
        return Result(None, "number.format")
    number = int(found.group(2).replace(",", ""))
    return Result(-number if found.group(1) == "-" else number)


def parse_year(text: str, kind: int) -> Result:
    """A year of the calendar."""
    value = tight(text)
    if is_missing(value):
        return Result(None)
    found = _YEAR.fullmatch(value)
    return _within(int(found.group(1)), "year.format") if found else Result(None, "year.format")


def parse_school_year(text: str, kind: int) -> Result:
    """A school year as the year it begins: 2019-2020, 2019秋, and 2020春 are all 2019."""
    value = tight(text)
    if is_missing(value):
        return Result(None)
    two = _TWO_YEARS.fullmatch(value)
    if two and _AFTER_SCHOOL_YEAR.fullmatch(two.group(3)):
        first, second = int(two.group(1)), two.group(2)
        if str(first + 1)[-len(second) :] == second:
            return _within(first, "school_year.format")
    one = _ONE_YEAR.fullmatch(value)
    after = _AFTER_YEAR.fullmatch(one.group(2)) if one else None
    if not one or not after:
        return Result(None, "school_year.format")
    # 2020春 is spring of 2020, in the school year before; 2019学年春季 names the school year.
    in_spring = after.group(2) == "春" and not after.group(1)
    return _within(int(one.group(1)) - in_spring, "school_year.format")


def parse_measure(text: str, kind: int) -> Result:
    """A measured value (mg/L, months), with its unit or without.

    What is below the smallest that could be measured is 0: <0.001, 未检出, and 0.004L, as Chinese
    laboratories write "below 0.004" (HJ 630).
    """
    value = tight(text).upper()
    if is_missing(value):
        return Result(None)
    if value in _NOT_FOUND:
        return Result(0.0)
    found = _MEASURE.fullmatch(value)
    if not found:
        return Result(None, "number.format")
    below = found.group(1) == "<" or found.group(3) == "L"
    return Result(0.0 if below else float(found.group(2)))


def _within(year: int, fault: str) -> Result:
    known = FIRST_YEAR <= year <= LAST_YEAR
    return Result(year if known else None, None if known else fault)
