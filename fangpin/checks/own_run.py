"""The own rules of one run: their facts added, and said in words where alerts are explained."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from fangpin.checks.beside import files_of
from fangpin.checks.own import HOME, Own
from fangpin.checks.own_facts import Loaded, attach, compute, in_order, kinds_read
from fangpin.checks.tables import find_column
from fangpin.errors import UseError

if TYPE_CHECKING:
    import duckdb

    from fangpin.checks.reading import Read
    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.run import ScanOptions

SHOWN = 5  # rows that one alert lists before it only counts them
FIRST = 1_500_000_000  # after the places of the rows that shipped facts come from


@dataclass
class OwnRun:
    """What own rules rest on in one run; texts: None where no column of a roster is named."""

    own: Own
    read: Rosters
    texts: Read | None
    loaded: Loaded = field(default_factory=Loaded)

    def add(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Compute the own facts and put them beside the others."""
        if not self.own.facts:
            return
        rosters = self.texts.rosters if self.texts is not None else ()
        self.loaded, made = compute(connection, self.own, self.read, rosters)
        attach(connection, made)

    def say(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Own facts in words where an alert says what is missing, and the rows they come from."""
        for fact in self.own.facts:
            connection.execute(
                "update lacking set name = $label where name = $name",
                {"label": fact.label, "name": fact.name},
            )
        if self.own.facts:
            say_rows(connection, self)


def own_run(own: Own, options: ScanOptions, read: Rosters, kinds: Kinds) -> OwnRun:
    """The texts of the rosters whose columns own rules name, read once more; none where they
    name none."""
    from fangpin.checks.reading import read as read_texts

    wanted = kinds_read(own)
    if own.facts and options.engine != "local":
        raise UseError(
            f"--engine {options.engine} 下,自己的规则 {own.facts[0].rule} 不能用名册的列",
            "去掉 --engine,或只用事实",
        )
    if not wanted:
        return OwnRun(own, read, None)
    return OwnRun(own, read, read_texts(files_of(wanted, read), kinds, options.how_to_read()))


def say_rows(connection: duckdb.DuckDBPyConnection, run: OwnRun) -> None:
    """The rows of rosters that the facts of a rule came from, at most so many of each alert."""
    seen: dict[tuple[str, str], set[str]] = {}
    for fact in run.own.facts:
        for use, _ in fact.uses:
            headers = seen.setdefault((fact.rule, use.table), set())
            headers |= {use.column} - {""}
    per = {rule.id: rule.per for rule in run.own.book.rules.values()}
    for (rule, table), headers in sorted(seen.items()):
        kind = run.own.tables[table].name.kind
        if not headers and kind == HOME:
            continue  # every alert says where its household stands
        connection.register("own_rows", run.loaded.rows[table].select(["at", "hh", "id18"]))
        connection.register("own_heads", heads(run, table, headers))
        whose = CONCERNED if per[rule] == "person" else ""
        connection.execute(SAID.format(kind=kind, whose=whose), {"rule": rule, "first": FIRST})
        connection.unregister("own_rows")
        connection.unregister("own_heads")


def heads(run: OwnRun, table: str, wanted: Collection[str]) -> pa.Table:
    """source -> what is said of its columns: those of the wanted ones that it has."""
    known = run.own.tables[table]
    sources = [one for one in run.read.sources if one.kind == known.name.kind]
    rosters = run.texts.rosters if run.texts is not None and wanted else []
    places = [(one.file, one.sheet, one.rows) for one in sources]
    aligned = list(in_order(places, known.name.kind, rosters)) if rosters else []
    told = []
    for number in range(len(sources)):
        there = [h for h in sorted(wanted) if find_column(aligned[number], h) is not None]
        told.append("“" + "、".join(there) + "”" if there else "")
    return pa.table(
        {
            "source": pa.array([one.source for one in sources], pa.int32()),
            "told": pa.array(told, pa.string()),
        }
    )


CONCERNED = """
        and o.id18 in (
            select cast(c.pid as varchar) from concerned c where c.hh = a.hh and c.rule = a.rule
        )"""
SAID = f"""
    insert into said
    select hh, $rule, $first + place, case when place <= {SHOWN}
        then '来源：' || file || case when sheet = '' then '' else '［' || sheet || '］' end
            || '第' || row || '行' || told
        else '来源：另有' || (total - {SHOWN}) || '行' end
    from (
        select a.hh, r.row, s.file, s.sheet, h.told,
            row_number() over (partition by a.hh order by r.ord) as place,
            count(*) over (partition by a.hh) as total
        from alert a
        join own_rows o on o.hh = cast(a.hh as varchar)
        join all_{{kind}} r on r.ord = o.at
        join source s on s.source = r.source
        join own_heads h on h.source = r.source
        where a.rule = $rule{{whose}}
    ) where place <= {SHOWN} + 1
"""
