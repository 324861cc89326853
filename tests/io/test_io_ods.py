from __future__ import annotations

from pathlib import Path

import pytest
from io_build import kinds, ods, read_bytes, rows, zipped

from fangpin.errors import FileFault
from fangpin.io.table import Cell


def _table(content: str, attributes: str = "") -> str:
    return f'<table:table table:name="财产" {attributes}>{content}</table:table>'


def _row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def _text(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def _typed(kind: str, name: str, value: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}">'
        f"<text:p>显示</text:p></table:table-cell>"
    )


BLANK = '<table:table-cell table:number-columns-repeated="16384"/>'


def test_typed_cells_merges_and_hidden_rows(tmp_path: Path) -> None:
    sheet = _table(
        _row(_text("标题", 'table:number-columns-spanned="3"'), "<table:covered-table-cell/>")
        + _row(
            _typed("float", "value", "150121196801059000"),
            _typed("date", "date-value", "2020-04-18"),
            _typed("boolean", "boolean-value", "true"),
            _typed("time", "time-value", "PT08H30M00S"),
            '<table:table-cell table:formula="of:=1/0" office:value-type="string">'
            "<text:p>#DIV/0!</text:p></table:table-cell>",
        )
        + _row(_text("甲<text:s text:c='2'/>乙"), attributes='table:visibility="filter"')
    )
    file = read_bytes(tmp_path, ods(sheet), "财产.ods")
    (table,) = file.tables
    assert (file.format, table.sheet, table.hidden_rows) == ("ods", "财产", 1)
    assert rows(table)[1] == ["150121196801059000", "2020-04-18", "TRUE", "08:30:00", "#DIV/0!"]
    assert [kinds(column)[1] for column in table.columns] == [
        Cell.NUMBER,
        Cell.DATE,
        Cell.BOOL,
        Cell.DATE,
        Cell.ERROR,
    ]
    assert rows(table)[2][0] == "甲  乙"
    assert table.merges == ((0, 0, 0, 2),)


def test_a_million_repeated_blanks_cost_nothing_and_keep_row_numbers(tmp_path: Path) -> None:
    many = 'table:number-rows-repeated="1000000"'
    sheet = _table(
        _row(BLANK, attributes='table:number-rows-repeated="3"')
        + _row(_text("a"), BLANK)
        + _row(
            _text("b", 'table:number-columns-repeated="2"'), attributes=many.replace("1000000", "2")
        )
        + _row(BLANK, attributes=many)
    )
    (table,) = read_bytes(tmp_path, ods(sheet), "财产.ods").tables
    assert table.first_row == 4
    assert rows(table) == [["a", None], ["b", "b"], ["b", "b"]]


def test_filled_cells_repeated_past_all_measure_are_refused(tmp_path: Path) -> None:
    row = _row(
        _text("x", 'table:number-columns-repeated="16384"'),
        attributes='table:number-rows-repeated="1048576"',
    )
    with pytest.raises(FileFault) as caught:
        read_bytes(tmp_path, ods(_table(row)), "财产.ods")
    assert caught.value.code == "file.too_large_inside"


def test_hidden_sheets_are_said(tmp_path: Path) -> None:
    style = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    shown = _table(_row(_text("a")))
    hidden = _table(_row(_text("b")), 'table:style-name="ta2"').replace("财产", "字典")
    file = read_bytes(tmp_path, ods(shown + hidden, style), "财产.ods")
    assert [table.sheet for table in file.tables] == ["财产"]
    assert file.skipped_sheets == (("字典", "隐藏的工作表"),)


def test_an_encrypted_one_and_a_text_document_are_refused(tmp_path: Path) -> None:
    manifest = "<manifest:encryption-data/>"
    parts = {"mimetype": "", "content.xml": b"\x01\x02", "META-INF/manifest.xml": manifest}
    for mime, code in (
        ("application/vnd.oasis.opendocument.spreadsheet", "file.encrypted"),
        ("application/vnd.oasis.opendocument.text", "file.not_a_table"),
    ):
        with pytest.raises(FileFault) as caught:
            read_bytes(tmp_path, zipped({**parts, "mimetype": mime}), "财产.ods")
        assert caught.value.code == code
