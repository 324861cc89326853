"""Writing 100,000 alert rows of 20 columns over 10 counties: ours, bare XlsxWriter, pandas.

    python benchmarks/writing.py [rows]

Each way runs in a process of its own, one after the other, and writes the same cells with the
same styles (fonts, borders, wraps, number formats, fills, heights, widths, frozen header, filter).
It prints seconds of CPU and wall, and the peak memory of the whole process, imports and data too.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.layout import heights
from fangpin.report.styles import LEVEL_COLOURS, Book

COUNTIES = 10
WAYS = ("fangpin", "xlsxwriter", "pandas")
_WORDS = ("新增", "持续")
FIELDS = (
    Field("alert_id", "预警编号", 20),
    Field("household_id", "户编号", 15),
    Field("rule", "规则", 7, "centre"),
    Field("outcome", "结果", 7, "centre"),
    Field("level", "级别", 6, "level"),
    Field("head_name", "户主", 9),
    Field("head_id", "证件号码", 20),
    Field("county", "旗县区", 12),
    Field("town", "乡镇", 12),
    Field("village", "村", 12),
    Field("size", "人口", 6, "count"),
    Field("income", "人均纯收入", 12, "money"),
    Field("cause", "原因", 10),
    Field("department", "部门", 10),
    Field("evidence", "预警依据", 50, wrapped=True),
    Field("clause", "条款", 12),
    Field("measures", "措施", 16, wrapped=True),
    Field("monitored", "监测状态", 9, "centre"),
    Field("change", "变化", 6, "centre"),
    Field("answer", "核实结果", 9, "fill"),
)
_NUMBERS = ("count", "money")


def alerts(rows: int, seed: int = 1) -> pl.DataFrame:
    """Invented alerts, most texts of which differ."""
    rng = random.Random(seed)
    numbers = range(rows)
    return pl.DataFrame(
        {
            "alert_id": [f"1501{n:09}-W{n % 8}" for n in numbers],
            "household_id": [f"1501{n:09}" for n in numbers],
            "rule": [f"W{n % 8}" for n in numbers],
            "outcome": ["命中" if n % 4 else "待核" for n in numbers],
            "level": [list(LEVEL_COLOURS)[n % 4] for n in numbers],
            "head_name": [f"张{chr(0x4E00 + n % 900)}测" for n in numbers],
            "head_id": [f"150121{1950 + n % 60}0115{950 + n % 50}X" for n in numbers],
            "county": [f"第{n * COUNTIES // rows}县" for n in numbers],
            "town": [f"{n % 90}镇" for n in numbers],
            "village": [f"{n % 900}村" for n in numbers],
            "size": [1 + n % 6 for n in numbers],
            "income": [None if n % 9 == 0 else rng.randrange(10**6) / 100 for n in numbers],
            "cause": ["因病" if n % 2 else "因学" for n in numbers],
            "department": ["卫健、医保"] * rows,
            "evidence": [
                f"近12个月自付医疗费{rng.randrange(10**6) / 100}元，为上年家庭纯收入的"
                f"{rng.randrange(300) / 100}倍（医保/医疗费用.csv 第{n}行）"
                for n in numbers
            ],
            "clause": ["六(三)"] * rows,
            "measures": ["医疗救助\n防贫保\n公益慈善捐赠"] * rows,
            "monitored": ["应纳未纳" if n % 3 else "已在监测" for n in numbers],
            "change": [_WORDS[n % 2] for n in numbers],
        }
    )


def fangpin(rows: pl.DataFrame, path: Path) -> None:
    """Ours: whole columns at once."""
    with path.open("wb") as file:
        book = Book(file, title="预警清单", day="2020-04-18")
        write_grid(book, Grid("预警清单", "预警清单", "一户一行", FIELDS, rows, frozen=5))
        book.close()


def xlsxwriter(rows: pl.DataFrame, path: Path) -> None:
    """XlsxWriter's own methods, a call a cell, by columns as lists and with formats made once."""
    with path.open("wb") as file:
        book = Book(file, title="预警清单", day="2020-04-18")
        write_grid(book, Grid("预警清单", "预警清单", "一户一行", FIELDS, rows.clear(), frozen=5))
        sheet = book.workbook.worksheets()[0]
        for place, field in enumerate(FIELDS):
            style = book.style("centre" if field.look == "level" else field.look)
            levels = {word: book.style(word) for word in LEVEL_COLOURS}
            write = sheet.write_number if field.look in _NUMBERS else sheet.write_string
            for row, value in enumerate(_values(rows, field), start=3):
                look = levels[value] if field.look == "level" else style
                if value is None:
                    sheet.write_blank(row, place, None, look)
                else:
                    write(row, place, value, look)
        for row, points in enumerate(_heights(rows), start=3):
            sheet.set_row(row, points)
        book.close()


