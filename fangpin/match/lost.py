"""The rows that match no one: without a usable number, or with one that is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.match.links import FORMING, NOT_LINKED, by_household
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

KNOWING = ("members", "population")  # whoever has an accepted row here is known
LOST = """
    insert into lost_row
    select '{kind}' as kind, r.ord, r.id_text, r.id_lost, {name} as name, {born} as born_on,
        r.county, r.town
    from all_{kind} r
    where r.id_number is null and {unlinked}
"""
UNLINKED = """
    insert into unlinked_row
    select '{kind}' as kind, r.ord, r.id_number, {name} as name, {born} as born_on
    from all_{kind} r
    where r.id_number is not null and {name} is not null and {unlinked} and {unknown}
"""
ONCE = "select '{kind}' as kind, id_number from all_{kind} where accepted and id_number is not null"


def make(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make lost_row (no usable number), stranger (nobody's, but a known name) and view once_row.

    In: all_<kind>, rows_<kind>, household, known_person. Rows that a household's number links are
    not lost. once_row: whom the rosters with one row a person have.
    """
    told = [kind for kind in kinds if "id_number" in kind.fields]
    once = [kind for kind in told if kind.name in FORMING or kind.key == "P"]
    connection.execute(
        "create table lost_row (kind varchar, ord bigint, id_text varchar, id_lost varchar,"
        " name varchar, born_on date, county varchar, town varchar)"
    )
    connection.execute(
        "create table unlinked_row (kind varchar, ord bigint, id_number varchar, name varchar,"
        " born_on date)"
    )
    for kind in told:
        connection.execute(of_kind(LOST, kind))
        connection.execute(of_kind(UNLINKED, kind))
    rows = " union all ".join(ONCE.format(kind=kind.name) for kind in once)
    connection.execute(f"create view once_row as {rows}")
    connection.execute("""
        create table stranger as
        select * from unlinked_row
        where id_number not in (select id_number from known_person)
            and name in (select name from known_person)
    """)


def of_kind(query: str, kind: Kind) -> str:
    """SQL: the rows of one kind."""
    return query.format(
        kind=kind.name,
        name=name_of(kind),
        born="r.born_on" if "born_on" in kind.fields else "null::date",
        unlinked=unlinked(kind),
        unknown=unknown(kind),
    )


def unknown(kind: Kind) -> str:
    """SQL: whether a row's number may be nobody's: it was not linked, nor makes a person known."""
    if kind.name in KNOWING:
        return "not r.accepted"
    if kind.name in NOT_LINKED:
        return "true"
    return f"""r.ord in (
        select ord from rows_{kind.name} where hh is null
        union all
        select ord from all_{kind.name} where not accepted
        union all
        select ord from duplicate where kind = '{kind.name}' and not counts
    )"""


def name_of(kind: Kind) -> str:
    """SQL: the name that goes with a row's number; the head's where the number is the head's."""
    return next((f"r.{n}" for n in ("name", "head_name") if n in kind.fields), "null::varchar")


def unlinked(kind: Kind) -> str:
    """SQL: whether a row's household number is nobody's."""
    if kind.name in NOT_LINKED or not by_household(kind):
        return "true"
    return "(r.household_id is null or r.household_id not in (select household_id from household))"
