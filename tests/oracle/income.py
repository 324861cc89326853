"""The household rows of each year, and what a household lives on."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .days import add_months
from .given import PARTS, SUBSIDY_PARTS
from .model import Household, Row
from .world import World

NOT_MERGED = {"household_id", "id_number", "year"}
OF_MEMBERS = {  # columns of a flat row that are the person's, not the household's
    "household_id", "name", "id_number", "relation", "county", "town", "village",
    "household_size", "poverty_status", "health", "labour", "schooling", "education",
    "ethnicity", "phone", "hukou", "enjoys_policy", "months_worked", "year", "head_name",
}  # fmt: skip

Years = dict[int, dict[str, Any]]


class Ledger:
    """The merged household rows of one household: year -> field -> value."""

    def __init__(self, w: World, household: Household) -> None:
        self.years: Years = defaultdict(dict)
        self.last_year = w.last_year
        for row in w.inline.get(household.id, []):
            year = self._year(row)
            for name in sorted(row.table.fields - OF_MEMBERS):
                if row.get(name) is not None:
                    self.years[year].setdefault(name, row.get(name))
        rows = w.house_rows("households", household)
        for row in rows:
            self.years[self._year(row)] |= _values(row)
        for row in rows:
            final = self.years[self._year(row)]
            if any(final[name] != value for name, value in _values(row).items()):
                w.problems.add(row.problem("row.superseded"))

    def _year(self, row: Row) -> int:
        return self.last_year if row.get("year") is None else int(row.get("year"))

    def of(self, year: int) -> dict[str, Any]:
        """The row of a year, empty where there is none."""
        return self.years.get(year, {})

    def current(self, name: str) -> Any:
        """A value that is no income: last year's row's, else the latest."""
        found = self.of(self.last_year).get(name)
        if found is not None:
            return found
        years = [year for year in self.years if self.years[year].get(name) is not None]
        return self.years[max(years)][name] if years else None


def _values(row: Row) -> dict[str, Any]:
    """What a household row says: a value that a later row says differently is superseded."""
    names = row.table.fields - NOT_MERGED
    return {name: row.get(name) for name in names if row.get(name) is not None}


def _figure(row: dict[str, Any], name: str) -> Fraction | None:
    value = row.get(name)
    return None if value is None else Fraction(value)


def total(row: dict[str, Any], size: int) -> Fraction | None:
    """income_total of one year's row."""
    net = _figure(row, "net_income")
    if net is not None:
        return net
    parts = [_figure(row, name) for name in PARTS]
    if all(part is not None for part in parts):
        expense = _figure(row, "business_expense") or Fraction(0)
        return sum((part for part in parts if part is not None), Fraction(0)) - expense
    per_head = _figure(row, "income_per_capita")
    return per_head * size if per_head is not None else _figure(row, "gross_income")


def per_capita(row: dict[str, Any], size: int) -> Fraction | None:
    """income_per_capita of one year's row: as given, else computed."""
    given = _figure(row, "income_per_capita")
    if given is not None:
        return given
    computed = total(row, size)
    return None if computed is None else computed / size


def income_remarks(row: dict[str, Any], size: int) -> set[str]:
    """The remarks that the year's row deserves."""
    remarks = set()
    parts = [row.get(name) for name in PARTS]
    complete = all(part is not None for part in parts)
    net, per_head = row.get("net_income"), _figure(row, "income_per_capita")
    if net is None and not complete and any(part is not None for part in parts):
        remarks.add("income.partial")
    if net is None and not complete and per_head is None and row.get("gross_income") is not None:
        remarks.add("income.gross")
    if per_head is not None and (net is not None or complete):
        computed = total(row, size)
        if computed is not None and abs(per_head - computed / size) > 1:
            remarks.add("income.differs")
    return remarks


def _paid_last_year(w: World, household: Household) -> list[Row]:
    rows = w.house_rows("subsidies", household)
    dates = [(row, row.get("paid_on")) for row in rows]
    return [row for row, paid in dates if paid is None or paid.year == w.last_year]


def subsidy_income(w: World, household: Household, row: dict[str, Any]) -> Fraction | None:
    """What was paid as subsidies in the last year."""
    if w.given.kind("subsidies"):
        return sum((Fraction(r.get("amount")) for r in _paid_last_year(w, household)), Fraction(0))
    parts = [_figure(row, name) for name in SUBSIDY_PARTS]
    if any(part is not None for part in parts):
        return sum((part for part in parts if part is not None), Fraction(0))
    return _figure(row, "transfer_income")


def expiring_subsidy(w: World, household: Household, row: dict[str, Any]) -> Fraction | None:
    """What of it ends soon."""
    if w.given.kind("subsidies"):
        rows = [r for r in _paid_last_year(w, household) if _ends(w, r)]
        return sum((Fraction(r.get("amount")) for r in rows), Fraction(0))
    if all(row.get(name) is None for name in SUBSIDY_PARTS):
        return None
    ending = [_figure(row, name) for name in w.policy.get("subsidy.ending_fields")]
    return sum((part for part in ending if part is not None), Fraction(0))


def _ends(w: World, row: Row) -> bool:
    ends = row.get("policy_ends_on")
    horizon = add_months(w.as_of, w.policy.get("subsidy.horizon_months"))
    soon = ends is not None and ends <= horizon
    return soon or row.get("subsidy_item") in w.policy.get("subsidy.ending_items")
