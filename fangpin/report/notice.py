"""What a village may post (公示): village, head's name with a star, household size, group."""

from __future__ import annotations

import polars as pl

from fangpin.report import masks
from fangpin.report.county_frames import Frames
from fangpin.report.county_members import KEY
from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.model import Results
from fangpin.report.run import as_of
from fangpin.report.styles import Book

_FIELDS = (
    Field("number", "序号", 6, "count"),
    Field("town", "乡镇", 16, wrapped=True),
    Field("village", "村", 18, wrapped=True),
    Field("head_name", "户主", 14, wrapped=True),
    Field("size", "家庭人口", 10, "count"),
    Field("group", "类别", 40, wrapped=True),
)


def write_notice(book: Book, place: str, results: Results, own: Frames) -> None:
    """The only sheet of a public workbook: households of the monitoring groups, no cause."""
    told = [text.name for text in results.rules.values() if masks.tells_of_illness(text.name)]
    shown = pl.col("groups").list.set_difference(told).list.sort()
    named = own.alerts.with_columns(group=shown.list.join("、"))
    rows = (
        named.filter(pl.col("group") != "")
        .sort("town", "village", KEY)
        .with_columns(head_name=masks.names(pl.col("head_name")))
        .with_columns(number=pl.int_range(1, pl.len() + 1))
    )
    title = f"{place}防返贫监测对象名单公示（{as_of(results.run)}）"
    note = f"共 {rows.height} 户。公示期不少于 5 天，如有异议请向村委会或乡镇反映。"
    write_grid(book, Grid("公示", title, note, _FIELDS, rows))
