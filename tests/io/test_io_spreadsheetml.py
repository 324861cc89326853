from __future__ import annotations

from pathlib import Path

import pytest
from io_build import kinds, read_bytes, rows

from fangpin.errors import FileFault
from fangpin.io.table import Cell

ACROSS, DOWN = 'ss:MergeAcross="2"', 'ss:MergeDown="1"'
SECOND, THIRD = 'ss:Index="2"', 'ss:Index="3"'
SS = "urn:schemas-microsoft-com:office:spreadsheet"


def _book(*sheets: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SS}" xmlns:ss="{SS}" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(sheets)}</Workbook>'
    )


def _sheet(rows_: str, name: str = "资助", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows_}</Table>{options}</Worksheet>'


def _cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_typed_cells_indexes_and_merges(tmp_path: Path) -> None:
    sheet = _sheet(
        f"<Row>{_cell('String', '标题', ACROSS)}</Row>"
        f'<Row ss:Index="3">{_cell("Number", "150121196801059000")}'
        f"{_cell('DateTime', '2020-04-18T00:00:00.000', THIRD)}"
        f"{_cell('Boolean', '1')}{_cell('Error', '#N/A')}"
        '<Cell ss:Formula="=R1C1"/></Row>'
        f'<Row ss:Hidden="1">{_cell("String", "村", DOWN)}</Row>'
        f"<Row>{_cell('String', 'x', SECOND)}</Row>"
    )
    file = read_bytes(tmp_path, _book(sheet), "名册.xls")
    (table,) = file.tables
    assert (file.format, table.sheet, table.hidden_rows) == ("spreadsheetml", "资助", 1)
    assert rows(table)[2] == ["150121196801059000", None, "2020-04-18", "TRUE", "#N/A", "=R1C1"]
    assert [kinds(column)[2] for column in table.columns] == [
        Cell.NUMBER,
        Cell.EMPTY,
        Cell.DATE,
        Cell.BOOL,
        Cell.ERROR,
        Cell.FORMULA,
    ]
    assert table.merges == ((0, 0, 0, 2), (3, 0, 4, 0))


def test_hidden_sheets_are_skipped_and_said(tmp_path: Path) -> None:
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    shown, hidden = f"<Row>{_cell('String', 'a')}</Row>", f"<Row>{_cell('String', 'b')}</Row>"
    book = _book(_sheet(shown), _sheet(hidden, "字典", options))
    file = read_bytes(tmp_path, book, "名册.xls")
    assert [table.sheet for table in file.tables] == ["资助"]
    assert file.skipped_sheets == (("字典", "隐藏的工作表"),)


def test_a_control_character_does_not_end_the_reading(tmp_path: Path) -> None:
    cells = _cell("String", "高&#7;四") + _cell("String", "马\x0b五")
    book = _book(_sheet(f"<Row>{cells}</Row>"))
    assert rows(read_bytes(tmp_path, book, "名册.xls").tables[0]) == [["高\x07四", "马\x0b五"]]


@pytest.mark.parametrize("break_at", ["</Table>", "</Worksheet>", "</Workbook>"])
def test_a_cut_workbook_is_truncated(tmp_path: Path, break_at: str) -> None:
    book = _book(_sheet(f"<Row>{_cell('String', 'a')}</Row>"))
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, book[: book.index(break_at)], "名册.xls")
    assert caught.value.code == "file.truncated"


def test_entities_are_refused(tmp_path: Path) -> None:
    book = _book(_sheet(f"<Row>{_cell('String', '&x;')}</Row>"))
    bomb = book.replace("<Workbook", '<!DOCTYPE x [<!ENTITY x "y">]><Workbook')
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, bomb, "名册.xls")
    assert caught.value.code == "file.entity_expansion"
