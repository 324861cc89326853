from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from io_build import kinds, read_bytes, rows, xlsb, xlsb_cell, xlsb_text

from fangpin.errors import FileFault
from fangpin.io.table import Cell

NA, DIV = 0x2A, 0x07


def _xls(book: xlwt.Workbook) -> bytes:
    data = BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("name", ["名册.xls", "名册.et", "名册.csv"])
def test_biff_is_told_by_content_with_types_and_merges(tmp_path: Path, name: str) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write_merge(0, 0, 0, 3, "标题")
    sheet.write_merge(1, 2, 0, 0, "HA01")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, value in enumerate(["150121196508219538", 150121196508219000, 2.5, True], 1):
        sheet.write(1, column, value)
    sheet.write(1, 5, dt.date(2020, 4, 18), day)
    sheet.row(2).set_cell_error(1, NA)
    sheet.row(2).set_cell_error(2, DIV)
    sheet.row(2).hidden = True
    file = read_bytes(tmp_path, _xls(book), name)
    (table,) = file.tables
    assert file.format == "xls"
    assert rows(table)[1:] == [
        ["HA01", "150121196508219538", "150121196508219000", "2.5", "TRUE", "2020-04-18"],
        [None, "#N/A", "#DIV/0!", None, None, None],
    ]
    assert [kinds(column)[1] for column in table.columns[1:]] == [
        Cell.TEXT,
        Cell.NUMBER,
        Cell.NUMBER,
        Cell.BOOL,
        Cell.DATE,
    ]
    assert table.merges == ((0, 0, 0, 3), (1, 0, 2, 0))
    assert table.hidden_rows == 1


def test_formulas_that_were_never_worked_out_are_not_blanks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write(0, 0, "收入")
    sheet.write(1, 0, xlwt.Formula("1+2"))
    (table,) = read_bytes(tmp_path, _xls(book), "名册.xls").tables
    assert kinds(table.columns[0]) == [Cell.TEXT, Cell.FORMULA]


def test_hidden_sheets_of_xls_are_said(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name, visibility in (("名册", 0), ("字典", 1), ("参数", 2)):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, name)
        sheet.visibility = visibility
    file = read_bytes(tmp_path, _xls(book), "名册.xls")
    assert [table.sheet for table in file.tables] == ["名册"]
    assert dict(file.skipped_sheets) == {"字典": "隐藏的工作表", "参数": "深度隐藏的工作表"}


def test_a_cut_or_foreign_container_is_told_apart(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for column in range(200):
        book.add_sheet(f"表{column}").write(0, 0, "x" * 200)
    data = _xls(book)
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, data[: len(data) // 2], "名册.xls")
    assert caught.value.code == "file.truncated"
    word = data.replace("Workbook".encode("utf-16-le"), "WordBook".encode("utf-16-le"))
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, word, "名册.xls")
    assert caught.value.code == "file.not_a_table"


def test_dimensions_that_lie_do_not_cost_memory(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("名册").write(0, 0, "x")
    data = _xls(book)
    last_row = data.index(b"\x00\x02\x0e\x00") + 8  # of the DIMENSIONS record
    lying = data[:last_row] + b"\xff" * 4 + data[last_row + 4 :]
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, lying, "名册.xls")
    assert caught.value.code == "file.truncated"


def test_xlsb_errors_merges_and_hidden_rows(tmp_path: Path) -> None:
    number = b"\x00\x00\x00\x00\x00\x00\xf8\x3f"  # 1.5
    cells = [
        xlsb_cell(6, 0, xlsb_text("姓名")),
        xlsb_cell(5, 1, number),
        xlsb_cell(3, 2, bytes([NA])),
    ]
    file = read_bytes(tmp_path, xlsb(cells, hidden_row=True), "名册.xlsb")
    (table,) = file.tables
    assert (file.format, table.sheet) == ("xlsb", "花名册")
    assert rows(table) == [["姓名", "1.5", "#N/A"]]
    assert [kinds(column)[0] for column in table.columns] == [Cell.TEXT, Cell.NUMBER, Cell.ERROR]
    assert (table.merges, table.hidden_rows) == (((0, 0, 0, 1),), 1)


def test_a_short_xlsb_record_is_damage(tmp_path: Path) -> None:
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, xlsb([xlsb_cell(5, 0, b"\x00")]), "名册.xlsb")
    assert caught.value.code == "file.truncated"


@pytest.mark.parametrize("page", [1252, 936, 65001, 367, 10008, 0])
def test_a_code_page_in_a_unicode_workbook_means_nothing(tmp_path: Path, page: int) -> None:
    """jxl states 1252 in every workbook that it writes."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write(0, 0, "姓名")
    sheet.write(0, 1, "HA01")
    stated, changed = (b"\x42\x00\x02\x00" + n.to_bytes(2, "little") for n in (1200, page))
    data = _xls(book)
    assert data.count(stated) == 1
    (table,) = read_bytes(tmp_path, data.replace(stated, changed), "a.xls").tables
    assert rows(table) == [["姓名", "HA01"]]
