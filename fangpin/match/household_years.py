"""Merge the rows of a household and year field by field (rules.md, "Facts")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import duckdb

# What is not income comes from last year's row, else the latest.
LATEST = (
    "poverty_status", "danger_grade", "unsafe_house", "safe_water", "monitored", "is_monitored",
    "risk_removed", "identified_on", "household_size", "main_cause",
)  # fmt: skip
MEMBERS_OWN = ("poverty_status", "household_size", "phone")  # not a household's, in members
IDENTITY = ("household_id", "id_number", "year", "county", "town", "village", "born_on")


def merged_fields(kinds: Kinds) -> list[str]:
    """The fields of a household's row that merge."""
    return [f for f in kinds["households"].fields if f not in IDENTITY]


def merge(connection: duckdb.DuckDBPyConnection, kinds: Kinds, values: dict[str, Any]) -> None:
    """Make household_year and household_latest from inline fields and the rows of households.

    A later non-empty value wins; inline fields of members (the first non-empty of a household and
    year) count as read before. A row without a year is last year's.
    """
    fields = merged_fields(kinds)
    listed = ", ".join(fields)
    latest = ", ".join(f"max_by({f}, seq) filter (where {f} is not null) as {f}" for f in fields)
    last = {"last_year": values["last_year"]}
    connection.execute(
        f"""
        create table household_year as
        with every as (
            select hh, coalesce(year, $last_year) as year, ord as seq, {listed}
            from rows_households where hh is not null
            union all
            {inline_rows(set(columns(connection, "members")), fields)}
        )
        select hh, year, {latest} from every group by hh, year
        """,
        last,
    )
    newest = ", ".join(
        f"max_by({f}, case when year = $last_year then 9999 else year end)"
        f" filter (where {f} is not null) as {f}"
        for f in LATEST
    )
    connection.execute(
        f"create table household_latest as select hh, {newest} from household_year group by hh",
        last,
    )


def inline_rows(known: set[str], fields: list[str]) -> str:
    """SQL: one row a household and year of what its members' rows say of it, before all others."""
    inline = [f for f in fields if f in known and f not in MEMBERS_OWN]
    first = ", ".join(
        f"min_by(m.{f}, m.ord) filter (where m.{f} is not null)" if f in inline else "null"
        for f in fields
    )
    some = " or ".join(f"m.{f} is not null" for f in inline)
    return f"""
        select h.hh, coalesce(m.year, $last_year) as row_year, -1, {first}
        from members m join household h on h.household_id = m.household_id
        where {some}
        group by h.hh, coalesce(m.year, $last_year)
    """


def superseded(kinds: Kinds) -> str:
    """SQL: the rows of households of which a later row replaced a different value."""
    fields = merged_fields(kinds)
    differs = " or ".join(f"(r.{f} is not null and r.{f} <> m.{f})" for f in fields)
    return f"""
        select 'households', r.ord, 'row.superseded', ''
        from rows_households r
        join household_year m on m.hh = r.hh and m.year = coalesce(r.year, $last_year)
        where {differs}
    """


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table."""
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]