def _values(rows: pl.DataFrame, field: Field) -> list[Any]:
    return rows[field.key].to_list() if field.key in rows.columns else [None] * rows.height


def _heights(rows: pl.DataFrame) -> Any:
    return heights(rows, {f.key: f.width for f in FIELDS if f.wrapped})


def pandas(rows: pl.DataFrame, path: Path) -> None:
    """pandas.DataFrame.to_excel with openpyxl, then the styles on each cell, as scripts do it."""
    import pandas as pd

    frame = pd.DataFrame({field.header: _values(rows, field) for field in FIELDS})
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name="预警清单", startrow=2, index=False)
        _restyle(writer.sheets["预警清单"], rows)


def _restyle(sheet: Any, rows: pl.DataFrame) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter

    font, bold = Font("宋体", 10), Font("宋体", 10, bold=True)
    line = Side("thin", "FFA6A6A6")
    border = Border(line, line, line, line)
    middle = Alignment("center", "center", wrap_text=True)
    formats = {"count": "0", "money": "#,##0.00"}
    fills = {word: PatternFill("solid", f"FF{code[1:]}") for word, code in LEVEL_COLOURS.items()}
    yellow, open_cell = PatternFill("solid", "FFFFFBE6"), Protection(locked=False)
    for place, field in enumerate(FIELDS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = field.width
        head = sheet.cell(3, place)
        head.font, head.border, head.alignment = bold, border, middle
        aside = {"count": "center", "money": "right", "centre": "center", "level": "center"}
        align = Alignment(aside.get(field.look), "center", wrap_text=field.look not in _NUMBERS)
        for row in range(4, 4 + rows.height):
            cell = sheet.cell(row, place)
            cell.font, cell.border, cell.alignment = font, border, align
            cell.number_format = formats.get(field.look, "@")
            if field.look == "level":
                cell.fill, cell.font = fills[cell.value], bold
            elif field.look == "fill":
                cell.fill, cell.protection = yellow, open_cell
    for row, points in enumerate(_heights(rows), start=4):
        sheet.row_dimensions[row].height = points
    sheet.freeze_panes = "F4"
    sheet.auto_filter.ref = f"A3:T{3 + rows.height}"


def measure(way: str, rows: int) -> None:
    """Write ten workbooks one way, and print what it took."""
    every = alerts(rows).partition_by("county", maintain_order=True)
    write = {"fangpin": fangpin, "xlsxwriter": xlsxwriter, "pandas": pandas}[way]
    with tempfile.TemporaryDirectory() as folder:
        wall, cpu = time.perf_counter(), time.process_time()
        for number, part in enumerate(every):
            write(part, Path(folder) / f"{number}.xlsx")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{way}\t{cpu:.2f}\t{wall:.2f}\t{peak:.0f}\t{size:.1f}")


def main() -> None:
    """Every way in its own process, then how they compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print("way\tcpu s\twall s\tpeak MB\tfiles MB")
    found = {}
    for way in WAYS:
        command = [sys.executable, __file__, str(rows), way]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print(done.stdout, end="", flush=True)
        found[way] = [float(word) for word in done.stdout.split("\t")[1:]]
    for way in WAYS[1:]:
        cpu, wall = (found[way][n] / found["fangpin"][n] for n in (0, 1))
        print(f"{way} takes {cpu:.1f} times the CPU and {wall:.1f} times the wall time of fangpin")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[2], int(sys.argv[1]))
    else:
        main()
