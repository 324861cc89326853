"""The workbooks of the analyst's script: a list a county, and the summary, with openpyxl."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

RULES = {
    "G1": ("脱贫不稳定户", "黄"),
    "G2": ("低收入(边缘户收入条件)", "黄"),
    "G4": ("刚性支出骤增户", "橙"),
    "W1": ("因病预警", ""),
    "W2": ("因学预警", ""),
    "S1": ("义务教育未在校", "红"),
    "S3": ("未参加基本医保", "橙"),
    "S5": ("住房不安全", "橙"),
}
FILLS = {"红": "FFC7CE", "橙": "FFD9B3", "黄": "FFF2CC"}
WIDTHS = {
    "户编号": 16,
    "户主": 10,
    "旗县区": 14,
    "乡镇": 14,
    "行政村": 14,
    "规则名称": 22,
    "依据": 60,
}


def alert(
    homes: pd.DataFrame, rule: str, evidence: pd.Series, level: pd.Series | None = None
) -> pd.DataFrame:
    """The rows of a rule's list."""
    frame = homes[["name", "旗县区", "乡镇", "行政村", "size"]].rename(
        columns={"name": "户主", "size": "人口"}
    )
    frame["规则"], frame["规则名称"] = rule, RULES[rule][0]
    frame["级别"] = RULES[rule][1] if level is None else level
    frame["依据"] = evidence
    return frame.reset_index(names="household_id")


def write_workbooks(alerts: pd.DataFrame, homes: pd.DataFrame, out: Path) -> None:
    """A workbook a county, and the summary."""
    for county, rows in alerts.groupby("旗县区"):
        book = Workbook(write_only=True)
        shown = rows.rename(columns={"household_id": "户编号"})
        write_sheet(book, "预警清单", shown)
        for rule, part in shown.groupby("规则"):
            write_sheet(book, f"{rule} {RULES[str(rule)][0]}"[:31], part)
        book.save(out / f"预警清单_{county}.xlsx")
    counts = pd.crosstab(alerts["旗县区"], alerts["规则"], margins=True, margins_name="合计")
    counts.insert(0, "户数", homes.groupby("旗县区").size().reindex(counts.index))
    book = Workbook(write_only=True)
    write_sheet(
        book,
        "统计汇总",
        counts.reset_index().astype(object).where(counts.reset_index().notna(), ""),
    )
    book.save(out / "统计汇总.xlsx")


def write_sheet(book: Workbook, title: str, rows: pd.DataFrame) -> None:
    """A styled sheet: frozen header, widths, borders, a colour a level."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(rows.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 9)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows.columns))}{len(rows) + 1}"
    line = Side("thin", "A6A6A6")
    border, wrap = Border(line, line, line, line), Alignment(vertical="center", wrap_text=True)
    fills = {level: PatternFill("solid", colour) for level, colour in FILLS.items()}
    bold, grey = Font(bold=True), PatternFill("solid", "D9D9D9")

    def cell(value: Any) -> Cell:
        made = WriteOnlyCell(sheet, value)
        made.border, made.alignment = border, wrap
        return made

    header = [cell(name) for name in rows.columns]
    for made in header:
        made.font, made.fill = bold, grey
    sheet.append(header)
    for values in rows.itertuples(index=False, name=None):
        cells = [cell(value) for value in values]
        for made in cells:
            if made.value in fills:
                made.fill = fills[made.value]
        sheet.append(cells)
