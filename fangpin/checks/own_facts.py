"""Own facts: computed from the texts of rosters as the scan linked them, put beside the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from fangpin.checks import judge as database
from fangpin.checks.audit import not_found
from fangpin.checks.own import HOME, Own
from fangpin.checks.own_bind import OwnFact, column_of
from fangpin.checks.own_names import fact_types, kind_of
from fangpin.checks.plan import KEYS, OUTER, Use
from fangpin.checks.tables import Table, cells, fill_tables, find_column

if TYPE_CHECKING:
    import duckdb

    from fangpin.checks.texts import Texts
    from fangpin.reading import Rosters

# Where a village's name ends in its committee's title it is the same village (match/places.sql).
COMMITTEE = "(村民委员会|村委会|居民委员会|居委会)$"
VILLAGE = f"regexp_replace(regexp_replace({{0}}, '{COMMITTEE}', ''), '村$', '')"
PLACE = "coalesce({0}.county, '') || '/' || coalesce({0}.town, '') || '/' || {1}"
PEOPLE = f"""
    select p.pid, p.hh as home, cast(p.hh as varchar) as hh,
        case when n.id_number is not null then cast(p.pid as varchar) end as id18,
        {PLACE.format("g", "g.village_key")} as place,
        case when n.kind = 'm' then n.ord end as at{{facts}}
    from person_fact p
    join person n on n.pid = p.pid
    join household_fact h on h.hh = p.hh
    join household_place g on g.hh = p.hh
    where p.recorded
    order by p.hh, not n.is_head, p.pid
"""
LINKED = f"""
    select r.ord as at, cast(r.hh as varchar) as hh, cast(r.pid as varchar) as id18,
        {PLACE.format("g", "g.village_key")} as place
    from {{rows}} r
    left join household_place g on g.hh = r.hh
    where r.hh is not null
    order by r.ord
"""
FORMING = {
    "members": "(select m.ord, n.hh, case when n.id_number is not null then n.pid end as pid"
    " from members m join person n on n.kind = 'm' and n.ord = m.ord)",
    "population": "(select m.ord, n.hh, n.pid from population m"
    " join person n on n.id_number = m.id_number)",
    "deaths": "(select m.ord, n.hh, n.pid from deaths m"
    " join person n on n.id_number = m.id_number)",
}
OF_VILLAGES = f"""
    select r.ord as at, cast(null as varchar) as hh, cast(null as varchar) as id18,
        {PLACE.format("r", VILLAGE.format("r.village"))} as place
    from {{kind}} r where r.village is not null order by r.ord
