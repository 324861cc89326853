"""What linking found: rows without a link, what differs, rows that lost to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin import sql
from fangpin.match import household_years
from fangpin.match.links import NOT_LINKED, by_household
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

INCOME = """
    insert into finding
    select coalesce(r.kind, case when h.head_kind = 'm' then 'members' else 'population' end),
        coalesce(r.ord, h.head_ord), f.code, ''
    from (
        select hh, year, 'income.gross' as code from income_of where from_gross
        union all select hh, year, 'income.partial' from income_of where partial
        union all select hh, year, 'income.differs' from income_of where differs
    ) f
    join household h on h.hh = f.hh
    left join (
        select hh, coalesce(year, $last_year) as year, 'households' as kind, max(ord) as ord
        from rows_households group by all
    ) r on r.hh = f.hh and r.year = f.year
    where f.year = $last_year
"""
NO_AMOUNT = """
    insert into finding
    select 'medical', ord, 'medical.no_amount', '' from medical_counted where no_amount
"""


def of_facts(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> None:
    """Add to `finding` what the facts tell: how incomes came about, bills without an amount."""
    connection.execute(INCOME, {"last_year": values["last_year"]})
    connection.execute(NO_AMOUNT)


def of_links(connection: duckdb.DuckDBPyConnection, kinds: Kinds, values: dict[str, Any]) -> None:
    """Add to `finding` what the links of every roster tell."""
    sql.run(connection, "fangpin.match", "more_findings.sql", values)
    for kind in kinds:
        if kind.name not in NOT_LINKED:
            of_kind(connection, kind)
    connection.execute(
        "insert into finding " + household_years.superseded(kinds),
        {"last_year": values["last_year"]},
    )


def of_kind(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """What the links of one roster tell."""
    connection.execute(f"insert into finding {unmatched(kind)}")
    connection.execute(f"insert into finding {name_differs(kind)}")
    if kind.name != "households":
        connection.execute(f"insert into finding {superseded(kind)}")
    if by_household(kind):
        connection.execute(
            f"insert into finding select '{kind.name}', ord, 'match.household_differs', ''"
            f" from rows_{kind.name} where differs"
        )


def unmatched(kind: Kind) -> str:
    """SQL: the rows that link to nobody; rows of a household that is gone go with it."""
    own = "r.hh is null and r.version = 1"
    if kind.name == "water":
        own += """ and (v_key is null or not exists (
            select 1 from household_place p where p.village_key = r.v_key
                and p.county is not distinct from r.v_county
                and p.town is not distinct from r.v_town))"""
    gone = "r.id_number not in (select id_number from gone_person)"
    if by_household(kind):
        own += (
            " and coalesce(r.household_id, '') not in"
            " (select household_id from household_all where size = 0)"
        )
    return f"""
        select '{kind.name}', r.ord, 'match.unmatched', ''
        from rows_{kind.name} r
        where {own} and (r.id_number is null or {gone})
    """


def superseded(kind: Kind) -> str:
    """SQL: the rows that lost to another one of the same key."""
    return (
        f"select '{kind.name}', ord, 'row.superseded', '' from rows_{kind.name} where version > 1"
    )


def name_differs(kind: Kind) -> str:
    """SQL: linked rows whose name is not the household's for that number."""
    return f"""
        select '{kind.name}', ord, 'match.name_differs', ''
        from rows_{kind.name} where version = 1 and name_differs
    """
