from __future__ import annotations

from pathlib import Path

from io_build import kinds, read_bytes, rows

from fangpin.io.table import Cell

HEAD = '<html><head><meta charset="gb2312"></head><body>'


def test_an_html_table_named_xls(tmp_path: Path) -> None:
    page = (
        f"{HEAD}<table><tr><td colspan=3>花名册</td></tr>"
        "<tr><td>身份证号码<td>姓名<td>年收入<br>（元）</tr>"
        "<tr><td style=\"mso-number-format:'\\@'\" x:num='1'>150121198601019601</td>"
        '<td>朱&middot;一&nbsp;</td><td x:num="4200">4,200</td></tr></table>'
    )
    file = read_bytes(tmp_path, page.encode("gb18030"), "名册.xls")
    (table,) = file.tables
    assert (file.format, file.encoding, table.sheet) == ("html", "gb18030", "")
    assert rows(table) == [
        ["花名册", None, None],
        ["身份证号码", "姓名", "年收入\n（元）"],
        ["150121198601019601", "朱·一\xa0", "4200"],
    ]
    assert kinds(table.columns[0])[2] is Cell.TEXT
    assert kinds(table.columns[2])[2] is Cell.NUMBER
    assert table.merges == ((0, 0, 0, 2),)


def test_row_spans_push_later_cells_aside(tmp_path: Path) -> None:
    page = (
        "<table><tr><td rowspan=2>HA01<td>窦一<td rowspan=2>村</tr><tr><td>窦二</tr>"
        "<tr><td>HA02<td>窦三<td>&nbsp;</tr></table>"
    )
    (table,) = read_bytes(tmp_path, page, "名册.xls").tables
    assert rows(table) == [["HA01", "窦一", "村"], [None, "窦二", None], ["HA02", "窦三", None]]
    assert table.merges == ((0, 0, 1, 0), (0, 2, 1, 2))


def test_a_table_inside_a_layout_table_is_found_with_rows_as_excel_counts(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>标题</td></tr></table>"
        "<table><tr><td><table><thead><tr><th>姓名</th></tr></thead>"
        "<tbody><tr><td>甲</td></tr></tbody></table></td></tr></table>"
    )
    tables = read_bytes(tmp_path, page, "名册.xls").tables
    assert [(rows(table), table.first_row) for table in tables] == [
        ([["标题"]], 1),
        ([["姓名"], ["甲"]], 2),
    ]


def test_hidden_rows_are_data(tmp_path: Path) -> None:
    page = '<table><tr><td>a</tr><tr style="display: none"><td>b</tr></table>'
    (table,) = read_bytes(tmp_path, page, "名册.xls").tables
    assert (rows(table), table.hidden_rows) == ([["a"], ["b"]], 1)
