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
        if enough(kind, common):
            connection.execute(query(kind, common, groups[one], groups[other]))
    # a row that equals one with its date and another one without it is a duplicate
    connection.execute(f"""
        create or replace temp table found as
        select ord, bool_and(counts) as counts from duplicate
        where kind = '{kind.name}' group by ord
    """)
    connection.execute(f"delete from duplicate where kind = '{kind.name}'")
    connection.execute(
        f"insert into duplicate select '{kind.name}', ord, counts from found order by ord"
    )


def enough(kind: Kind, common: Sequence[str]) -> bool:
    """Whether two tables share what makes rows comparable: the key, for households the year too."""
    if kind.name == "households" and "year" not in common:
        return False
    return any(key in common for key in KEYS)


def query(kind: Kind, common: Sequence[str], ones: Sequence[int], others: Sequence[int]) -> str:
    """SQL: the rows that equal an earlier one of the other side; a hash first, then every field.

    Rows of one side are compared with each other only where both sides are the same tables.
    """
    dated = kind.event_date
    counts = f"{dated} is null" if dated in common else str(kind.key == "E").lower()
    names = [VILLAGE if field == "village" else field for field in common]
    # a number that fails its checks is compared as it was written
    listed = ", ".join([*names, *(["id_text"] if "id_number" in common else [])])
    side = f"source in ({', '.join(map(str, ones))})"
    sources = ", ".join(str(s) for s in sorted({*ones, *others}))
    later = "ord > first_own"
    if ones != others:
        later = "(own and ord > first_other) or (not own and ord > first_own)"
    return f"""
        insert into duplicate
        with digest as (
            select ord, hash({listed}) as value from all_{kind.name}
            where accepted and source in ({sources})
        ),
        ranked as (
            select ord, {side} as own, {counts} as counts,
                min(case when {side} then ord end) over same as first_own,
                min(case when not ({side}) then ord end) over same as first_other
            from all_{kind.name}
            where ord in (
                select d.ord from digest d
                join (select value from digest group by value having count(*) > 1) several
                    on several.value = d.value
            )
            window same as (partition by {listed})
        )
        select '{kind.name}', ord, counts from ranked
        where {later}
    """
