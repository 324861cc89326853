from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from io_build import inline, kinds, read_bytes, rows, xlsx_parts, zipped

from fangpin.errors import FileFault
from fangpin.io import read, read_file
from fangpin.io.limits import Limits
from fangpin.io.plain import plain_rows
from fangpin.io.table import Cell, RawTable


def _one(folder: Path, sheet: str, **others: str) -> RawTable:
    (table,) = read_bytes(folder, zipped(xlsx_parts(sheet, **others))).tables
    return table


def _row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def test_a_number_and_a_text_of_digits_are_told_apart(tmp_path: Path) -> None:
    number = '<c r="B1"><v>1.50121196801059e+17</v></c><c r="C1"><v>2020.1</v></c>'
    text = inline("A1", "150121197903059516")
    table = _one(tmp_path, f"<sheetData>{_row(1, text, number)}</sheetData>")
    assert rows(table) == [["150121197903059516", "150121196801059000", "2020.1"]]
    assert [kinds(column)[0] for column in table.columns] == [Cell.TEXT, Cell.NUMBER, Cell.NUMBER]


def test_errors_and_uncached_formulas_are_not_blanks(tmp_path: Path) -> None:
    cells = (
        '<c r="B2"><f>3000*2</f></c>'
        '<c r="C2" t="e"><v>#N/A</v></c>'
        '<c r="D2"><f>SUM(1000,200)</f><v>1200</v></c>'
        '<c r="E2" t="str"><f>""</f><v></v></c>'
        '<c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="G2"><f t="shared" ref="G2:G3" si="0">A1&gt;0</f></c>'
    )
    shared = '<c r="G3"><f t="shared" si="0"/></c>'
    table = _one(tmp_path, f"<sheetData>{_row(2, cells)}{_row(3, shared)}</sheetData>")
    assert rows(table) == [
        [None, "=3000*2", "#N/A", "1200", None, "#DIV/0!", "=A1>0"],
        [None, None, None, None, None, None, "=A1>0"],
    ]
    assert table.first_row == 2
    assert [kinds(column)[0] for column in table.columns[1:]] == [
        Cell.FORMULA,
        Cell.ERROR,
        Cell.NUMBER,
        Cell.EMPTY,
        Cell.ERROR,
        Cell.FORMULA,
    ]


def test_openpyxl_and_xlsxwriter_leave_formulas_without_a_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["收入", "=1+2"])
    book.save(tmp_path / "o.xlsx")
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as other:
        other.add_worksheet().write_row(0, 0, ["收入", "=1+2"])
    for name in ("o.xlsx", "x.xlsx"):
        (table,) = read_file(tmp_path / name).tables
        assert [kinds(column)[0] for column in table.columns] == [Cell.TEXT, Cell.FORMULA]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_in_both_date_systems(tmp_path: Path, epoch_1904: bool) -> None:
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch_1904}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.datetime(2020, 4, 18), day)
        sheet.write_datetime(1, 0, dt.datetime(2020, 4, 18, 8, 30), day)
        sheet.write_number(2, 0, 43939)
    (table,) = read_file(path).tables
    assert table.columns[0].values() == ["2020-04-18", "2020-04-18 08:30:00", "43939"]
    assert kinds(table.columns[0]) == [Cell.DATE, Cell.DATE, Cell.NUMBER]
    assert table.date1904 is epoch_1904


def test_merges_count_from_the_first_row_that_is_kept(tmp_path: Path) -> None:
    data = _row(3, inline("B3", "HA01"), inline("C3", "窦一")) + _row(4, inline("C4", "窦二"))
    merges = '<mergeCells count="1"><mergeCell ref="B3:B4"/></mergeCells>'
    table = _one(tmp_path, f"<sheetData>{data}</sheetData>{merges}")
    assert (table.first_row, table.merges) == (3, ((0, 1, 1, 1),))
    assert rows(table) == [[None, "HA01", "窦一"], [None, None, "窦二"]]


