"""What the page says: figures, tables and charts, all of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangpin.report import statistics_counts
from fangpin.report.model import Results
from fangpin.report.page import changes
from fangpin.report.page.charts import Chart, bars, rates, stacked
from fangpin.report.page.tables import Cell, Column, County, Grid, county_parts, grid
from fangpin.report.run import as_of, outdated, policy_title, rule_state
from fangpin.report.statistics_counts import Figure, Table
from fangpin.report.statistics_data import departments
from fangpin.report.words import GROUP_WORDS, NO_PLACE, Words

_LEFT_OUT = {
    "not_covered": "没有覆盖的旗县区（靠这份名册的规则在那里不评估）",
    "without_rows": "一行也没有的旗县区（按没有处理，请核对是否漏报）",
}
LEVELS = ("红", "橙", "黄", "蓝")


@dataclass(frozen=True)
class Card:
    """A headline figure: label, number, and a line below it."""

    label: str
    number: Cell
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """A rule that was not wholly evaluated."""

    group: str
    rule: str
    state: str
    missing: str
    not_in: Sequence[str]


@dataclass(frozen=True)
class LeftOut:
    """Rosters that leave counties out: in which way, and (roster, its counties)."""

    how: str
    rosters: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Page:
    """Everything on the page, ready to be laid out."""

    as_of: str
    policy: str
    version: str
    warning: str
    cards: Sequence[Card]
    changes: changes.Changes | None
    charts: Sequence[Chart]
    counties: Grid
    parts: Sequence[County]
    gaps: Sequence[Gap]
    left_out: Sequence[LeftOut]
    quality: Grid
    hidden: bool


def page(results: Results) -> Page:
    """The page of a scan."""
    run = results.run
    table = statistics_counts.table(results, "review")
    columns = shown(table)
    return Page(
        as_of=as_of(run),
        policy=policy_title(run),
        version=str(run.get("version", "")),
        warning=outdated(run) or "",
        cards=cards(table),
        changes=changes.changes(results),
        charts=charts(results, table),
        counties=grid("各旗县区监测与预警", "旗县区", columns, table, ()),
        parts=county_parts(columns, table),
        gaps=gaps(results),
        left_out=left_out(results),
        quality=quality(results),
        hidden=bool(table.hidden),
    )


def shown(table: Table) -> list[Column]:
    """The columns of the tables by place."""
    found = {(figure.flag, figure.persons): n for n, figure in enumerate(table.columns)}
    fixed = [
        ("all", False, "", "全部农户"),
        ("monitoring", False, "监测对象", "户"),
        ("monitoring", True, "监测对象", "人"),
        ("unmonitored", False, "监测对象", "应纳未纳户"),
        ("hit", False, "预警（户）", "合计"),
        *((level, False, "预警（户）", level) for level in LEVELS),
        ("new", False, "预警（户）", "新增"),
        ("only_check", False, "", "只有待核"),
    ]
    columns = [
        Column(found[flag, persons], group, header)
        for flag, persons, group, header in fixed
        if (flag, persons) in found
    ]
    return columns + [
        Column(place, "支出和申请预警（户）", figure.header)
        for place, figure in enumerate(table.columns)
        if figure.rule.startswith("W") and figure.rule not in table.off
    ]


def cards(table: Table) -> list[Card]:
    """The headline figures."""
    city = dict(zip([(f.flag, f.persons) for f in table.columns], table.row(()), strict=True))
    levels = "，".join(f"{level} {city[level, False]}" for level in LEVELS)
    made = [
        Card("全部农户", city["all", False], f"{city['all', True]} 人"),
        Card("监测对象", city["monitoring", False], f"{city['monitoring', True]} 人，已去重"),
        Card("应纳未纳", city["unmonitored", False], "符合条件、不在监测名单的户"),
        Card("有预警的户", city["hit", False], f"按最急级别：{levels}"),
        Card("只有待核的户", city["only_check", False], "缺名册或缺项，入户问清"),
    ]
    if ("new", False) in city:
        made.append(Card("新增预警的户", city["new", False], "上次没有、这次有"))
    return made


def charts(results: Results, table: Table) -> list[Chart]:
    """Levels and groups by county, causes and guarantees of the city."""
    found = {(figure.flag, figure.persons): n for n, figure in enumerate(table.columns)}
    counties = [path for path in table.cells if len(path) == 1]
    levels = [(level, found[level, False]) for level in LEVELS]
    made = [
        stacked("level", "各旗县区预警户，按最急级别", table, counties, levels),
        bars("group", "监测对象各类（户，一户可属几类）", _city(table, "GN")),
        bars("cause", "支出和申请预警各类（户，一户可有几类）", _city(table, "W")),
        rates(results),
    ]
    return [chart for chart in made if chart is not None]


def _city(table: Table, groups: str) -> list[tuple[str, Cell]]:
    row = table.row(())
    return [(_name(f), row[n]) for n, f in enumerate(table.columns) if _counts(f, groups)]


def _name(figure: Figure) -> str:
    return figure.group if figure.rule[0] in "GN" else figure.header


def _counts(figure: Figure, groups: str) -> bool:
    return bool(figure.rule) and figure.rule[0] in groups and not figure.persons


def gaps(results: Results) -> list[Gap]:
    """The rules that were not, or not wholly, evaluated."""
    words = Words(results.names)
    made = []
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        state = rule_state(results.run, rule)
        if state.state != "evaluated" or state.missing or state.not_in:
            group = GROUP_WORDS.get(rule[:1], "其他")
            lacks = state.lacked(words)
            made.append(Gap(group, text.name, state.word, lacks, list(state.not_in)))
    return made


def left_out(results: Results) -> list[LeftOut]:
    """Rosters that do not cover a county, and rosters without a single row of one."""
    words = Words(results.names)
    made = []
    for key, how in _LEFT_OUT.items():
        table: Mapping[str, Sequence[str]] = results.run.get(key) or {}
        rosters = [(words.name(kind), [c or NO_PLACE for c in table[kind]]) for kind in table]
        if rosters:
            made.append(LeftOut(how, rosters))
    return made


def quality(results: Results) -> Grid:
    """Rows in, accepted and rejected by department."""
    sums = departments(results.run)
    rows: list[list[Any]] = [[name, *_with_rate(counts)] for name, counts in sums.items()]
    whole = [sum(parts) for parts in zip(*sums.values(), strict=True)] or [0, 0, 0, 0]
    headers = ("数据行", "接收", "退回", "退回率", "略过")
    return Grid(
        "各部门报来的数据",
        "部门",
        [("", list(headers))],
        [(str(name), cells) for name, *cells in rows],
        ("合计", _with_rate(whole)),
    )


def _with_rate(counts: Sequence[int]) -> list[Cell]:
    rows, accepted, rejected, skipped = counts
    rate = f"{rejected / rows:.1%}" if rows else "—"
    return [rows, accepted, rejected, rate, skipped]
