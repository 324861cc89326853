"""Counts of households and persons by county, town and village, from the alerts themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from fangpin.report import masks, suppress, together
from fangpin.report.machine import as_frame
from fangpin.report.model import Privacy, Results
from fangpin.report.run import rule_state
from fangpin.report.words import LEVEL_WORDS, NO_PLACE

KEY = "household_id"
PLACES = ("county", "town", "village")
HIDDEN, NOT_EVALUATED = "*", "—"
Cell = int | float | str | None


@dataclass(frozen=True)
class Figure:
    """A column of counts.

    group, header: its two headings; flag: the boolean column counted; persons: count sizes instead
    of households; rule: the one rule it rests on, if any; illness: tells who is ill or disabled.
    """

    group: str
    header: str
    flag: str
    persons: bool = False
    rule: str = ""
    illness: bool = False


def figures(results: Results) -> list[Figure]:
    """The columns of the tables by place."""
    every = [
        Figure("全部农户", "户", "all"),
        Figure("全部农户", "人", "all", persons=True),
        Figure("监测对象（去重）", "户", "monitoring"),
        Figure("监测对象（去重）", "人", "monitoring", persons=True),
    ]
    for rule, name in _named(results, "GN"):
        every += [Figure(name, "户", rule, rule=rule), Figure(name, "人", rule, True, rule)]
    every.append(Figure("支出和申请预警（户）", "去重", "warning"))
    for rule, name in _named(results, "W"):
        text = results.rules[rule]
        told = masks.tells_of_illness(text.name, text.cause)
        every.append(Figure("支出和申请预警（户）", name, rule, rule=rule, illness=told))
    every += [Figure("预警户按最急级别（户）", word, word) for word in LEVEL_WORDS.values()]
    every += [
        Figure("其他（户）", "预警户合计", "hit"),
        Figure("其他（户）", "只有待核", "only_check"),
        Figure("其他（户）", "应纳未纳", "unmonitored"),
    ]
    if "new" in results.alerts["change"].unique().to_pylist():
        every.append(Figure("其他（户）", "新增预警", "new"))
    return every


def _named(results: Results, groups: str) -> Iterator[tuple[str, str]]:
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        if rule[0] in groups:
            yield rule, text.name


def homes(results: Results) -> pl.DataFrame:
    """One row a household: its place, size, and a boolean column a rule and a figure's flag."""
    alerts = as_frame(results.alerts).select(KEY, "rule", "outcome", "level", "monitored", "change")
    hit = pl.col("outcome") == "hit"
    ranks = {level: rank for rank, level in enumerate(LEVEL_WORDS)}
    rank = pl.col("level").replace_strict(ranks, default=None, return_dtype=pl.Int8)
    flags = alerts.group_by(KEY).agg(
        *((hit & (pl.col("rule") == rule)).any().alias(rule) for rule in results.rules),
        monitoring=(hit & pl.col("rule").str.contains("^[GN]")).any(),
        warning=(hit & pl.col("rule").str.starts_with("W")).any(),
        hit=hit.any(),
        only_check=~hit.any(),
        unmonitored=(hit & (pl.col("monitored") == "应纳未纳")).any(),
        new=(hit & (pl.col("change") == "new")).any(),
        rank=rank.filter(hit).min(),
    )
    levels = [
        (pl.col("rank") == place).alias(word) for place, word in enumerate(LEVEL_WORDS.values())
    ]
    return (
        as_frame(results.households)
        .select(KEY, pl.col(*PLACES).replace("", None).fill_null(NO_PLACE), "size")
        .join(flags, on=KEY, how="left")
        .with_columns(*levels, all=pl.lit(True))
        .with_columns(pl.col(pl.Boolean).fill_null(False))
    )


def by_place(
    frame: pl.DataFrame, columns: list[Figure], depth: int
) -> dict[tuple[str, ...], list[int]]:
    """Counts by the first `depth` of county, town, village; the path () is the whole city."""
    counts = [
        pl.col("size").filter(pl.col(f.flag)).sum() if f.persons else pl.col(f.flag).sum()
        for f in columns
    ]
    aggregates = [count.alias(str(place)) for place, count in enumerate(counts)]
    places = list(PLACES[:depth])
    table = frame.group_by(places).agg(aggregates) if depth else frame.select(aggregates)
    rows = {tuple(row[:depth]): [int(n or 0) for n in row[depth:]] for row in table.iter_rows()}
    return dict(sorted(rows.items()))


