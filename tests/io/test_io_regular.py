"""The reader of plain sheets says what the other readers say, or leaves the sheet to them."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from io_build import xlsx_parts, zipped

from fangpin.errors import FileFault
from fangpin.io import ooxml, sniff, workbook
from fangpin.io.limits import Limits
from fangpin.io.package import Package
from fangpin.io.regular import RegularReader
from fangpin.io.table import Cell, RawTable

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "tests").rglob("*.xlsx"), *(ROOT / "examples/hohhot").rglob("*.xlsx")])


def said(table: RawTable) -> Any:
    """All that a table says, as plain values."""
    columns = []
    for column in table.columns:
        texts = column.text.to_pylist()
        kinds = [int(text is not None) for text in texts]
        columns.append((texts, kinds if column.kind is None else column.kind.tolist()))
    first = table.first_row if columns else 1  # of nothing
    about = (table.sheet, first, table.merges, table.hidden_rows, table.date1904)
    return *about, columns


def compared(data: bytes) -> tuple[int, int]:
    """How many sheets the file has and how many are plain; those read both ways are the same."""
    with sniff.open_zip(data) as archive:
        package = Package(archive)
        book = ooxml.book(package)
        visible, _ = workbook._sorted_out(book)
        reader = RegularReader(package, book, Limits())
        plain = 0
        for index in visible:
            fast = reader.read(book.sheets[index])
            if fast is not None:
                slow = workbook._irregular(data, package, book, [index], Limits())[index]
                assert said(fast) == said(slow)
                plain += 1
        return len(visible), plain


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_files_read_both_ways(file: Path) -> None:
    data = file.read_bytes()
    if not data.startswith(b"PK"):
        pytest.skip("another format under this name")
    try:
        sheets, plain = compared(data)
    except (FileFault, OSError):
        return  # refused before any sheet
    assert plain <= sheets


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "=1+2",
            "150121196801059516",
            "_x000D_",
            "a_x0041_b",
            " 空格 ",
            "a&b<c>",
            "&#x4e00;",
            "\r\n",
        ]
    ),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.decimals(-(10**9), 10**9, places=2).map(float),
    st.booleans(),
    st.dates(dt.date(1900, 1, 2), dt.date(9999, 12, 31)),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)),
)
GRIDS = st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=8)


def written(grid: list[list[Any]], first_row: int, merge: bool, date1904: bool) -> bytes:
    """The cells as XlsxWriter writes them."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "date_1904": date1904}) as book:
        day = book.add_format({"num_format": "yyyy/m/d;@"})
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        money = book.add_format({"num_format": "#,##0.00_);[Red](#,##0.00)"})
        sheet = book.add_worksheet("名册")
        for row, cells in enumerate(grid, first_row):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(row, column, cell, time)
                elif isinstance(cell, dt.date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, bool):
                    sheet.write_boolean(row, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(row, column, cell, money)
                elif cell is None:
                    sheet.write_blank(row, column, None, money)
                else:
                    sheet.write_string(row, column, cell)
        if merge:
            sheet.merge_range(first_row + 10, 1, first_row + 11, 3, "合并")
        sheet.set_row(first_row + 20, None, None, {"hidden": True})
    return file.getvalue()


@given(GRIDS, st.integers(0, 3), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_cells_read_both_ways(
    grid: list[list[Any]], first_row: int, merge: bool, date1904: bool
) -> None:
    compared(written(grid, first_row, merge, date1904))


@given(GRIDS)
@settings(max_examples=60, deadline=None)
def test_cells_of_another_writer_read_both_ways(grid: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in grid:
        clean = [
            openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", c) if isinstance(c, str) else c
            for c in row
        ]
        sheet.append([f"'{c}" if isinstance(c, str) and c.startswith("=") else c for c in clean])
    file = BytesIO()
    book.save(file)
    compared(file.getvalue())


def test_what_spreadsheet_programs_write_is_plain() -> None:
    grid = [
        ["户编号", "证件号码", "人均纯收入", "识别时间", "在册"],
        ["H1", "150121196801059516", 4999.99, dt.date(2020, 1, 1), True],
        ["H2", "150121196801059532", 5000, dt.date(2019, 12, 31), False],
    ]
    assert compared(written(grid, 0, True, False)) == (1, 1)


ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>甲</t></is></c></row>'


@pytest.mark.parametrize(
    ("sheet", "plain"),
    [
        (f"<sheetData>{ROWS}</sheetData>", True),
        (f"<sheetData>{ROWS}<row r='2'/></sheetData>", False),  # other quotes
        (f"<sheetData><!-- 注 -->{ROWS}</sheetData>", False),
        (f'<sheetData>{ROWS}<row r="1"><c r="A1"><v>2</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A2"><v>1</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1"><v>1<</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c><v>1</v></c></row></sheetData>', False),
        ('<sheetData><row><c r="A1"><v>1</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1" t="d"><v>2020-01-01</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1"><v>1e999</v></c></row></sheetData>', False),
        ('<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c></row></sheetData>', True),
        ('<sheetData><row r="1"><c r="A1" t="str"><v>&lt;甲&gt;</v></c></row></sheetData>', True),
        ('<sheetData><row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row></sheetData>', False),
    ],
)
def test_the_plain_form_and_what_is_not(sheet: str, plain: bool) -> None:
    data = zipped(xlsx_parts(sheet))
    with sniff.open_zip(data) as archive:
        package = Package(archive)
        book = ooxml.book(package)
        table = RegularReader(package, book, Limits()).read(book.sheets[0])
    assert (table is not None) is plain
    if plain:
        assert compared(data) == (1, 1)


def test_a_far_cell_is_left_to_the_reader_of_sparse_sheets() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = zipped(xlsx_parts(f"<sheetData>{ROWS}{far}</sheetData>"))
    with sniff.open_zip(data) as archive:
        package = Package(archive)
        book = ooxml.book(package)
        assert RegularReader(package, book, Limits()).read(book.sheets[0]) is None


def test_a_number_keeps_its_kind_beside_texts_of_one_column() -> None:
    grid = [["150121196801059516"], [150121196801059], [None], ["甲"], [True]]
    data = written(grid, 0, False, False)
    with sniff.open_zip(data) as archive:
        package = Package(archive)
        book = ooxml.book(package)
        table = RegularReader(package, book, Limits()).read(book.sheets[0])
    assert table is not None
    kind = table.columns[0].kind
    assert kind is not None
    assert kind.tolist() == [Cell.TEXT, Cell.NUMBER, Cell.EMPTY, Cell.TEXT, Cell.BOOL]