def test_hidden_and_empty_sheets_are_said_and_hidden_rows_are_data(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    for cells in (["姓名"], ["史一"], ["史二"]):
        first.append(cells)
    first.row_dimensions[3].hidden = True
    for title, state in (("字典", "hidden"), ("参数", "veryHidden"), ("空表", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        if title != "空表":
            sheet["A1"] = "x"
    book.create_chartsheet("图")
    book.save(tmp_path / "h.xlsx")
    file = read_file(tmp_path / "h.xlsx")
    assert [(table.sheet, len(table), table.hidden_rows) for table in file.tables] == [
        ("Sheet", 3, 1)
    ]
    assert dict(file.skipped_sheets) == {
        "字典": "隐藏的工作表",
        "参数": "深度隐藏的工作表",
        "图": "图表或宏表，没有数据单元格",
        "空表": "空工作表",
    }


def test_only_hidden_sheets_is_an_empty_file(tmp_path: Path) -> None:
    sheet = f"<sheetData>{_row(1, inline('A1', 'x'))}</sheetData>"
    with pytest.raises(FileFault, match="隐藏") as caught:
        _one(tmp_path, sheet, state="hidden")
    assert caught.value.code == "file.empty"


def test_strict_ooxml_with_iso_dates(tmp_path: Path) -> None:
    day = '<c r="B1" t="d"><v>2020-04-18</v></c>'
    parts = xlsx_parts(f"<sheetData>{_row(1, inline('A1', '日期'), day)}</sheetData>")
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = zipped({name: str(part).replace(main, strict) for name, part in parts.items()})
    (table,) = read_bytes(tmp_path, data).tables
    assert rows(table) == [["日期", "2020-04-18"]]


def test_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    data = "".join(_row(n, inline(f"A{n}", f"甲{n}")) for n in range(1, 6))
    table = _one(tmp_path, f'<dimension ref="A1"/><sheetData>{data}</sheetData>')
    assert len(table) == 5


def test_formatted_blank_rows_are_no_rows(tmp_path: Path) -> None:
    blanks = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(2, 60000))
    table = _one(tmp_path, f"<sheetData>{_row(1, inline('A1', '姓名'))}{blanks}</sheetData>")
    assert len(table) == 1


def test_a_part_name_with_backslashes_or_other_case_is_found(tmp_path: Path) -> None:
    parts = xlsx_parts(f"<sheetData>{_row(1, inline('A1', '姓名'))}</sheetData>")
    for rename in (lambda name: name.replace("/", "\\"), str.upper):
        odd = zipped({rename(name): part for name, part in parts.items()})
        (table,) = read_bytes(tmp_path, odd).tables
        assert rows(table) == [["姓名"]]


def _stray(far: str) -> str:
    row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    style = '<c r="B1" s="1"><v>43939</v></c>'
    error = '<c r="C1" t="e"><v>#REF!</v></c>'
    return f"<sheetData>{_row(1, inline('A1', '姓名'), style, error)}" + (
        f"{_row(int(row), inline(far, 'x'))}</sheetData>"
    )


def test_one_stray_cell_far_below_costs_little(tmp_path: Path) -> None:
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    data = zipped(xlsx_parts(_stray("AD1048576"), styles=styles))
    path = tmp_path / "far.xlsx"
    path.write_bytes(data)
    (table,) = read_file(path, limits=Limits(sparse_cells=10_000_000)).tables
    assert len(table) == 1_048_576
    assert [column.values()[0] for column in table.columns[:3]] == ["姓名", "2020-04-18", "#REF!"]
    assert [kinds(column)[0] for column in table.columns[1:3]] == [Cell.DATE, Cell.ERROR]
    assert table.columns[29].values()[-1] == "x"


def test_a_stray_cell_in_the_last_corner_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="第 1048576 行、第 16384 列") as caught:
        _one(tmp_path, _stray("XFD1048576"))
    assert caught.value.code == "file.too_large_inside"


def test_the_careful_reader_reads_as_calamine(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["姓名", 1.5, True, dt.datetime(2020, 4, 18, 8), dt.date(1999, 12, 31), "a\nb"])
    sheet.append([None, 43939, False, dt.time(8, 30), "甲_x0041_", "  x "])
    sheet.merge_cells("A1:A2")
    book.save(path)
    whole = read(path)
    sheet["J20"] = "z"
    book.save(path)
    file = read_file(path, limits=Limits(sparse_cells=500))
    ((_, sparse),) = plain_rows(file)
    assert [row[:6] for row in sparse[:2]] == whole[0][1]
    assert sparse[19][9] == "z"
    assert file.tables[0].merges == ((0, 0, 1, 0),)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    parts = xlsx_parts("<sheetData/>")
    parts["xl/worksheets/sheet1.xml"] = b" " * 210_000_000
    with pytest.raises(FileFault, match="210 MB") as caught:
        read_bytes(tmp_path, zipped(parts))
    assert caught.value.code == "file.too_large_inside"


def test_limits_are_parameters(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(xlsx_parts(f"<sheetData>{_row(1, inline('A1', 'x'))}</sheetData>")))
    with pytest.raises(FileFault) as caught:
        read_file(path, limits=Limits(declared_bytes=100))
    assert caught.value.code == "file.too_large_inside"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_in_any_part_are_refused(tmp_path: Path, part: str) -> None:
    parts = xlsx_parts(f"<sheetData>{_row(1, inline('A1', 'x'))}</sheetData>")
    parts[part] = '<!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, zipped(parts))
    assert caught.value.code == "file.entity_expansion"


@pytest.mark.parametrize("name", ["word/document.xml", "ppt/presentation.xml", "a.txt"])
def test_another_archive_is_no_table(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, zipped({name: "x"}))
    assert caught.value.code == "file.not_a_table"


def test_a_cut_file_is_truncated(tmp_path: Path) -> None:
    data = zipped(xlsx_parts(f"<sheetData>{_row(1, inline('A1', 'x'))}</sheetData>"))
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, data[: len(data) // 2])
    assert caught.value.code == "file.truncated"


def test_what_two_writers_wrote_reads_back(tmp_path: Path) -> None:
    cells: list[list[object]] = [
        ["姓名", "金额", "日期"],
        ["甲", 0.1, dt.date(2020, 4, 18)],
        ["乙", 1234567.89, dt.datetime(2021, 1, 2, 3, 4, 5)],
        [None, -3, None],
    ]
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    (tmp_path / "o.xlsx").write_bytes(data.getvalue())
    assert read(tmp_path / "o.xlsx") == [("Sheet", cells)]


def test_a_number_below_zero_in_the_format_of_a_date_is_a_number(tmp_path: Path) -> None:
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = (
        '<c r="A1" s="1"><v>-5.5</v></c><c r="B1" s="0"><v>-5</v></c><c s="1" r="C1"><v>9e4</v></c>'
    )
    table = _one(tmp_path, f"<sheetData>{_row(1, cells)}</sheetData>", styles=styles)
    assert rows(table) == [["-5.5", "-5", "2146-05-29"]]
    assert [kinds(one)[0] for one in table.columns] == [Cell.NUMBER, Cell.NUMBER, Cell.DATE]


@pytest.mark.parametrize("first", ["<v>1</v>", "<f>1+0</f><v>1</v>"], ids=["plain", "formula"])
def test_a_long_string_shown_again_and_again_is_too_much(tmp_path: Path, first: str) -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 2000))
    cells = f'<row r="1"><c r="A1">{first}</c></row>{cells}'
    parts = xlsx_parts(f"<sheetData>{cells}</sheetData>")
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'长' * 2000}</t></si></sst>"
    path = tmp_path / "长.xlsx"
    path.write_bytes(zipped(parts))
    with pytest.raises(FileFault) as caught:
        read_file(path, limits=Limits(text_bytes=10_000_000))
    assert caught.value.code == "file.too_large_inside"
