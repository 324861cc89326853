"""Housing and drinking water."""

from __future__ import annotations

from fractions import Fraction

from .income import Ledger
from .model import Household, Row
from .three import Truth, not_
from .world import World

INDICATORS = ("quantity", "quality", "convenience", "reliability")
MEASURES = {"arsenic": "arsenic_mg_l", "fluoride": "fluoride_mg_l", "ammonia": "ammonia_mg_l"}


def unsafe_housing(w: World, household: Household, ledger: Ledger) -> tuple[Truth, str | None]:
    """Whether the house is unsafe, and the grade that says so."""
    for row in w.house_rows("housing", household):
        grade = row.get("danger_grade")
        if grade is not None:
            return grade in ("C", "D") and row.get("renovated") != "是", str(grade)
    grade = ledger.current("danger_grade")
    if grade is not None:
        return grade in ("C", "D"), str(grade)
    unsafe = ledger.current("unsafe_house")
    return (None if unsafe is None else bool(unsafe)), None


def water_row(w: World, row: Row) -> Truth:
    """Whether one row of the water roster says unsafe."""
    grades = [row.get(name) for name in INDICATORS]
    if "不达标" in grades or any(_over(w, row, name) for name in MEASURES):
        return True
    return None if None in grades else False


def _over(w: World, row: Row, name: str) -> bool:
    value = row.get(MEASURES[name])
    small = row.get("works_type") in ("分散", "小型集中") and name != "ammonia"
    limit = w.policy.get(f"water.small.{name}" if small else f"water.{name}")
    return value is not None and Fraction(str(value)) > Fraction(limit)


def unsafe_water(w: World, household: Household, ledger: Ledger) -> Truth:
    """The household's row, where null the village's, where null `households.safe_water`."""
    rows = list(w.house_rows("water", household))
    place = (household.county, household.town, household.village)
    if place in w.links.village:
        rows.append(w.links.village[place])
    for row in rows:
        unsafe = water_row(w, row)
        if unsafe is not None:
            return unsafe
    safe = ledger.current("safe_water")
    return not_(None if safe is None else bool(safe))
