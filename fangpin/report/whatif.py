"""The workbook of a what-if: counts with a chart, who enters and leaves, who is near a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.report.private import open_private

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from fangpin.whatif import Near, Variant

WORDS = {"hit": "命中", "check": "待核", "nothing": "未命中"}


def write_whatif(variants: Sequence[Variant], near: Sequence[Near], path: Path) -> None:
    """Write the workbook, readable by its owner only; it holds names but no ID number."""
    import xlsxwriter

    with (
        open_private(path) as file,
        xlsxwriter.Workbook(file, {"strings_to_formulas": False, "in_memory": True}) as book,
    ):
        book.set_properties({"created": datetime(2020, 1, 1)})
        write_counts(book, variants)
        rows = [
            [title(v), c.rule, c.place[0], c.place[1], c.place[2], c.household_id, c.head_name,
             WORDS[c.before], WORDS[c.after]]
            for v in variants
            for c in v.changes
        ]  # fmt: skip
        heads = ["参数", "规则", "旗县区", "乡镇", "行政村", "户编号", "户主", "原来", "试算"]
        write_list(book, "进出名单", heads, rows)
        listed = [
            [n.rule, n.county, n.household_id, n.head_name, n.left, n.right, round(n.share, 4)]
            for n in near
        ]
        heads = ["规则", "旗县区", "户编号", "户主", "数值", "线", "相差比例"]
        write_list(book, "离线近的农户", heads, listed)


def title(variant: Variant) -> str:
    """The parameters of a choice."""
    return "、".join(f"{name}={value}" for name, value in variant.settings.items())


def write_counts(book: Workbook, variants: Sequence[Variant]) -> None:
    """Hits by rule and choice, with a chart of the rules that change."""
    sheet = book.add_worksheet("命中户数")
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E7EEF7"})
    rules = sorted({rule for v in variants for rule in v.counts})
    sheet.write_row(0, 0, ["参数", *rules], head)
    sheet.set_column(0, 0, 28)
    for row, variant in enumerate(variants, 1):
        sheet.write_string(row, 0, title(variant))
        for column, rule in enumerate(rules, 1):
            sheet.write_number(row, column, variant.counts.get(rule, (0, 0))[0])
    moving = [
        (column, rule)
        for column, rule in enumerate(rules, 1)
        if len({v.counts.get(rule, (0, 0))[0] for v in variants}) > 1
    ]
    if not moving:
        return
    chart = book.add_chart({"type": "line"})
    for column, rule in moving:
        chart.add_series(
            {
                "name": rule,
                "categories": ["命中户数", 1, 0, len(variants), 0],
                "values": ["命中户数", 1, column, len(variants), column],
                "marker": {"type": "circle"},
            }
        )
    chart.set_title({"name": "各规则命中户数"})
    chart.set_size({"width": 900, "height": 420})
    sheet.insert_chart(len(variants) + 2, 0, chart)


def write_list(book: Workbook, name: str, heads: list[str], rows: list[list[Any]]) -> None:
    """A list with a frozen header and a filter."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E7EEF7"})
    sheet.write_row(0, 0, heads, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, value)
    sheet.set_column(0, len(heads) - 1, 16)
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
