"""一致性核查_<县>.xlsx: what a county gets, to look at each finding and to say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from fangpin.checks.pack import SEVERITIES
from fangpin.report import masks
from fangpin.report.county import file_names
from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.private import open_private
from fangpin.report.styles import Book

PREFIX = "一致性核查_"
NO_COUNTY = "未写县名"
MARK = "fangpin.kind"  # a custom property: by it a scan knows its own workbooks
_UNITS = (("household", "户"), ("person", "人"), ("village", "村"), ("row", "行"))
_FILL = (
    Field("result", "核实结果", 14, "fill", wrapped=False),
    Field("remark", "备注", 20, "fill", wrapped=False),
)
_COUNTS = (
    Field("check", "规则", 10, "centre"),
    Field("name", "问题", 60, wrapped=True),
    Field("severity", "程度", 8, "centre"),
    Field("unit", "按", 6, "centre"),
    Field("count", "处数", 8, "count"),
)
_ROWS = (
    Field("town", "乡镇", 12),
    Field("village", "村", 14),
    Field("household_id", "户编号", 20),
    Field("who", "姓名", 10),
    Field("id", "证件号码", 20),
    Field("check", "规则", 9, "centre"),
    Field("severity", "程度", 7, "centre"),
    Field("name", "问题", 36, wrapped=True),
    Field("told", "依据", 50, wrapped=True),
    Field("place", "出处", 26, wrapped=True),
)


def write_workbooks(
    found: pl.DataFrame, counties: Sequence[str], folder: Path, as_of: str
) -> list[Path]:
    """A workbook for every county that the rosters name, with findings or none; their paths.

    found: findings.SCHEMA. Of an ID number only the region's digits are shown, of a phone 3 and 4.
    """
    shown = for_people(found)
    places = sorted({*counties, *shown["county"]})
    names = file_names(places)
    written = []
    for place in places:
        path = folder / f"{PREFIX}{names[place]}.xlsx"
        write_one(shown.filter(pl.col("county") == place), place, path, as_of)
        written.append(path)
    return written


def for_people(found: pl.DataFrame) -> pl.DataFrame:
    """Findings as they are shown: ranked, masked, in words."""
    person = pl.col("unit").is_in(["person", "row"])
    rank = pl.col("severity").replace_strict(
        {word: n for n, word in enumerate(SEVERITIES)}, return_dtype=pl.Int8
    )
    sheet = pl.when(pl.col("sheet") == "").then(pl.lit("")).otherwise("[" + pl.col("sheet") + "]")
    row = pl.col("row").cast(pl.String)
    return found.with_columns(
        pl.col("county").fill_null(NO_COUNTY),
        masks.ids(pl.when(person).then(pl.col("key")), "review").alias("id"),
        pl.col("evidence").list.eval(masked(pl.element())).list.join("\n").alias("told"),
        pl.concat_str(pl.col("file"), sheet, pl.lit("第"), row, pl.lit("行")).alias("place"),
        rank.alias("rank"),
    ).sort(
        "rank", "town", "village", "household_id", "check", "row",
        nulls_last=True, maintain_order=True,
    )  # fmt: skip


def masked(item: pl.Expr) -> pl.Expr:
    """A line of evidence without what tells who a person is, even where the number is broken.

    Of a birthday the year stays: with the region it would be most of the ID number.
    """
    title = item.str.extract(r"^([^=]*)=", 1).fill_null("")
    plain = masks.texts(item, "review")
    number = item.str.replace_all(r"(=|、)([0-9]{0,6})[0-9A-Za-z]{5,}", "${1}${2}************")
    return (
        pl.when(title.str.contains("证件号|身份证"))
        .then(number)
        .when(title.str.contains("出生"))
        .then(item.str.replace_all(r"([0-9]{4})[0-9./年月日-]{4,}", "${1}****"))
        .when(title.str.contains("电话|手机"))
        .then(plain.str.replace_all(r"[0-9][0-9-]{4,}", "****"))
        .otherwise(plain)
    )


def write_one(own: pl.DataFrame, place: str, path: Path, as_of: str) -> None:
    """One county's workbook: how many of each, then a sheet a unit."""
    title = f"{place}数据一致性核查"
    with open_private(path) as file:
        book = Book(file, title=title, day=as_of)
        book.workbook.set_custom_property(MARK, "audit")
        write_grid(book, Grid("汇总", title, summary(own, as_of), _COUNTS, counts(own), frozen=1))
        for unit, word in _UNITS:
            rows = own.filter(pl.col("unit") == unit)
            if rows.height:
                write_grid(book, sheet_of(word, title, rows))
        book.close()


def summary(own: pl.DataFrame, as_of: str) -> str:
    """The sentence over the table of counts."""
    each = dict(own.group_by("severity").len().iter_rows())
    told = "、".join(f"{word} {each.get(word, 0)} 处" for word in SEVERITIES)
    return (
        f"核查日 {as_of}。{told}。“错误”是自相矛盾的,“疑点”要看一看,“提示”供参考。"
        "逐条核对后填写核实结果;在全国系统里改正的,下次导出后不再出现"
    )


def counts(own: pl.DataFrame) -> pl.DataFrame:
    """How often each check found something, errors first."""
    words: dict[str, Any] = dict(_UNITS)
    return (
        own.group_by("rank", "check", "name", "severity", "unit")
        .len("count")
        .sort("rank", "check")
        .with_columns(pl.col("unit").replace_strict(words, return_dtype=pl.String))
    )


def sheet_of(word: str, title: str, rows: pl.DataFrame) -> Grid:
    """The findings of one unit; a village's sheet names no person."""
    hidden = {"村": {"household_id", "who", "id"}, "户": {"who", "id"}}.get(word, set())
    fields = [one for one in _ROWS if one.key not in hidden]
    note = "一行一处;同一户、同一人可有几处。证件号码只显示前六位,电话只显示前三后四位"
    return Grid(word, f"{title}:按{word}", note, (*fields, *_FILL), rows, frozen=2)
