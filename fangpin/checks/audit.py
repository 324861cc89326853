"""An audit: checks bound before anything is read, then rosters read, loaded, judged, explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from fangpin.checks.compile import Compiler
from fangpin.checks.pack import Pack
from fangpin.checks.plan import KEYS, Plan, Use
from fangpin.checks.scope import Bound
from fangpin.checks.syntax import Written
from fangpin.checks.tables import Table, arrow_of, fill_tables, name_tables, similar
from fangpin.database import county_aliases
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.checks.judge import Places
    from fangpin.checks.texts import Texts


@dataclass
class Prepared:
    """The bound checks of a run: what was known before anything was read.

    aliases: names of counties -> canonical ones.
    """

    bound: list[Bound]
    plan: Plan
    tables: dict[str, Table]
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Judged:
    """What the checks found. found: check -> rows (ord) of its table; loaded: the rows of each
    table; left_out: check -> why it was not run, partly: check -> files that it was not run on."""

    prepared: Prepared
    bound: list[Bound]
    found: dict[str, Places]
    loaded: dict[str, pa.Table]
    left_out: dict[str, str] = field(default_factory=dict)
    partly: dict[str, str] = field(default_factory=dict)


def prepare(
    pack: Pack, kinds: Kinds, as_of: date, places: Mapping[str, str] | None = None
) -> Prepared:
    """Bind every check. Raises UseError for the first that is wrong; nothing has been read."""
    names, tables = name_tables(pack, kinds)
    plan = Plan()
    day = as_of.year * 10000 + as_of.month * 100 + as_of.day
    compiler = Compiler(plan, names, pack.definitions, day)
    bound = [compiler.bind(check) for check in pack.checks.values()]
    return Prepared(bound, plan, tables, county_aliases(places or {}))


def judge(prepared: Prepared, rosters: Sequence[Texts]) -> Judged:
    """Run the checks that the rosters allow over them.

    Raises UseError for a column that no roster of its table has, where the check says so.
    """
    fill_tables(prepared.tables.values(), rosters)
    why = {one.check.id: missing(one, prepared.tables) for one in prepared.bound}
    ready = [one for one in prepared.bound if not why[one.check.id]]
    made = Judged(prepared, ready, {}, load(prepared, ready), {n: w for n, w in why.items() if w})
    run(made)
    for one in made.bound:
        leave_out_files(one, made)
    return made


def judged_ids(made: Judged) -> set[str]:
    """The checks that were run."""
    return {one.check.id for one in made.bound}


def load(prepared: Prepared, ready: Sequence[Bound]) -> dict[str, pa.Table]:
    """The rows of every table that a check uses, with the columns that they use or show."""
    number_keys = any(not one.check.within_household for one in ready)
    used = {use.table for one in ready for use, _ in one.uses}
    used |= {use.table for one in ready for use in one.evidence}
    names = prepared.plan.names
    uses = {(t, n): next(iter(prepared.plan.uses[n])) for (t, _), n in names.items()}
    loaded = {}
    for name in sorted(used, key=lambda one: int(one[1:])):
        table = prepared.tables[name]
        columns = {n: use.column for (t, n), use in uses.items() if t == name}
        present = {
            n: h
            for n, h in columns.items()
            if len(table.lacking(Use(name, h))) < len(table.rosters)
        }
        if table.rosters:
            loaded[name] = arrow_of(table, present, number_keys, prepared.aliases)
    return loaded


def run(made: Judged) -> None:
    """Find the rows on which each of the checks that can be run is true."""
    from fangpin.checks import judge as database

    plan, tables = made.prepared.plan, made.prepared.tables
    connection = database.connect()
    try:
        with database.limited(connection):
            database.load(connection, plan, made.loaded)
            pairs = {pair for one in made.bound for pair in one.pairs}
            leave_out_crowded(made, database.crowded(connection, pairs))
            wanted = {use for one in made.bound for use, _ in one.uses}
            folds = [f for f in plan.folds.values() if f.uses <= wanted]
            database.fold(connection, folds)
            made.found = database.judge(connection, made.bound, tables)
    finally:
        connection.close()


def leave_out_crowded(made: Judged, crowded: Mapping[tuple[str, str], int]) -> None:
    """Take out checks that would compare each of too many rows of one key with each other."""
    for one in made.bound:
        for table, key in sorted(one.pairs & crowded.keys()):
            title, count = made.prepared.tables[table].title, crowded[table, key]
            told = f"“{title}”有 {count} 行的{KEYS[key]}相同,不能逐对核查"
            made.left_out[one.check.id] = told
    made.bound = [one for one in made.bound if one.check.id not in made.left_out]


def leave_out_files(bound: Bound, made: Judged) -> None:
    """Take out what a check found in files that lack one of its columns: there it says nothing."""
    import numpy as np

    table = made.prepared.tables[bound.table]
    lacking = sorted({n for use, _ in bound.uses if use.table == table.id
                      for n in table.lacking(use)})  # fmt: skip
    if lacking:
        places = made.found[bound.check.id]
        source = made.loaded[table.id]["src"].to_numpy()[places]
        made.found[bound.check.id] = places[~np.isin(source, lacking)]
        made.partly[bound.check.id] = "、".join(table.rosters[n].file for n in lacking)


def missing(bound: Bound, tables: Mapping[str, Table]) -> str:
    """Why a check can't be run, "" where it can.

    Raises UseError where a column is nowhere and the check does not say that it may be missing.
    """
    absent = [t.title for t in tables.values() if not t.rosters
              and any(use.table == t.id for use, _ in bound.uses)]  # fmt: skip
    if absent:
        return "未提供:" + "、".join(dict.fromkeys(absent))
    for use, written in bound.uses:
        table = tables[use.table]
        lacking = table.lacking(use)
        if not lacking:
            continue
        if len(lacking) == len(table.rosters) and bound.check.missing == "refuse":
            raise not_found(table, use, written)
        if len(lacking) == len(table.rosters) or use.table != bound.table:
            file = "" if len(table.rosters) == 1 else f"({table.rosters[lacking[0]].file})"
            return f"“{table.title}”{file}没有“{use.column or KEYS.get(use.key, '证件号码')}”一列"
    return ""


def not_found(table: Table, use: Use, written: Written) -> Exception:
    """The error about a column that is not there, with the headers that are like it."""
    if use.key:
        key = KEYS.get(use.key, "证件号码")
        return written.fail(f"“{table.title}”没有“{key}”一列,不能这样对照", hint_of(use.key))
    near = similar(table, use.column)
    hint = "相近的列:" if near else "它的列有:"
    hint += "、".join(near or table.headers()[:10])
    line = written.line_of(use.column)
    return written.fail(f"“{table.title}”没有“{use.column}”这一列", hint, line)


def hint_of(key: str) -> str:
    """What to do where a roster can't be joined by a key."""
    if key == "hh":
        return "按人对照:有成员(有记录('名册', 条件))"
    return "请检查 table 和 unit"
