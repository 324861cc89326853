"""Who a row that matches no one may be about (rules.md, "Candidates"); never a link by itself.

(a) the number is one edit from a known person's and the names agree; (b) digits were lost, the
first 15 and the name agree; (c) no usable number, and name with birth date or town agree with
exactly one person.

A row with a usable number that is nobody's can have no candidate: no two numbers that pass their
check are one edit apart (match.near), and (b) and (c) are for rows without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin import sql
from fangpin.match import lost, near, weak
from fangpin.match.names import likeness
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import duckdb

NAME_SCORE = {"equal": 0.98, "sound": 0.95, "character": 0.92}
NAME_SAID = {"equal": "姓名相同", "sound": "姓名同音", "character": "姓名差一字"}
SCORES = {"no_name": 0.6, "lost": 0.95, "birth": 0.9, "town": 0.8, "namesake": 0.2}


def find(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Fill candidate: kind, ord, pid, id_number, score, reason; make weak_candidate like it.

    In: all_<kind>, members, population, person, household. pid is null for a known person without
    a household. A weak candidate is for the review only: nobody is perhaps in a roster by it.
    """
    sql.run(connection, "fangpin.match", "known.sql", {})
    lost.make(connection, kinds)
    one_edit(connection)
    sql.run(connection, "fangpin.match", "candidates.sql", SCORES)
    weak.find(connection)
    sql.run(connection, "fangpin.match", "candidate_scores.sql", {})


def one_edit(connection: duckdb.DuckDBPyConnection) -> None:
    """Make near_pair, near_known and name_like: who is one edit away, and which names agree."""
    import pyarrow as pa

    texts = connection.sql("""
        select distinct id_text from lost_row
        where length(id_text) between 17 and 19 order by id_text
    """).to_arrow_table()["id_text"]
    known = near.known_codes(
        connection.sql("select id_number from known_person").to_arrow_table()["id_number"]
    )
    text, person = near.neighbours(texts.combine_chunks(), known)
    found, numbers = texts.take(pa.array(text)), near.decode(known[person])
    said = [difference(*pair) for pair in zip(found.to_pylist(), numbers.to_pylist(), strict=True)]
    columns = {"text": found, "id_number": numbers, "said": pa.array(said, pa.string())}
    sql.put(connection, "near_number", pa.table(columns))
    sql.run(connection, "fangpin.match", "near_pairs.sql", {})
    alike(connection)


def alike(connection: duckdb.DuckDBPyConnection) -> None:
    """Make name_like: the pairs of names in near_name that agree, and how."""
    import pyarrow as pa

    pairs = connection.sql("select name, known from near_name").fetchall()
    made = [(a, b, how) for a, b in pairs if (how := likeness(a, b)) is not None]
    columns = {
        "name": pa.array([a for a, _, _ in made], pa.string()),
        "known": pa.array([b for _, b, _ in made], pa.string()),
        "score": pa.array([NAME_SCORE[how] for _, _, how in made], pa.float64()),
        "said": pa.array([NAME_SAID[how] for _, _, how in made], pa.string()),
    }
    sql.put(connection, "name_like", pa.table(columns))


def difference(text: str, number: str) -> str:
    """How a text differs from a number one edit away, in words."""
    if len(text) < len(number):
        return "证件号少一位"
    if len(text) > len(number):
        return "证件号多一位"
    places = [i for i, (a, b) in enumerate(zip(text, number, strict=True), 1) if a != b]
    if len(places) == 2:
        return f"证件号第{places[0]}、{places[1]}位颠倒"
    return f"证件号第{places[0]}位不同"
