"""豁免登记.xlsx: findings to be exempted by filling in why, who and until; read back as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.private import open_private
from fangpin.report.styles import Book

if TYPE_CHECKING:
    from fangpin.checks.exempt import Exempted

TITLE = "豁免登记"
NOTE = (
    "一行一处。不再需要处理的,填写原因、登记人和豁免至(日期),用 --exempt 交回;"
    "依据的事实一变或到期,豁免自动失效。本表有完整证件号码,只留在本单位"
)
FIELDS = (
    Field("check", "规则", 9, "centre"),
    Field("key", "编号", 24),
    Field("who_is", "姓名", 10),
    Field("name", "问题", 40, wrapped=True),
    Field("told", "依据", 50, wrapped=True),
    Field("reason", "原因", 24, "fill"),
    Field("who", "登记人", 12, "fill"),
    Field("until", "豁免至", 14, "fill_date"),
    Field("facts", "事实码", 20),
)
MOST = 200_000  # rows that the sheet offers; more are in checks.csv


def write_offer(exempted: Exempted, path: Path, as_of: str) -> None:
    """Write the findings that may be exempted, those that are exempted already not among them."""
    rows = exempted.shown.head(MOST).with_columns(
        pl.col("evidence").list.join("\n").alias("told"), pl.col("who").alias("who_is")
    )
    rows = rows.select("check", "key", "who_is", "name", "told", "facts")
    hidden = exempted.hidden.height
    note = NOTE + (f"。另有 {hidden} 处已豁免,见 exempted.csv" if hidden else "")
    with open_private(path) as file:
        book = Book(file, title=TITLE, day=as_of)
        write_grid(book, Grid(TITLE, TITLE, note, FIELDS, rows, frozen=2))
        book.close()
