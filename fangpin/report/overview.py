"""The first sheet of the statistics workbook: headline figures, charts, every rule's numbers."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from fangpin.report import masks
from fangpin.report.grid import Field, print_on_a4
from fangpin.report.layout import LINE
from fangpin.report.lists import Cell, Sheet, write_row
from fangpin.report.machine import as_frame
from fangpin.report.model import Privacy, Results
from fangpin.report.run import as_of, outdated, policy_title, rule_state
from fangpin.report.statistics_counts import HIDDEN, NOT_EVALUATED, Table
from fangpin.report.styles import FONT, LEVEL_COLOURS, Book
from fangpin.report.suppress import SMALL
from fangpin.report.words import GROUP_WORDS, LEVEL_WORDS

_FIELDS = (
    Field("group", "类别", 12, "centre"),
    Field("rule", "规则", 34),
    Field("hit", "预警户数", 14, "int"),
    Field("persons", "预警人数", 14, "int"),
    Field("check", "待核户数", 14, "int"),
    Field("state", "评估", 14, "centre"),
    Field("department", "牵头部门", 34),
)
_CHART_ROWS = 29
_CHART = {"width": 485, "height": 540}
_GROUP_COLOURS = ("#2F6DB5", "#E08A2E", "#6AA84F", "#B5484B", "#7F6AB0")
_STRONG = {"红": "#D9534F", "橙": "#F0913A", "黄": "#F2CF3B", "蓝": "#6FA8DC"}


def add_overview(book: Book) -> Worksheet:
    """The sheet, made first so that it stands first, filled last."""
    return book.workbook.add_worksheet("总览")


def write_overview(
    book: Book, sheet: Worksheet, results: Results, table: Table, privacy: Privacy
) -> int:
    """Headline, room for charts, and a row a rule; gives the row where the charts begin."""
    last = len(_FIELDS) - 1
    for place, field in enumerate(_FIELDS):
        sheet.set_column(place, place, field.width)
    title = f"防返贫致贫监测统计汇总（{as_of(results.run)}）"
    book.across(sheet, 0, (0, last), title, "title")
    sheet.set_row(0, 30)
    row = 1
    for sentence, look in _headline(results, table):
        book.across(sheet, row, (0, last), sentence, look)
        sheet.set_row(row, LINE + 6)
        row += 1
    charts = row
    row += _CHART_ROWS
    sheet.set_h_pagebreaks([row])
    write_row(book, sheet, row, [field.header for field in _FIELDS], ["header"] * len(_FIELDS))
    sheet.set_row(row, LINE + 6)
    for cells in _rule_rows(results, table, privacy):
        row += 1
        write_row(book, sheet, row, cells, [field.look for field in _FIELDS])
        sheet.set_row(row, LINE + 4)
    print_on_a4(sheet, title)
    return charts


def _headline(results: Results, table: Table) -> list[tuple[str, str]]:
    city = dict(zip([(f.flag, f.persons) for f in table.columns], table.cells[()], strict=True))
    levels = "、".join(f"{word} {city[word, False]}" for word in LEVEL_WORDS.values())
    lines = [
        (f"依据：{policy_title(results.run)}　　数据截止：{as_of(results.run)}", "plain"),
        (
            f"全市 {city['all', False]} 户、{city['all', True]} 人；"
            f"监测对象 {city['monitoring', False]} 户、{city['monitoring', True]} 人（去重），"
            f"其中应纳未纳 {city['unmonitored', False]} 户。",
            "plain",
        ),
        (
            f"有预警的 {city['hit', False]} 户（按最急级别：{levels}）；"
            f"另有 {city['only_check', False]} 户只有待核事项。",
            "plain",
        ),
    ]
    if sentence := outdated(results.run):
        lines.insert(1, (sentence, "warning"))
    return lines


def _rule_rows(results: Results, table: Table, privacy: Privacy) -> list[list[Cell]]:
    counts = _city_counts(results)
    gone = {
        figure.rule for place, figure in enumerate(table.columns) if (place, ()) in table.hidden
    }
    rows: list[list[Cell]] = []
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        state = rule_state(results.run, rule)
        hit, persons = counts.get((rule, "hit"), (0, 0))
        check, _ = counts.get((rule, "check"), (0, 0))
        cells: list[Cell] = [hit, persons, check]
        if state.state == "not":
            cells = [NOT_EVALUATED] * 3
        elif privacy != "work" and masks.tells_of_illness(text.name, text.cause):
            shown = [HIDDEN] * 2 if rule in gone or hit in SMALL else [hit, persons]
            cells = [*shown, HIDDEN if check in SMALL else check]
        group = GROUP_WORDS.get(rule[:1], "其他")
        rows.append([group, text.name, *cells, state.word, text.department])
    return rows


def _city_counts(results: Results) -> dict[tuple[str, str], tuple[int, int]]:
    """Households and persons by rule and outcome."""
    sizes = as_frame(results.households).select("household_id", "size")
    table = (
        as_frame(results.alerts)
        .join(sizes, on="household_id", how="left")
        .group_by("rule", "outcome")
        .agg(pl.len(), pl.col("size").sum())
    )
    return {(rule, outcome): (n, int(m or 0)) for rule, outcome, n, m in table.iter_rows()}


def add_charts(book: Book, sheet: Worksheet, row: int, counties: Sheet, table: Table) -> None:
    """Groups by county, and households by level and county, side by side."""
    groups = [
        (place, figure.group, _GROUP_COLOURS[number % len(_GROUP_COLOURS)])
        for number, (place, figure) in enumerate(
            (place, figure)
            for place, figure in enumerate(table.columns)
            if figure.rule[:1] in ("G", "N") and not figure.persons and figure.rule not in table.off
        )
    ]
    levels = [
        (place, f"{figure.flag}色", _STRONG[figure.flag])
        for place, figure in enumerate(table.columns)
        if figure.flag in LEVEL_COLOURS
    ]
    asked = (
        ("各旗县区监测对象（户）", groups, "clustered"),
        ("各旗县区预警户按级别（户）", levels, "stacked"),
    )
    # Without the rosters that groups need there is no series, and Excel opens no empty chart.
    charts = [_chart(book, counties, *one) for one in asked if one[1]]
    for place, chart in enumerate(charts):
        x_offset = 4 + place * (_CHART["width"] + 8)
        sheet.insert_chart(row, 0, chart, {"x_offset": x_offset, "y_offset": 6})


def _chart(
    book: Book,
    counties: Sheet,
    title: str,
    series: Sequence[tuple[int, str, str]],
    kind: str,
) -> Chart:
    chart = book.workbook.add_chart({"type": "bar", "subtype": kind})
    font = {"name": FONT, "size": 9}
    for place, name, colour in series:
        column = place + 1  # after the county
        chart.add_series(
            {
                "name": name,
                "categories": [counties.name, counties.first, 0, counties.last, 0],
                "values": [counties.name, counties.first, column, counties.last, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}})
    # The first county on top, the numbers below all the same.
    chart.set_y_axis({"num_font": font, "reverse": True, "crossing": "max"})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    unit = {"name": "户", "name_font": {**font, "bold": False}}
    chart.set_x_axis({"num_font": font, "major_gridlines": grid, "num_format": "0", **unit})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size(_CHART)
    return chart
