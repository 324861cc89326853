"""Run the checks in the database: rows, folds, then one query for each table and unit."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from fangpin.checks.plan import INNER, OUTER, Fold, Group, Plan
from fangpin.checks.scope import Bound
from fangpin.checks.tables import Table
from fangpin.errors import UseError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Places = npt.NDArray[np.int64]
MOST_PAIRED = 2000  # rows of one key that are still compared pair by pair
LONGEST = 300.0  # seconds in the database before a run is given up


def connect() -> duckdb.DuckDBPyConnection:
    """A database of this process alone that can reach no file and no network."""
    import duckdb

    from fangpin.database import literal, spill_folder

    connection = duckdb.connect()
    connection.execute(f"set temp_directory = {literal(spill_folder())}")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


@contextmanager
def limited(connection: duckdb.DuckDBPyConnection, seconds: float = LONGEST) -> Iterator[None]:
    """Give up a run that takes minutes, as a wrong call and not as an endless wait."""
    import duckdb

    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise UseError(
            f"核查用时超过 {seconds:.0f} 秒,已停下",
            "请检查户编号或证件号码是否大量重复,或减少 有同值、有两人 这类条件",
        ) from None
    finally:
        timer.cancel()


def load(connection: duckdb.DuckDBPyConnection, plan: Plan, loaded: Mapping[str, pa.Table]) -> None:
    """Make rows_<table> of every table: its cells and the columns derived from them."""
    for name, rows in loaded.items():
        there = set(rows.column_names)
        derived = "".join(
            f", {one.sql} as {one.name}"
            for one in plan.derived.values()
            if one.table == name and all(plan.column(use) in there for use in one.uses)
        )
        firsts = "".join(
            f", {key} is not null and row_number() over (partition by {key} order by ord) = 1"
            f" as first_{key}"
            for key in ("hh", "place")
        )
        connection.register("incoming", rows)
        connection.execute(
            f"create table rows_{name} as select *{firsts}{derived} from incoming order by ord"
        )
        connection.unregister("incoming")


def crowded(
    connection: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Of the tables whose rows are compared pair by pair: keys that stand in too many rows."""
    found = {}
    for table, key in sorted(pairs):
        query = f"select count(*) as n from rows_{table} where {key} is not null group by {key}"
        ((most,),) = connection.execute(f"select coalesce(max(n), 0) from ({query})").fetchall()
        if most > MOST_PAIRED:
            found[table, key] = int(most)
    return found


def fold(connection: duckdb.DuckDBPyConnection, folds: Sequence[Fold]) -> None:
    """Make a table for each group of folds: one pass over the rows of a table for each key."""
    groups: dict[Group, list[Fold]] = {}
    for one in folds:
        groups.setdefault(one.group, []).append(one)
    first = [g for g, several in groups.items() if not any(one.joins for one in several)]
    for group in [*first, *(g for g in groups if g not in first)]:
        connection.execute(fold_query(group, groups[group]))


def fold_query(group: Group, folds: Sequence[Fold]) -> str:
    """SQL: the folds of one group."""
    key = f"{INNER}.{group.key}"
    source = f"rows_{group.table} {INNER}"
    if group.kind == "p":
        key = f"a.{group.key}"
        source = (
            f"rows_{group.table} a join rows_{group.table} b"
            f" on a.{group.key} = b.{group.key} and a.ord <> b.ord"
        )
    elif group.kind != "k":
        source = folds[0].source
    joins = sorted(set().union(*(one.joins for one in folds)))
    made = "".join(f", {one.sql} as {one.name}" for one in folds)
    return (
        f"create table {group.alias} as select {key} as {group.key}{made} from {source}"
        f"{join_all(joins, INNER)} where {key} is not null group by {key}"
    )


def join_all(groups: Sequence[Group], alias: str) -> str:
    """SQL: the folds beside the rows that they belong to."""
    return "".join(f" left join {g.alias} on {g.alias}.{g.key} = {alias}.{g.key}" for g in groups)


def judge(
    connection: duckdb.DuckDBPyConnection, bound: Sequence[Bound], tables: Mapping[str, Table]
) -> dict[str, Places]:
    """The rows (by ord) on which each check is true; one query for each table and unit."""
    passes: dict[tuple[str, str], list[Bound]] = {}
    for one in bound:
        passes.setdefault((one.table, one.check.unit), []).append(one)
    found: dict[str, Places] = {}
    for (table, unit), several in passes.items():
        answer = connection.sql(query(table, unit, several, tables[table])).to_arrow_table()
        places = answer["ord"].to_numpy()
        for number, one in enumerate(several):
            true = pc.fill_null(answer[f"x{number}"], False).to_numpy()
            found[one.check.id] = places[np.flatnonzero(true)]
    return found


def query(table: str, unit: str, bound: Sequence[Bound], known: Table) -> str:
    """SQL: every check of one table and unit over its rows, households or villages."""
    made = "".join(f", {one.sql} as x{n}" for n, one in enumerate(bound))
    joins = sorted(set().union(*(one.joins for one in bound)))
    where = {"household": only_first("hh", known, "H"), "village": only_first("place", known, "V")}
    return (
        f"select {OUTER}.ord{made} from rows_{table} {OUTER}{join_all(joins, OUTER)}"
        f" where {where.get(unit, 'true')} order by {OUTER}.ord"
    )


def only_first(key: str, table: Table, own: str) -> str:
    """SQL: the rows that stand for the unit: of a roster of such units all, else the first."""
    kind = table.rosters[0].kind
    assert kind is not None
    return f"{OUTER}.{key} is not null" if kind.key == own else f"{OUTER}.first_{key}"
