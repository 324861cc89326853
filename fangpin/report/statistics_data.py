"""The sheets of the statistics workbook on the data: quality by department, coverage, rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from fangpin.report import linkage
from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.machine import as_frame
from fangpin.report.model import Privacy, Results
from fangpin.report.run import Run, as_of, counties, rule_state
from fangpin.report.statistics_counts import HIDDEN
from fangpin.report.styles import Book
from fangpin.report.words import GROUP_WORDS, NO_PLACE, Words

UNKNOWN = "（未知）"
SEVERITIES = {"reject": "退回", "remark": "提示"}


def departments(run: Run) -> dict[str, list[int]]:
    """Rows, accepted, rejected and skipped by department."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for entry in run.get("inputs", ()):
        sums = found[str(entry.get("department") or UNKNOWN)]
        for place, key in enumerate(("rows", "accepted", "rejected", "skipped")):
            sums[place] += _number(entry.get(key))
    return dict(sorted(found.items()))


def _number(value: object) -> int:
    """A count; `skipped` may be a list of what was skipped."""
    if isinstance(value, (list, tuple, dict)):
        return len(value)
    return int(str(value)) if value is not None else 0


def write_quality(book: Book, results: Results) -> None:
    """Rows in and accepted by department, then faults by code."""
    fields = (
        Field("department", "部门", 18),
        Field("rows", "数据行", 14, "int"),
        Field("accepted", "接收", 14, "int"),
        Field("rejected", "退回", 14, "int"),
        Field("rate", "退回率", 12, "rate"),
        Field("skipped", "略过（标题、合计、说明等）", 16, "int"),
    )
    sums = departments(results.run)
    rows: list[list[Cell]] = [
        [name, rows, accepted, rejected, rejected / rows if rows else None, skipped]
        for name, (rows, accepted, rejected, skipped) in sums.items()
    ]
    whole = [sum(parts) for parts in zip(*sums.values(), strict=True)] or [0, 0, 0, 0]
    rate = whole[2] / whole[0] if whole[0] else None
    total: list[Cell] = ["合计", *whole[:3], rate, whole[3]]
    title = f"各部门数据质量（{as_of(results.run)}）"
    note = "数据行 = 接收 + 退回。退回的行没有参加比对，更正后请重报。"
    write_list(book, "数据质量", title=title, note=note, fields=fields, rows=rows, total=total)
    _write_faults(book, results)


def _write_faults(book: Book, results: Results) -> None:
    fields = (
        Field("department", "部门", 18),
        Field("code", "代码", 26),
        Field("message", "问题（一例）", 56, wrapped=True),
        Field("suggestion", "怎样更正", 50, wrapped=True),
        Field("severity", "处理", 8, "centre"),
        Field("count", "次数", 10, "int"),
    )
    by = ["department", "code", "severity"]
    problems = as_frame(results.problems).with_columns(pl.col("department").fill_null(UNKNOWN))
    table = (
        problems.group_by(by)
        .agg(pl.col("message", "suggestion").drop_nulls().min(), count=pl.len())
        .sort("department", "severity", "count", "code", descending=[False, False, True, False])
    )
    rows = [
        [row["department"], row["code"], row["message"], row["suggestion"],
         SEVERITIES.get(row["severity"], row["severity"]), row["count"]]
        for row in table.iter_rows(named=True)
    ]  # fmt: skip
    title = f"数据问题按部门和代码（{as_of(results.run)}）"
    note = "逐行明细见各部门的“数据问题”表。"
    total: list[Cell] = ["合计", None, None, None, None, problems.height]
    write_list(book, "数据问题", title=title, note=note, fields=fields, rows=rows, total=total)


def write_coverage(book: Book, results: Results, privacy: Privacy) -> None:
    """How many rows of each roster belong to each county."""
    coverage: Mapping[str, Mapping[str, float]] = results.run.get("coverage") or {}
    if not coverage:
        return
    words = Words(results.names)
    places = counties(coverage)
    share = any(isinstance(n, float) for cells in coverage.values() for n in cells.values())
    look = "rate" if share else "int"
    fields = (
        Field("kind", "名册", 32),
        *(Field(county, county, 13, look) for county in places),
        Field("left_out", "未覆盖或一行也没有的旗县区", 30),
    )
    left_out = {**(results.run.get("not_covered") or {}), **(results.run.get("without_rows") or {})}
    rows: list[list[Cell]] = []
    for kind in sorted(coverage):
        gone = linkage.hidden_counties(results, kind, privacy)
        cells = [coverage[kind].get("" if c == NO_PLACE else c) for c in places]
        shown = [HIDDEN if c in gone else n for c, n in zip(places, cells, strict=True)]
        rows.append([words.name(kind), *shown, linkage.places(left_out.get(kind, []))])
    title = f"名册覆盖情况（{as_of(results.run)}）"
    what = "应在册的人中在册的比例" if share else "各旗县区对上人、户的行数"
    note = f"{what}。数目明显偏少的，先核对名册是否报全；没有覆盖的旗县区，靠这份名册的规则不评估。"
    write_list(book, "名册覆盖", title=title, note=note, fields=fields, rows=rows)


def write_rules(book: Book, results: Results) -> None:
    """Every rule: its clause, whether it was evaluated, and what it lacked."""
    words = Words(results.names)
    fields = (
        Field("group", "类别", 10, "centre"),
        Field("rule", "编号", 7, "centre"),
        Field("name", "规则", 28),
        Field("clause", "依据条款", 16),
        Field("department", "牵头部门", 20),
        Field("state", "状态", 11, "centre"),
        Field("why", "缺什么", 60),
    )
    rows: list[list[Cell]] = []
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        state = rule_state(results.run, rule)
        group = GROUP_WORDS.get(rule[:1], "其他")
        rows.append([group, rule, text.name, text.clause, text.department, state.word,
                     state.why(words)])  # fmt: skip
    title = f"规则评估情况（{as_of(results.run)}）"
    note = "没有评估的规则不产生预警，不等于没有这类户。部分评估：缺的名册按“未提供”处理。"
    write_list(book, "规则", title=title, note=note, fields=fields, rows=rows, frozen=3)
