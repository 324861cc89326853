"""Columns written at once hold what XlsxWriter's own methods write cell by cell."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fangpin.report.grid import Field, Grid, write_grid
from fangpin.report.styles import LEVEL_COLOURS, Book

TEXT = st.one_of(
    st.none(),
    st.sampled_from(
        ["=1+1", "@x", "<r><t>粗</t></r>", "_x0041_", "a\nb", " 空 ", "&<>\"'", "红", "橙"]
    ),
    st.text(max_size=20),
)
NUMBER = st.one_of(st.none(), st.integers(-(10**12), 10**12))
MONEY = st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=2).map(float))
ROWS = st.lists(st.tuples(TEXT, TEXT, NUMBER, MONEY, st.booleans()), max_size=8)
FIELDS = (
    Field("name", "名", 10, wrapped=True),
    Field("level", "级", 5, "level"),
    Field("count", "数", 8, "count"),
    Field("money", "元", 12, "money"),
    Field("answer", "填", 9, "fill"),
)
LOOKS = ("text", "level", "count", "money", "fill")


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    schema = {"name": pl.String, "level": pl.String, "count": pl.Int64, "money": pl.Float64,
              "start": pl.Boolean}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _at_once(rows: list[tuple[Any, ...]]) -> Any:
    file = BytesIO()
    book = Book(file, title="t", day="2020-04-18")
    frame = _frame(rows)
    starts = frame["start"].to_list()
    write_grid(
        book, Grid("表", "题", "注", FIELDS, frame, starts=starts, repeated=frozenset({"name"}))
    )
    book.close()
    return openpyxl.load_workbook(BytesIO(file.getvalue()))["表"]


def _one_by_one(rows: list[tuple[Any, ...]]) -> Any:
    file = BytesIO()
    book = Book(file, title="t", day="2020-04-18")
    sheet = book.workbook.add_worksheet("表")
    for number, (*cells, begins) in enumerate(rows, start=3):
        for place, (cell, look) in enumerate(zip([*cells, None], LOOKS, strict=True)):
            shown = "grey" if place == 0 and not begins else look
            if look == "level":
                shown = cell if cell in LEVEL_COLOURS else "centre"
            style = book.style(shown, first=begins)
            if cell is None:
                sheet.write_blank(number, place, None, style)
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell, style)
            else:
                sheet.write_number(number, place, cell, style)
    book.close()
    return openpyxl.load_workbook(BytesIO(file.getvalue()))["表"]


def _seen(sheet: Any, many: int) -> list[list[Any]]:
    return [
        [(c.value, c.data_type, c.number_format, c.font.b, c.font.color and c.font.color.rgb,
          c.fill.fgColor.rgb, c.border.top.style, c.alignment.wrap_text, c.protection.locked)
         for c in (sheet.cell(row, column) for column in range(1, 6))]
        for row in range(4, 4 + many)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_the_same_cells_and_looks(rows: list[tuple[Any, ...]]) -> None:
    assert _seen(_at_once(rows), len(rows)) == _seen(_one_by_one(rows), len(rows))


def test_more_rows_than_are_made_at_once() -> None:
    rows = [(f"户{n % 7}", "红", n, n / 4, n % 3 == 0) for n in range(10_003)]
    sheet = _at_once(rows)
    assert sheet.dimensions == "A1:E10006"
    assert [cell.value for cell in sheet["C"][3:]] == list(range(10_003))
    assert sheet.cell(10_006, 1).value == f"户{10_002 % 7}"


def test_a_text_longer_than_a_cell_is_cut() -> None:
    sheet = _at_once([("长" * 40_000, None, None, None, True), ("𠮷" * 20_000, "红", 1, 1.5, True)])
    assert len(sheet["A4"].value) == 32_767
    assert len(sheet["A5"].value) == 16_383
