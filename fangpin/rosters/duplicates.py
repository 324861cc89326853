"""Rows that are counted once: exact duplicates within one kind (rosters.md, "Validating").

Two rows are duplicates when they are equal in every field that both their tables map, the key (of
households and insurance with the year) among them; empty equals only empty. An event counts as a
duplicate only where its own date is there, else both count and the later one is remarked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby
from typing import TYPE_CHECKING

from fangpin.rosters.kinds import Kind

if TYPE_CHECKING:
    import duckdb

VILLAGE = """regexp_replace(
    regexp_replace(village, '(村民委员会|村委会|居民委员会|居委会)$', ''), '村$', '')"""
Mapped = Mapping[int, frozenset[str]]
KEYS = ("household_id", "id_number", "disability_certificate", "hukou_id", "village")


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[tuple[Kind, Mapped]]
) -> None:
    """Make table duplicate (kind, ord, counts): the rows that equal an earlier one.

    In: all_<kind>; fields: of each kind source -> the fields that its table maps. counts: the row
    counts all the same (an event without a date). A hash of each row's key first, of an event of
    all its fields; then, where hashes meet, every field.
    """
    connection.execute("create table duplicate (kind varchar, ord bigint, counts boolean)")
    pairs = [pair for kind, mapped in fields for pair in pairs_of(kind, mapped)]
    if not pairs:
        return
    connection.execute("create table pair_source (pair int, source int)")
    sides = [[n, s] for n, pair in enumerate(pairs) for s in sorted({*pair.ones, *pair.others})]
    connection.executemany("insert into pair_source values (?, ?)", sides)
    connection.execute("create table digest_twice (pair int, ord bigint)")
    for name, several in groupby(enumerate(pairs), key=lambda one: one[1].kind.name):
        connection.execute(f"create or replace table row_digest as {digest(name, several)}")
        connection.execute("""
            insert into digest_twice
            select pair, ord from row_digest
            where value in (select value from row_digest group by value having count(*) > 1)
        """)
    met = connection.execute("select distinct pair from digest_twice order by pair").fetchall()
    found: dict[str, list[str]] = {}
    for (number,) in met:
        found.setdefault(pairs[number].kind.name, []).append(pairs[number].equal(number))
    for name, parts in found.items():
        # a row that equals one with its date and another one without it is a duplicate
        connection.execute(f"""
            insert into duplicate
            select '{name}', ord, bool_and(counts) from ({" union all ".join(parts)}) found
            group by ord order by ord
        """)


def pairs_of(kind: Kind, fields: Mapped) -> Iterator[Pair]:
    """The tables of one kind that are compared: those that map the same fields, all at once."""
    groups: dict[frozenset[str], list[int]] = {}
    for source, mapped in fields.items():
        groups.setdefault(mapped, []).append(source)
    for one, other in combinations_with_replacement(groups, 2):
        common = sorted(one & other)
        if enough(kind, common):
            yield Pair(kind, tuple(common), tuple(groups[one]), tuple(groups[other]))


def enough(kind: Kind, common: Sequence[str]) -> bool:
    """Whether two tables share what makes rows comparable: the key, for households the year too."""
    if kind.name == "households" and "year" not in common:
        return False
    return any(key in common for key in KEYS)


def digest(name: str, pairs: Iterable[tuple[int, Pair]]) -> str:
    """SQL: a hash of each row for each pair that its table stands in; rows of two pairs differ."""
    listed = list(pairs)
    values = " ".join(f"when {number} then hash({number}, {pair.key})" for number, pair in listed)
    numbers = ", ".join(str(number) for number, _ in listed)
    return f"""
        select s.pair, r.ord, case s.pair {values} end as value
        from all_{name} r
        join pair_source s on s.source = r.source
        where r.accepted and s.pair in ({numbers})
    """


@dataclass(frozen=True)
class Pair:
    """Two groups of tables of a kind, or one group with itself; common: what all of them map.

    Rows of one side are compared with each other only where both sides are the same tables.
    """

    kind: Kind
    common: tuple[str, ...]
    ones: tuple[int, ...]
    others: tuple[int, ...]

    @property
    def values(self) -> str:
        """SQL: what is equal in duplicates; a number that fails its checks as it was written."""
        return self.listed(self.common)

    @property
    def key(self) -> str:
        """SQL: what tells most rows apart: of persons and households the key and the year."""
        rare = self.kind.key in ("P", "H")
        return self.listed([f for f in self.common if not rare or f in (*KEYS, "year")])

    def listed(self, fields: Iterable[str]) -> str:
        """SQL: some of the fields as they are compared."""
        names = [VILLAGE if field == "village" else field for field in fields]
        return ", ".join([*names, *(["id_text"] if "id_number" in self.common else [])])

    def equal(self, number: int) -> str:
        """SQL: the rows that equal an earlier one of the other side in every field."""
        dated = self.kind.event_date
        counts = str(self.kind.key == "E").lower()
        if dated in self.common:
            counts = f"{dated} is null"
        side = f"source in ({', '.join(map(str, self.ones))})"
        later = "ord > first_own"
        if self.ones != self.others:
            later = "(own and ord > first_other) or (not own and ord > first_own)"
        return f"""
            select ord, counts from (
                select ord, {side} as own, {counts} as counts,
                    min(case when {side} then ord end) over same as first_own,
                    min(case when not ({side}) then ord end) over same as first_other
                from all_{self.kind.name}
                where ord in (select ord from digest_twice where pair = {number})
                window same as (partition by {self.values})
            ) ranked
            where {later}
        """
