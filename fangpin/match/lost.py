"""The rows that match no one: without a usable number, or with one that is nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.match.links import FORMING, NOT_LINKED, by_household
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

KNOWING = ("members", "population")  # whoever has an accepted row here is known
LOST = """
    select '{kind}' as kind, r.ord, r.id_text, r.id_lost, {name} as name, {born} as born_on,
        r.county, r.town
    from all_{kind} r
    where r.id_number is null and {unlinked}
"""
STRANGER = """
    select '{kind}' as kind, r.ord, r.id_number, {name} as name, {born} as born_on
    from all_{kind} r
    where r.id_number is not null and {name} is not null and {unlinked} and {unknown}
"""
ONCE = "select '{kind}' as kind, id_number from all_{kind} where accepted and id_number is not null"


def make(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make lost_row (no usable number), stranger (nobody's, but a known name) and view once_row.

    In: all_<kind>, household, known_person. Rows that a household's number links are
    not lost. once_row: whom the rosters with one row a person have.
    """
    told = [kind for kind in kinds if "id_number" in kind.fields]
    once = [kind for kind in told if kind.name in FORMING or kind.key == "P"]
    connection.execute(f"create table lost_row as {union(LOST, told)}")
    connection.execute(f"create view once_row as {union(ONCE, once)}")
    connection.execute(f"""
        create table stranger as
        select * from ({union(STRANGER, told)})
        where id_number not in (select id_number from known_person)
            and name in (select name from known_person)
    """)


def union(query: str, kinds: list[Kind]) -> str:
    """SQL: the rows of several kinds."""
    return " union all ".join(
        query.format(
            kind=kind.name,
            name=name_of(kind),
            born="r.born_on" if "born_on" in kind.fields else "null::date",
            unlinked=unlinked(kind),
            unknown="not r.accepted" if kind.name in KNOWING else "true",
        )
        for kind in kinds
    )


def name_of(kind: Kind) -> str:
    """SQL: the name that goes with a row's number; the head's where the number is the head's."""
    return next((f"r.{n}" for n in ("name", "head_name") if n in kind.fields), "null::varchar")


def unlinked(kind: Kind) -> str:
    """SQL: whether a row's household number is nobody's."""
    if kind.name in NOT_LINKED or not by_household(kind):
        return "true"
    return "(r.household_id is null or r.household_id not in (select household_id from household))"
