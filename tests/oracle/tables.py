"""Tiny tables for tests: an ID number, a row, a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from .judge import judge
from .model import Table, Verdict

AS_OF = date(2020, 4, 18)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
COUNTY = "武川县"


def idn(born: str, sequence: int = 950) -> str:
    """An invented ID number, born as YYYYMMDD."""
    digits = f"150125{born}{sequence}"
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


ADULT, WIFE, CHILD, OLD = (
    idn("19800101", 951),
    idn("19820202", 952),
    idn("20100303", 953),
    idn("19500404", 954),
)


def table(kind: str, *rows: dict[str, Any], file: str = "", **options: Any) -> Table:
    """A table of these rows; its fields are all keys of the rows, and `also`."""
    also = set(options.get("also", ()))
    special = {"id_text", "id_digits", "id_disability_type", "id_disability_grade", "accepted"}
    fields = {key for row in rows for key in row} - special | also
    full = []
    for number, row in enumerate(rows, start=2):
        text = row.get("id_number")
        full.append({"row": number, "accepted": True, "id_text": text, **row})
    file = file or f"{kind}.csv"
    return Table(file, "", kind, frozenset(fields), options.get("alleviated", False), full)


def member(number: str | None, household: str = "H1", **more: Any) -> dict[str, Any]:
    """A row of members of an out-of-poverty household."""
    return {
        "household_id": household,
        "name": "孟珍",
        "id_number": number,
        "county": COUNTY,
        "poverty_status": "已脱贫",
        **more,
    }


def income(amount: int | None, household: str = "H1", **more: Any) -> dict[str, Any]:
    """A household row of the last year with its net income."""
    return {"household_id": household, "year": 2019, "net_income": amount, **more}


def outcomes(verdict: Verdict, rule: str) -> dict[str, tuple[str, str]]:
    """By household the outcome and level of a rule."""
    return {h: (a.outcome, a.level) for (h, r), a in verdict.alerts.items() if r == rule}


def codes(verdict: Verdict) -> set[tuple[str, int, str]]:
    """File, row and code of every fault."""
    return {(file, row, code) for file, _, row, code in verdict.problems}


def of(rule: str, *tables: Table, **policy: Any) -> tuple[str | None, str | None]:
    """Outcome and level of the one household."""
    found = outcomes(judge(list(tables), AS_OF, policy), rule)
    return next(iter(found.values()), (None, None))


def family(*numbers: str | None, **more: Any) -> Table:
    """A household of these persons, all with the same values."""
    return table("members", *(member(number, **more) for number in numbers))


def roster(kind: str, number: str | None = None, **row: Any) -> Table:
    """A roster of one row, or of none."""
    rows = [] if number is None else [{"id_number": number, **row}]
    return table(kind, *rows, also=("id_number", *row))
