"""What was given: rosters, columns, incomes of a year (rules.md, Outcomes)."""

from __future__ import annotations

from .model import Row, Table

PARTS = ("wage_income", "business_income", "property_income", "transfer_income")
SUBSIDY_PARTS = (
    "family_planning_allowance",
    "subsistence_allowance",
    "destitute_allowance",
    "ecological_compensation",
    "other_transfer",
)


def has_income(fields: frozenset[str]) -> bool:
    """Whether an income can be worked out from these columns."""
    single = {"net_income", "income_per_capita", "gross_income"}
    return bool(single & fields) or set(PARTS) <= fields


class Given:
    """The rosters and columns that were given at all."""

    def __init__(self, tables: list[Table], rows: list[Row], last_year: int) -> None:
        self.tables = tables
        self.kinds = {table.kind for table in tables}
        self.income_years = {
            last_year if row.get("year") is None else int(row.get("year"))
            for row in rows
            if row.accepted
            and row.kind in ("households", "members")
            and has_income(row.table.fields)
        }
        self.last_year = last_year

    def kind(self, *kinds: str) -> bool:
        """Whether all these rosters were given."""
        return set(kinds) <= self.kinds

    def cost(self, kind: str) -> bool:
        """Whether the roster of a cost was given: disability with the column of its cost."""
        return self.kind(kind) if kind != "disability" else self.column(kind, "rehabilitation_cost")

    def column(self, kind: str, *names: str) -> bool:
        """Whether a roster of the kind has one of these columns."""
        return any(t.kind == kind and set(names) & t.fields for t in self.tables)

    def household_column(self, *names: str) -> bool:
        """Whether the households, or the members' rows beside them, have one of these columns."""
        return self.column("households", *names) or self.column("members", *names)

    def income(self, year: int | None = None) -> bool:
        """Whether incomes of the year (default: the last year) were given."""
        return (self.last_year if year is None else year) in self.income_years

    def status(self) -> bool:
        """Whether it can be known who is 已脱贫."""
        named = any(t.kind == "members" and t.alleviated for t in self.tables)
        return named or self.household_column("poverty_status", "monitored")
