"""Link the rows of every other roster to persons and households, by number only (rules.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

FORMING = ("members", "population", "deaths")  # the rosters that households are made of
NOT_LINKED = (*FORMING, "verdicts", "village_info")
VILLAGE = (
    "regexp_replace(regexp_replace(r.village, "
    "'(村民委员会|村委会|居民委员会|居委会)$', ''), '村$', '')"
)


def version(kind: Kind, keys: str) -> str:
    """SQL: 1 for the row that counts of those with one key.

    A dated row comes before an undated one, the later date first, then the later row.
    """
    dated = f"{kind.dated_by} is null, {kind.dated_by} desc, " if kind.dated_by else ""
    return f"row_number() over (partition by {keys} order by {dated}ord desc)"


def by_household(kind: Kind) -> bool:
    """Whether a kind's rows may name a household by its number."""
    return "household_id" in kind.deciding


def link_rule(kind: Kind, by_number: str = "false") -> str:
    """SQL: the rule that linked a row r to person p; null where none did.

    by_number: whether the household's number did. A certificate beside an ID column links nobody.
    """
    return f"""
        case when {by_number} then 'household' when p.pid is null then null
            when r.ord in (
                select ord from confirmed_row where kind = '{kind.name}' and state = 'used'
            ) then 'confirmed'
            when r.id_disability_grade is not null and r.source not in (
                select source from source_field
                where field in ('id_number', 'disability_certificate')
                group by source having count(*) > 1
            ) then 'certificate'
            when (r.source, r.row, substr(r.id_number, 1, 6) || substr(r.id_number, 9, 9)) in (
                select (source, row, digits) from old_number
            ) then 'from_15'
            else 'exact' end as link_rule
    """


def link_by_person(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Make rows_<kind>: a roster's rows with pid, hh (null: no link), version and
    link_rule (exact, from_15, certificate, confirmed, household; null: no link)."""
    keys = "id_number, year" if kind.name == "insurance" else "id_number"
    number = version(kind, keys) if kind.key == "P" else "1"
    connection.execute(f"""
        create table rows_{kind.name} as
        select r.*, p.pid, p.hh, p.dead, p.recorded, false as differs,
            {link_rule(kind)}
        from (select *, {number} as version from {kind.name}) r
        left join person p on p.id_number = r.id_number
    """)


def link_by_household(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Make rows_<kind> of a roster with household numbers: a number that exists wins over an ID."""
    place, keys = "", "hh"
    if kind.key == "V" or kind.name == "water":
        own = (
            "case when r.household_id is null and r.id_number is null and r.id_text is null"
            " and r.id_lost is null then {} end as {}"
        )
        place = ", " + ", ".join(
            own.format(value, name)
            for value, name in (
                ("r.county", "v_county"),
                ("r.town", "v_town"),
                (VILLAGE, "v_key"),
            )
        )
        keys = "hh, v_county, v_town, v_key"
    # a row that links to no household has a key of its own: its number
    keys += ", case when hh is null then coalesce(household_id, id_number) end"
    number = "1"
    if kind.key in ("H", "V") and kind.name != "households":
        number = version(kind, keys)
    connection.execute(f"""
        create table rows_{kind.name} as
        with linked as (
            select r.*{place}, p.pid, coalesce(h.hh, p.hh) as hh, p.dead, p.recorded,
                coalesce(h.hh <> p.hh, false) as differs,
                {link_rule(kind, "h.hh is not null")}
            from {kind.name} r
            left join household h on h.household_id = r.household_id
            left join person p on p.id_number = r.id_number
        )
        select *, {number} as version from linked
    """)


def link_all(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make rows_<kind> for every kind that households are not made of, given or not."""
    for kind in kinds:
        if kind.name in NOT_LINKED:
            continue
        if by_household(kind):
            link_by_household(connection, kind)
        else:
            link_by_person(connection, kind)