"""
TYPES = {"number": "double", "text": "varchar", "bool": "boolean"}


@dataclass
class Loaded:
    """The rows of each table as the own facts see them.

    rows: table id -> ord, at (the kind's `ord`), hh, id18, place, columns; persons: pid and home of
    the rows of people.
    """

    rows: dict[str, pa.Table] = field(default_factory=dict)
    persons: pa.Table | None = None


def used_tables(own: Own) -> dict[str, set[str]]:
    """Table id -> the columns of it that own facts use."""
    found: dict[str, set[str]] = {}
    for fact in own.facts:
        for use, _ in fact.uses:
            columns = found.setdefault(use.table, set())
            if use.column:
                columns.add(use.column)
    return found


def kinds_read(own: Own) -> set[str]:
    """The kinds of which texts are needed."""
    return {own.tables[name].name.kind for name, columns in used_tables(own).items() if columns}


def compute(
    connection: duckdb.DuckDBPyConnection, own: Own, read: Rosters, texts: Sequence[Texts]
) -> tuple[Loaded, dict[str, pa.Table]]:
    """The rows looked at, and the own facts by unit: hh or pid, and a column a fact.

    texts: the rosters of the kinds that are needed. Raises UseError for a column that no roster of
    its kind has; a kind that was not given has no rows.
    """
    fill_tables(own.tables.values(), texts)
    refuse_unknown(own, {one.kind for one in read.sources})
    loaded = load(connection, own, read, texts)
    inner = database.connect()
    try:
        with database.limited(inner):
            database.load(inner, own.plan, loaded.rows)
            return loaded, judged(inner, own, loaded)
    finally:
        inner.close()


def refuse_unknown(own: Own, given: set[str]) -> None:
    """Raise UseError for a column that is nowhere, or a key by which a roster can't be joined."""
    for fact in own.facts:
        for use, written in fact.uses:
            table = own.tables[use.table]
            if not use.column or table.name.kind not in given:
                continue
            if not table.rosters or len(table.lacking(use)) == len(table.rosters):
                raise not_found(table, use, written)


def load(
    connection: duckdb.DuckDBPyConnection, own: Own, read: Rosters, texts: Sequence[Texts]
) -> Loaded:
    """The rows of every table that own facts use, with their columns as texts."""
    made = Loaded()
    home = next(n for n, t in own.tables.items() if t.name.kind == HOME and not t.name.has)
    needed = used_tables(own)
    for name in sorted({home, *needed}, key=lambda one: int(one[1:])):
        table = own.tables[name]
        rows = people(connection, own) if name == home else linked(connection, table)
        columns = text_columns(own, table, needed.get(name, set()), read, texts)
        at = rows["at"].combine_chunks()
        for column, whole in columns.items():
            rows = rows.append_column(column, whole.take(at))
        if name == home:
            made.persons = rows.select(["pid", "home"])
            rows = rows.drop_columns(["pid", "home"])
        order = pa.array(range(len(rows)), pa.int64())
        made.rows[name] = rows.add_column(0, "ord", order)
    return made


def people(connection: duckdb.DuckDBPyConnection, own: Own) -> pa.Table:
    """The recorded living persons with the facts that own facts name, heads first."""
    named = sorted({one for fact in own.facts for one in fact.facts})
    told = "".join(
        f", {typed(unit[0] + '.' + name, fact_types(unit)[name])} as {column_of(name, unit)}"
        for unit, name in named
    )
    return connection.sql(PEOPLE.format(facts=told)).to_arrow_table()


def typed(column: str, type_name: str) -> str:
    """SQL: a fact as expressions over columns know its type; a day is the number YYYYMMDD."""
    kind = kind_of(type_name)
    if kind == "date":
        return f"(year({column}) * 10000 + month({column}) * 100 + day({column}))"
    return f"cast({column} as double)" if kind == "number" else column


def linked(connection: duckdb.DuckDBPyConnection, table: Table) -> pa.Table:
    """The rows of a roster that count, each with the household and person that it was linked to."""
    kind = table.name.kind
    there = {row[0] for row in connection.execute("show tables").fetchall()}
    if kind in FORMING:
        query = LINKED.format(rows=FORMING[kind])
    elif f"rows_{kind}" in there:
        query = LINKED.format(rows=f"rows_{kind}")
    else:
        query = OF_VILLAGES.format(kind=kind)
    return connection.sql(query).to_arrow_table()


def text_columns(
    own: Own, table: Table, wanted: set[str], read: Rosters, texts: Sequence[Texts]
) -> dict[str, pa.Array]:
    """The columns of a kind in the order of its `ord`, null in tables that lack them.

    Tables of a name that asks for certain columns alone: rows of the others are null.
    """
    if not wanted:
        return {}
    kind = table.name.kind
    sources = [one for one in read.sources if one.kind == kind]
    aligned = list(in_order([(s.file, s.sheet, s.rows) for s in sources], kind, texts))
    made = {}
    for header in sorted(wanted):
        parts = []
        for source, roster in zip(sources, aligned, strict=True):
            usable = any(one is roster for one in table.rosters)
            at = find_column(roster, header) if usable else None
            none = pa.nulls(source.rows, pa.string())
            parts.append(none if at is None else cells(roster, at))
        made[own.plan.column(Use(table.id, header))] = pa.concat_arrays(
            [pa.nulls(0, pa.string()), *parts]
        )
    return made


def in_order(
    sources: Sequence[tuple[str, str, int]], kind: str, texts: Sequence[Texts]
) -> Iterator[Texts]:
    """The texts of each table that the scan read; a file that changed between is our own fault."""
    waiting: dict[tuple[str, str, int], list[Texts]] = {}
    for one in texts:
        if one.kind_name == kind:
            waiting.setdefault((one.file, one.sheet, one.count), []).append(one)
    for at in sources:
        if not waiting.get(at):
            raise RuntimeError(f"{at[0]}: the rows that were read again are not those of the scan")
        yield waiting[at].pop(0)


def judged(inner: duckdb.DuckDBPyConnection, own: Own, loaded: Loaded) -> dict[str, pa.Table]:
    """Every own fact, one query a unit."""
    home = next(n for n, t in own.tables.items() if t.name.kind == HOME and not t.name.has)
    pairs = {pair for fact in own.facts for pair in fact.pairs}
    crowded = database.crowded(inner, pairs)
    for fact in own.facts:
        for table, key in sorted(fact.pairs & crowded.keys()):
            title, count = own.tables[table].title, crowded[table, key]
            _, written = fact.uses[0]
            told = f"“{title}”有 {count} 行的{KEYS[key]}相同,不能逐对比较"
            raise written.fail(told, "请改写,不用 有两人 和 本.")
    database.fold(inner, list(own.plan.folds.values()))
    made = {}
    assert loaded.persons is not None
    for unit, key, which in (("person", "pid", "true"), ("household", "home", f"{OUTER}.first_hh")):
        facts = [fact for fact in own.facts if fact.unit == unit]
        if not facts:
            continue
        answer = inner.sql(query(home, facts, which)).to_arrow_table()
        whose = loaded.persons[key].combine_chunks().take(answer["ord"].combine_chunks())
        made[unit] = answer.set_column(0, "pid" if unit == "person" else "hh", whose)
    return made


def query(table: str, facts: Sequence[OwnFact], which: str) -> str:
    """SQL: own facts over the rows of the persons, or the first of each household."""
    told = "".join(f", cast({f.sql} as {TYPES[f.type]}) as {f.name}" for f in facts)
    joins = sorted(set().union(*(fact.joins for fact in facts)))
    return (
        f"select {OUTER}.ord{told} from rows_{table} {OUTER}{database.join_all(joins, OUTER)}"
        f" where {which} order by {OUTER}.ord"
    )


def attach(connection: duckdb.DuckDBPyConnection, made: Mapping[str, pa.Table]) -> None:
    """Put own facts beside the others, in person_fact and household_fact."""
    for unit, key in (("person", "pid"), ("household", "hh")):
        if unit not in made:
            continue
        names = [name for name in made[unit].column_names if name != key]
        told = ", ".join(f"o.{name}" for name in names)
        connection.register("own_facts", made[unit])
        connection.execute(
            f"create or replace table {unit}_fact as select f.*, {told} from {unit}_fact f"
            f" left join own_facts o on o.{key} = f.{key} order by f.{key}"
        )
        connection.unregister("own_facts")
