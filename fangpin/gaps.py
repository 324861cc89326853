"""Which roster or column, if it came, would settle how many checks, by rule.

Every gap (facts/gaps.toml) is filled with each of its scenarios and the rules are judged again: a
check is settled by the gap when its outcome is known in all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from fangpin.rules.judge import judge, prepare
from fangpin.rules.states import rule_states, uncovered_counties

if TYPE_CHECKING:
    import duckdb

    from fangpin.run import Judged

HUGE = 100_000_000  # yuan: a cost above every line
Pair = tuple[int, str]


@dataclass(frozen=True)
class Gap:
    """What one roster or column would settle: rule -> households; alone: all of them."""

    name: str
    label: str
    settles: Mapping[str, tuple[str, ...]]

    @property
    def households(self) -> int:
        """How many households have a check that it settles."""
        return len({h for several in self.settles.values() for h in several})


@cache
def gap_tables() -> dict[str, dict[str, Any]]:
    """The gaps as written."""
    text = resources.files("fangpin.facts").joinpath("gaps.toml").read_text("utf-8")
    return tomllib.loads(text)


def find_gaps(done: Judged) -> list[Gap]:
    """Every gap that settles a check, the one that settles most first."""
    import duckdb

    names: dict[int, str] = dict(
        done.connection.execute("select hh, household_id from household_fact").fetchall()
    )
    checks = pairs(done.connection, "hit is null")
    made = []
    with duckdb.connect() as fresh:
        copy_checked(done.connection, fresh)
        for name, table in gap_tables().items():
            if table.get("roster") in done.setting.given.names and "household" not in table:
                continue
            settled = settle(done, fresh, table, checks)
            if settled:
                made.append(Gap(name, table["label"], by_rule(settled, names)))
    return sorted(made, key=lambda gap: (-gap.households, gap.name))


def copy_checked(source: duckdb.DuckDBPyConnection, fresh: duckdb.DuckDBPyConnection) -> None:
    """Copy the facts of the households with a check."""
    where = "where hh in (select hh from alert where hit is null)"
    for table in ("household_fact", "person_fact"):
        rows = source.sql(f"select * from {table} {where}").to_arrow_table()
        fresh.register("incoming", rows)
        fresh.execute(f"create table base_{table} as select * from incoming")
        fresh.unregister("incoming")


def pairs(connection: duckdb.DuckDBPyConnection, where: str) -> set[Pair]:
    """The (household, rule) of alerts."""
    return set(connection.execute(f"select hh, rule from alert where {where}").fetchall())


def settle(
    done: Judged, fresh: duckdb.DuckDBPyConnection, table: Mapping[str, Any], checks: set[Pair]
) -> set[Pair]:
    """The checks that are known under every scenario of a gap."""
    left = set(checks)
    changed = False
    for household, person in scenarios(table):
        changed |= fill(fresh, "household_fact", household, "true")
        changed |= fill(fresh, "person_fact", person, table.get("where", "true"))
        judge_filled(done, fresh, table)
        left -= pairs(fresh, "hit is null")
    return left if changed or table.get("roster") else set()


def scenarios(table: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each scenario: (facts of the household, facts of persons); costs are set, not filled."""
    if "costs" in table or "set" in table:
        yield {}, {}
        worst = table.get("set") or {
            table["costs"]: HUGE,
            "rigid_costs": HUGE,
            "net_after_costs": -HUGE,
        }
        yield {f"={name}": value for name, value in worst.items()}, {}
        return
    for household in table.get("household", [{}]):
        for person in table.get("persons", [{}]):
            yield household, person


def fill(
    fresh: duckdb.DuckDBPyConnection, table: str, values: Mapping[str, Any], where: str
) -> bool:
    """Make a table of facts with null ones filled (`=name`: set); whether any row changed."""
    known = {row[0]: row[1] for row in fresh.execute(f"describe base_{table}").fetchall()}
    parts, nulls = [], []
    for name, value in values.items():
        column = name.lstrip("=")
        if column not in known:
            continue
        cast = f"cast({literal(value)} as {known[column]})"
        if name.startswith("="):
            parts.append(f"{cast} as {column}")
        else:
            unknown = f"({column} is null and ({where}))"
            parts.append(f"case when {unknown} then {cast} else {column} end as {column}")
            nulls.append(unknown)
    chosen = f"* replace ({', '.join(parts)})" if parts else "*"
    fresh.execute(f"create or replace table {table} as select {chosen} from base_{table}")
    if not nulls:
        return bool(parts)
    row = fresh.execute(f"select 1 from base_{table} where {' or '.join(nulls)} limit 1").fetchone()
    return row is not None


def literal(value: Any) -> str:
    """A value of the gaps' file as a SQL literal."""
    if isinstance(value, bool):
        return str(value).lower()
    return (
        str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
    )


def judge_filled(done: Judged, fresh: duckdb.DuckDBPyConnection, table: Mapping[str, Any]) -> None:
    """Judge the filled facts; a roster that would come counts as given."""
    setting, states = done.setting, done.states
    roster = table.get("roster")
    if roster:
        columns = {f"{roster}.{column}" for column in table["columns"]}
        given = replace(setting.given, names=setting.given.names | {roster} | columns)
        setting = replace(setting, given=given)
        covered = done.connection.sql("select * from county_covered").to_arrow_table().to_pylist()
        states = rule_states(setting, uncovered_counties(covered, given))
    judge(fresh, prepare(fresh, setting, states))


def by_rule(settled: set[Pair], names: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    """The household numbers of settled checks by rule."""
    made: dict[str, list[str]] = {}
    for hh, rule in settled:
        made.setdefault(rule, []).append(names[hh])
    return {rule: tuple(sorted(made[rule])) for rule in sorted(made)}
