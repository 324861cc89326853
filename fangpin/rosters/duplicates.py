"""Rows that are counted once: exact duplicates within one kind (rosters.md, "Validating").

Two rows are duplicates when they are equal in every field that both their tables map, the key (of
households and insurance with the year) among them; empty equals only empty. An event counts as a
duplicate only where its own date is there, else both count and the later one is remarked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from fangpin.rosters.kinds import Kind

if TYPE_CHECKING:
    import duckdb

VILLAGE = """regexp_replace(
    regexp_replace(village, '(村民委员会|村委会|居民委员会|居委会)$', ''), '村$', '')"""
KEYS = ("household_id", "id_number", "disability_certificate", "hukou_id", "village")


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, kind: Kind, fields: Mapping[int, frozenset[str]]
) -> None:
    """Add the duplicates of one kind to table `duplicate` (kind, ord, counts).

    In: all_<kind>; fields: source -> the fields that its table maps. counts: the row counts all
    the same (an event without a date).
    """
    groups: dict[frozenset[str], list[int]] = {}
    for source, mapped in fields.items():
        groups.setdefault(mapped, []).append(source)
    for one, other in combinations_with_replacement(groups, 2):
        common = sorted(one & other)
        if not enough(kind, common):
            continue
        sources = groups[one] if one is other else groups[one] + groups[other]
        connection.execute(query(kind, common, sources))


def enough(kind: Kind, common: Sequence[str]) -> bool:
    """Whether two tables share what makes rows comparable: the key, for households the year too."""
    if kind.name == "households" and "year" not in common:
        return False
    return any(key in common for key in KEYS)


def query(kind: Kind, common: Sequence[str], sources: Sequence[int]) -> str:
    """SQL: the later rows among equal ones of these sources; a hash first, then every field."""
    dated = kind.event_date
    event = kind.key == "E"
    counts = f"{dated} is null" if event and dated in common else str(event).lower()
    names = ", ".join(
        [VILLAGE if field == "village" else field for field in common]
        + (["id_text"] if "id_number" in common else [])
    )
    listed = ", ".join(str(s) for s in sources)
    return f"""
        insert into duplicate
        select '{kind.name}', ord, {counts}
        from (
            select ord, {dated + ", " if event and dated in common else ""}
                min(ord) over (partition by {names}) as first
            from all_{kind.name}
            where accepted and source in ({listed}) and ord in (
                select unnest(list(ord)) from all_{kind.name}
                where accepted and source in ({listed})
                group by hash({names}) having count(*) > 1
            )
        )
        where ord > first
            and ord not in (select ord from duplicate where kind = '{kind.name}')
    """
