"""Merge the rows of a household and year field by field (rules.md, "Facts")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin.rosters.kinds import Kinds
from fangpin.rosters.store import columns

if TYPE_CHECKING:
    import duckdb

# What is not income comes from last year's row, else the latest.
LATEST = (
    "poverty_status", "danger_grade", "unsafe_house", "safe_water", "monitored", "is_monitored",
    "risk_removed", "identified_on", "household_size", "main_cause",
)  # fmt: skip
TWICE = """
    create table year_twice as
    select value from (
        select hash(hh, coalesce(year, $last_year)) as value
        from rows_households where hh is not null
        union all
        select hash(hh, year) from inline_year
    ) hashes
    group by value having count(*) > 1
"""
MEMBERS_OWN = ("poverty_status", "household_size", "phone")  # not a household's, in members
IDENTITY = ("household_id", "id_number", "year", "county", "town", "village", "born_on")


def merged_fields(kinds: Kinds) -> list[str]:
    """The fields of a household's row that merge."""
    return [f for f in kinds["households"].fields if f not in IDENTITY]


def merge(connection: duckdb.DuckDBPyConnection, kinds: Kinds, values: dict[str, Any]) -> None:
    """Make household_year and household_latest from inline fields and the rows of households.

    A later non-empty value wins; inline fields of members (the first non-empty of a household and
    year) count as read before. A row without a year is last year's. Nearly every household and year
    has one row: only the others are merged, those in year_twice (a hash of household and year).
    """
    fields = merged_fields(kinds)
    last = {"last_year": values["last_year"]}
    connection.execute(f"create table inline_year as {inline_rows(kinds, fields)}", last)
    connection.execute(TWICE, last)
    own = ", ".join(f"m.{field}" for field in fields)
    inlined = ", ".join(f"i.{field}" for field in fields)
    given = ", ".join(fields)
    merged = ", ".join(newest(field, "seq") for field in fields)
    connection.execute(
        f"""
        create table household_year as
        with every as (
            select r.hh, coalesce(r.year, $last_year) as year, r.ord as seq,
                t.value is not null as twice, {own}
            from rows_households r
            join households m on m.ord = r.ord
            left join year_twice t on t.value = hash(r.hh, coalesce(r.year, $last_year))
            where r.hh is not null
            union all
            select i.hh, i.year, -1, t.value is not null, {inlined}
            from inline_year i
            left join year_twice t on t.value = hash(i.hh, i.year)
        )
        select hh, year, {given} from every where not twice
        union all
        select hh, year, {merged} from every where twice group by hh, year
        """,
        last,
    )
    latest(connection, last)


def latest(connection: duckdb.DuckDBPyConnection, last: dict[str, Any]) -> None:
    """Make household_latest: last year's value, else that of the latest year that has one."""
    listed = ", ".join(LATEST)
    merged = ", ".join(newest(field, "year") for field in LATEST)
    either = ", ".join(f"coalesce(l.{field}, o.{field}) as {field}" for field in LATEST)
    connection.execute(
        f"""
        create table other_year as
        with other as (
            select hh, year, {listed} from household_year where year <> $last_year
        ),
        twice as (select hh from other group by hh having count(*) > 1)
        select hh, {listed} from other where hh not in (select hh from twice)
        union all
        select hh, {merged} from other where hh in (select hh from twice) group by hh
        """,
        last,
    )
    connection.execute(
        f"""
        create table household_latest as
        select coalesce(l.hh, o.hh) as hh, {either}
        from (select hh, {listed} from household_year where year = $last_year) l
        full join other_year o on o.hh = l.hh
        """,
        last,
    )


def newest(field: str, by: str) -> str:
    """SQL: of several rows the last value of a field."""
    return f"max_by({field}, {by}) filter (where {field} is not null) as {field}"


def inline_rows(kinds: Kinds, fields: list[str]) -> str:
    """SQL: one row a household and year of what its members' rows say of it."""
    known, types = columns(kinds["members"], kinds), columns(kinds["households"], kinds)
    inline = [f for f in fields if f in known and f not in MEMBERS_OWN]
    first = ", ".join(
        f"min_by(m.{f}, m.ord) filter (where m.{f} is not null) as {f}"
        if f in inline
        else f"cast(null as {types[f]}) as {f}"
        for f in fields
    )
    some = " or ".join(f"m.{f} is not null" for f in inline)
    return f"""
        select h.hh, coalesce(m.year, $last_year) as year, {first}
        from members m join household h on h.household_id = m.household_id
        where {some}
        group by h.hh, coalesce(m.year, $last_year)
    """


def superseded(kinds: Kinds) -> str:
    """SQL: the rows of households of which a later row replaced a different value."""
    fields = merged_fields(kinds)
    differs = " or ".join(f"(h.{f} is not null and h.{f} <> m.{f})" for f in fields)
    return f"""
        select 'households', r.ord, 'row.superseded', ''
        from rows_households r
        join households h on h.ord = r.ord
        join household_year m on m.hh = r.hh and m.year = coalesce(r.year, $last_year)
        where hash(r.hh, coalesce(r.year, $last_year)) in (select value from year_twice)
            and ({differs})
    """
