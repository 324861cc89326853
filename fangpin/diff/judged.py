"""Judge a state between two runs: any rosters under any policy on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from fangpin import database, facts, record
from fangpin.database import literal
from fangpin.diff.model import Key
from fangpin.match import match
from fangpin.pairs.memory import Decided
from fangpin.rules.book import rule_book
from fangpin.rules.judge import judge, prepare
from fangpin.rules.states import Setting, rule_states, uncovered_counties
from fangpin.run import Judged

if TYPE_CHECKING:
    import duckdb

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.policy import Policy

Hide = Mapping[str, frozenset[str]]  # roster -> counties whose linked rows do not count


@dataclass(frozen=True)
class Data:
    """What a state is judged from: rosters, the answered pairs, and what of it is hidden."""

    read: Rosters
    decided: Decided
    hide: Hide = field(default_factory=dict)


@contextmanager
def judge_data(
    data: Data, kinds: Kinds, policy: Policy, day: date, places: Mapping[str, str]
) -> Iterator[Judged]:
    """Match, fold and judge; the database is closed afterwards."""
    read = replace(data.read, sources=list(data.read.sources), problems=list(data.read.problems))
    book = rule_book()
    given = database.given(read, kinds, day.year - 1, dict(book.given))
    setting = Setting(book, policy, day, given, record.say_given(kinds))
    named = facts.values(policy, day, given, kinds)
    connection = database.connect()
    try:
        database.load(connection, read, kinds, places, data.decided)
        match(connection, kinds, named)
        hide(connection, data.hide)
        facts.fold(connection, named)
        covered = connection.sql("select * from county_covered order by county").to_arrow_table()
        states = rule_states(setting, uncovered_counties(covered.to_pylist(), given))
        judgement = prepare(connection, setting, states)
        judge(connection, judgement)
        yield Judged(connection, read, kinds, setting, states, judgement, named, data.decided)
    finally:
        connection.close()


def hide(connection: duckdb.DuckDBPyConnection, hidden: Hide) -> None:
    """Take the linked rows of rosters away in the counties where the other run had none."""
    for kind, counties in sorted(hidden.items()):
        listed = ", ".join(literal(county) for county in sorted(counties))
        connection.execute(
            f"delete from rows_{kind} where hh in ("
            f"select hh from household_place where coalesce(county, '') in ({listed}))"
        )


def outcomes(connection: duckdb.DuckDBPyConnection, keys: Iterable[Key]) -> dict[Key, str]:
    """The outcome of those of the keys that are hit or check."""
    wanted = set(keys)
    rows = connection.execute("""
        select h.household_id, a.rule, a.hit from alert a join household h on h.hh = a.hh
    """).fetchall()
    return {
        (home, rule): "hit" if hit else "check"
        for home, rule, hit in rows
        if (home, rule) in wanted
    }