@dataclass(frozen=True)
class Table:
    """Counts of every place of every depth, with which illness cells are hidden."""

    columns: list[Figure]
    cells: dict[tuple[str, ...], list[int]]
    hidden: frozenset[tuple[int, tuple[str, ...]]]
    not_in: dict[str, frozenset[str]]  # rule -> counties where it was not evaluated
    off: frozenset[str]  # rules not evaluated anywhere

    def row(self, path: tuple[str, ...]) -> list[Cell]:
        """The cells of a place as they are shown."""
        return [self._shown(place, path) for place in range(len(self.columns))]

    def _shown(self, place: int, path: tuple[str, ...]) -> Cell:
        rule = self.columns[place].rule
        if rule in self.off or (path and path[0] in self.not_in.get(rule, ())):
            return NOT_EVALUATED
        return HIDDEN if (place, path) in self.hidden else self.cells[path][place]


def table(results: Results, privacy: Privacy) -> Table:
    """Everything that the sheets by county, town and village show."""
    frame, columns = homes(results), figures(results)
    cells = {
        path: row for depth in range(4) for path, row in by_place(frame, columns, depth).items()
    }
    states = {rule: rule_state(results.run, rule) for rule in results.rules}
    not_in = {rule: frozenset(state.not_in) for rule, state in states.items()}
    off = frozenset(rule for rule, state in states.items() if state.state == "not")
    shown = Table(columns, cells, frozenset(), not_in, off)
    return shown if privacy == "work" else replace(shown, hidden=_hidden(shown))


def _hidden(shown: Table) -> frozenset[tuple[int, tuple[str, ...]]]:
    """The cells that tell of illness, or what would give them away: (column, place)."""
    causes = [
        (place, figure)
        for place, figure in enumerate(shown.columns)
        if figure.rule.startswith("W") and figure.rule not in shown.off
    ]
    told = [place for place, figure in causes if figure.illness]
    if not told:
        return frozenset()
    others = [place for place, figure in causes if not figure.illness]
    flags = {figure.flag: n for n, figure in enumerate(shown.columns) if not figure.persons}
    bounds = [flags["hit"], *(_above(shown, told, flags.get("G4")))]
    trees = {}
    for path, row in shown.cells.items():
        off = {c for c, place in enumerate(told) if shown.row(path)[place] == NOT_EVALUATED}
        trees[path] = together.Figures(
            tuple(row[place] for place in told),
            tuple(row[place] for place in others),
            row[flags["warning"]],
            min(row[place] for place in bounds),
            frozenset(off),
        )
    gone = together.hidden(trees)
    return frozenset((place, path) for place in (*told, flags["warning"]) for path in gone)


def _above(shown: Table, told: Sequence[int], column: int | None) -> list[int]:
    """A column with at least as many households everywhere: costs over a year's income make a
    household one of G4 as well."""
    if column is None or shown.columns[column].rule in shown.off:
        return []
    if shown.not_in.get(shown.columns[column].rule):
        return []
    rows = shown.cells.values()
    return [column] if all(row[column] >= row[place] for row in rows for place in told) else []


def levels(results: Results, whole: Table, privacy: Privacy) -> list[list[Cell]]:
    """Rows of warning, county, its hits by level and in all; 全市 first.

    The totals are those of `whole`; levels are hidden by the row, so that no total gives one away.
    """
    rows: list[list[Cell]] = []
    hits = as_frame(results.alerts).filter(pl.col("outcome") == "hit")
    paths = [path for path in whole.cells if len(path) == 1]
    for place, figure in enumerate(whole.columns):
        if not figure.rule.startswith("W") or figure.rule in whole.off:
            continue
        cells = _level_counts(hits.filter(pl.col("rule") == figure.rule), paths)
        hide = figure.illness and privacy != "work"
        gone = _levels_gone(cells, whole, place) if hide else frozenset()
        for path, parts in cells.items():
            total = whole.row(path)[place]
            known = [HIDDEN] * len(parts) if path in gone else parts
            shown = [NOT_EVALUATED] * len(parts) if total == NOT_EVALUATED else known
            rows.append([figure.header, path[0] if path else "全市", *shown, total])
    return rows


def _level_counts(
    hits: pl.DataFrame, paths: Sequence[tuple[str, ...]]
) -> dict[tuple[str, ...], list[int]]:
    """Hits by level of the city, then of each county."""
    found: dict[tuple[str, str], int] = {
        (county, level): count
        for county, level, count in hits.group_by(
            pl.col("county").replace("", None).fill_null(NO_PLACE), "level"
        )
        .len()
        .iter_rows()
    }
    counties = {path: [found.get((path[0], level), 0) for level in LEVEL_WORDS] for path in paths}
    city = [sum(parts) for parts in zip(*counties.values(), strict=True)]
    return {(): city or [0] * len(LEVEL_WORDS), **counties}


def _levels_gone(
    cells: dict[tuple[str, ...], list[int]], whole: Table, place: int
) -> frozenset[tuple[str, ...]]:
    """The places whose levels are not shown; with any county the city goes too."""
    already = {path for path in cells if (place, path) in whole.hidden}
    small = {path for path, parts in cells.items() if suppress.SMALL & set(parts)}
    gone = frozenset(already | small)
    return gone | {()} if gone else gone
