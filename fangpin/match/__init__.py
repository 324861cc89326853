"""Match: accepted rows -> persons, households, links and what was found on the way (rules.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangpin import sql
from fangpin.match import candidates, findings, household_years, links
from fangpin.pairs import ask
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import duckdb

NEWEST = ("population", "deaths")  # of these a person's newest row is the only one
# Large tables that only match reads: what they take is for the facts to have.
SCAFFOLD = ("member_row", "recorded_member", "place_key", "known_person")


def match(
    connection: duckdb.DuckDBPyConnection,
    kinds: Kinds,
    values: dict[str, Any],
) -> None:
    """Form households and link every roster to them.

    In: a table all_<kind> for every kind (rows as checked) and `duplicate`, `source`. Out: person,
    household, head_row, household_place, rows_<kind>, household_year, household_latest, finding,
    candidate, candidate_pair.
    values: last_year.
    """
    kept_rows(connection, kinds)
    sql.run(connection, "fangpin.match", "persons.sql", values)
    sql.run(connection, "fangpin.match", "places.sql", values)
    links.link_all(connection, kinds)
    sql.run(connection, "fangpin.match", "household_values.sql", values)
    household_years.merge(connection, kinds, values)
    sql.run(connection, "fangpin.match", "findings.sql", values)
    findings.of_links(connection, kinds, values)
    candidates.find(connection, kinds)
    ask.name_pairs(connection, kinds)
    for table in SCAFFOLD:
        connection.execute(f"drop table {table}")


def kept_rows(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make <kind> of the accepted rows that count, a view; of NEWEST older_<kind> too."""
    for kind in kinds:
        newest = kind.name in NEWEST
        every = f"every_{kind.name}" if newest else kind.name
        connection.execute(f"""
            create view {every} as
            select * from all_{kind.name}
            where accepted and ord not in (
                select ord from duplicate where kind = '{kind.name}' and not counts
            )
        """)
        if newest:
            links.older(connection, kind, "id_number", every)
            connection.execute(
                f"create view {kind.name} as select * from {every}"
                f" where ord not in (select ord from older_{kind.name})"
            )
