"""Weak suggestions for the review: beyond rules.md, they make nobody perhaps in a roster.

A name that looks like the person's or is another transliteration of the same Mongolian name, where
clauses (a) to (c) ask for an equal one; two edits in the number, with name and birth date equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin import sql
from fangpin.match.name_forms import variants

if TYPE_CHECKING:
    import duckdb

SCORES = {"near": 0.9, "two_edits": 0.8, "lost": 0.8, "birth": 0.7, "town": 0.3}
SAID = {"look": "姓名为形近字", "mongolian": "姓名为同一蒙古语名字的另一种写法"}


def find(connection: duckdb.DuckDBPyConnection) -> None:
    """Make found_weak: kind, ord, id_number, score, reason (some may be of rows with candidates).

    In: what candidates.find made before.
    """
    name_variants(connection)
    sql.run(connection, "fangpin.match", "weak.sql", SCORES)


def name_variants(connection: duckdb.DuckDBPyConnection) -> None:
    """Make name_variant: the names of rows without a candidate, and others they may be."""
    import pyarrow as pa

    names = connection.sql("""
        select distinct name from lost_row r
        where name is not null and not exists (
            select 1 from found_candidate c where c.kind = r.kind and c.ord = r.ord
        )
        order by name
    """).fetchall()
    made = [(name, other, SAID[how]) for (name,) in names for other, how in variants(name)]
    columns = {
        column: pa.array([row[at] for row in made], pa.string())
        for at, column in enumerate(("name", "other", "said"))
    }
    sql.put(connection, "name_variant", pa.table(columns))
