"""How the rows of each roster were linked, for the run record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin.match.links import by_household
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

    from fangpin.reading import Rosters

RULES = ("exact", "from_15", "certificate", "confirmed", "household", "village")
TWO_HOUSEHOLDS = """
    select distinct unnest(string_split(detail, '、')) as household_id
    from finding where code = 'match.two_households' order by 1
"""


def old_numbers(connection: duckdb.DuckDBPyConnection, read: Rosters) -> None:
    """Make old_number: source, row and the 15 digits of the numbers that were sent so."""
    import pandas as pd

    parts = [
        pd.DataFrame(
            {
                "source": source.source,
                "row": own["row"].astype("int64"),
                "digits": own["value"].astype("str").str.replace(r"\D", "", regex=True),
            }
        )
        for source, problems in zip(read.sources, read.problems, strict=True)
        if len(own := problems[problems["code"] == "id.from_15"])
    ]
    connection.execute('create table old_number (source int, "row" bigint, digits varchar)')
    if parts:
        connection.register("incoming", pd.concat(parts, ignore_index=True))
        connection.execute("insert into old_number select * from incoming")
        connection.unregister("incoming")


def links(
    connection: duckdb.DuckDBPyConnection, kinds: Kinds, names: list[str]
) -> dict[str, dict[str, int]]:
    """Kind -> rule -> rows; `gone`: of a household that is gone; `unmatched`: of nobody.

    household: by the household's number; village: by the place that a water row names.
    """
    made = {}
    for name in names:
        rows = connection.execute(counted(kinds[name])).fetchall()
        made[name] = dict.fromkeys((*RULES, "gone", "unmatched"), 0) | dict(rows)
    return made


def counted(kind: Kind) -> str:
    """SQL: the rows of a roster by the rule that linked them."""
    gone = "id_number in (select id_number from gone_person)"
    if by_household(kind):
        gone += " or household_id in (select household_id from household_all where size = 0)"
    village = ""
    if kind.name == "water":
        village = """when v_key is not null and exists (
            select 1 from household_place p where p.village_key = r.v_key
                and p.county is not distinct from r.v_county
                and p.town is not distinct from r.v_town) then 'village'"""
    return f"""
        select link_rule as rule, count(*) from rows_{kind.name}
        where link_rule is not null group by all
        union all
        select case when {gone} then 'gone' {village} else 'unmatched' end as rule, count(*)
        from rows_{kind.name} r where link_rule is null group by all
        order by all
    """


def conflicts(
    connection: duckdb.DuckDBPyConnection, kinds: Kinds, names: list[str]
) -> dict[str, list[str]]:
    """Code -> household ids: households that share a person, rows that name two households."""
    two = [row[0] for row in connection.execute(TWO_HOUSEHOLDS).fetchall()]
    named = [kinds[name] for name in names if by_household(kinds[name])]
    parts = [
        f"select unnest([r.hh, p.hh]) as hh from rows_{kind.name} r"
        " join person p on p.pid = r.pid where r.differs"
        for kind in named
    ]
    differs: list[str] = []
    if parts:
        found = connection.execute(
            f"select distinct household_id from household where hh in ({' union all '.join(parts)})"
            " order by 1"
        ).fetchall()
        differs = [row[0] for row in found]
    return {"match.household_differs": differs, "match.two_households": two}


def pairs(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What answered pairs did: rows by kind and state, and the tokens that were met.

    state: used, rejected (the row has another rejecting fault), several (confirmed as two persons).
    """
    rows: dict[str, dict[str, int]] = {}
    query = "select kind, state, count(*) from confirmed_row group by all order by all"
    for kind, state, number in connection.execute(query).fetchall():
        rows.setdefault(kind, {})[state] = number
    met = connection.execute("""
        select distinct token from confirmed_row where state = 'used'
        union select distinct token from refused_pair
        union select token from candidate_pair where token in (select token from decision)
        order by 1
    """).fetchall()
    asked = "select count(distinct token) from candidate_pair"
    open_pairs = connection.execute(f"{asked} where token not in (select token from decision)")
    row = open_pairs.fetchone()
    assert row is not None
    return {"rows": rows, "tokens": [token for (token,) in met], "open": row[0]}
