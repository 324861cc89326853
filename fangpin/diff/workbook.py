"""A comparison as a workbook: counts by rule and county, causes, and every change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from fangpin.diff.model import CAUSES, STATES, Comparison
from fangpin.diff.text import ORDER, WORDS, said
from fangpin.report.private import open_private
from fangpin.report.whatif import write_list

HEADS = (
    "原因", "规则", "规则名称", "旗县区", "乡镇", "行政村", "户编号", "户主", "变化",
    "上次", "本次", "原因说明", "来源单元格",
)  # fmt: skip


def write_diff(made: Comparison, path: Path) -> None:
    """Write the workbook, readable by its owner only; it holds names but no ID number."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with open_private(path) as file, xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2020, 1, 1)})
        counted = [
            [rule, made.rules.get(rule, ""), county, *(cell[s] for s in STATES)]
            for rule, counties in made.counts().items()
            for county, cell in counties.items()
        ]
        write_list(book, "规则和旗县区", ["规则", "规则名称", "旗县区", *STATES.values()], counted)
        causes = [[CAUSES[cause], number] for cause, number in made.causes().items()]
        notes: list[list[Any]] = [["合计", len(made.changes)], *([note] for note in made.notes)]
        if made.rerun:
            notes.append([ORDER])
        runs = [["上次", said(made.old)], ["本次", said(made.new)]]
        write_list(book, "原因", ["原因", "变化条数"], [*causes, *notes, *runs])
        rows = [
            [CAUSES[c.why.cause], c.rule, made.rules.get(c.rule, ""), c.home.county, c.home.town,
             c.home.village, c.household_id, c.home.head_name, STATES[c.state], WORDS[c.before],
             WORDS[c.after], c.why.text, "\n".join(c.why.cells)]
            for c in made.changes
        ]  # fmt: skip
        write_list(book, "变化名单", list(HEADS), rows)
