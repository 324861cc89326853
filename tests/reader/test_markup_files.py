"""HTML and XML 2003 workbooks under a spreadsheet's name."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from reader.make import column, faults, inspected, member, only, person, refused

ONE, TWO = member(1), member(2)
_HEAD = "<td>姓名</td><td>身份证号码</td><td>户编号</td>"


def _row(cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _table(*rows: str) -> str:
    return f"<table border=1><tr>{_HEAD}</tr>{''.join(rows)}</table>"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("gbk", "utf-8"), ("utf-8", "gb18030"), ("", "utf-16"), ("", "gbk")],
)
def test_the_bytes_tell_the_encoding_and_not_the_declaration(declared: str, encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta if declared else ''}</head><body>{_table(_row(ONE))}</body></html>"
    assert only(inspected(page.encode(encoding), "a.xls"), "name", "id_number") == [ONE[:2]]


def test_tables_nested_for_layout() -> None:
    inner = _table(_row(ONE), _row(TWO))
    page = f"<TABLE><TR><TD>导航</TD><TD>{inner}</TD></TR><TR><TD colspan=2>页脚</TD></TR></TABLE>"
    assert only(inspected(page, "a.xls"), "name") == [(ONE[0],), (TWO[0],)]


def test_rowspan_and_colspan_in_header_and_body() -> None:
    page = (
        "<html><table><thead><tr><th rowspan=2>户编号<th rowspan=2>姓名<th rowspan=2>身份证号码"
        "<th colspan=2>家庭收入（元）</tr><tr><th>工资性收入<th>转移性收入</tr></thead><tbody>"
        f"<tr><td rowspan=2>HA1<td>云一<td>{person(1)}<td>1,000<td>20</tr>"
        f"<tr><td>云二<td>{person(2)}<td x:num='3.5'>3.50<td>&nbsp;</tr></tbody></table>"
    )
    answer = inspected(page, "收入.xls")
    assert only(answer, "household_id", "head_name", "wage_income", "transfer_income") == [
        ("HA1", "云一", 1000, 20),
        ("HA1", "云二", 3.5, None),
    ]


def test_sloppy_markup() -> None:
    page = (
        "<style>td{color:red}</style><script>var a='<table>';</script><Table>"
        f"<Tr>{_HEAD}<Tr><Td style='mso-number-format:\"\\@\"'>云<b>一</b><br>"
        f"<Td x:num='1'style='mso-number-format:\"\\@\"'>{person(1)}<Td>HA&#49;&amp;a"
        f"<Tr><Td><p>云二</p><Td><font color=red>{person(2)}</font><Td><!-- x -->HA2</table>"
    )
    answer = inspected(page, "a.xls")
    assert only(answer, "name", "id_number", "household_id") == [
        ("云一", person(1), "HA1&a"),
        ("云二", person(2), "HA2"),
    ]


def test_several_tables_of_one_page() -> None:
    page = f"<table><tr><td>土默特左旗名册</td></tr></table>{_table(_row(ONE))}{_table(_row(TWO))}"
    assert only(inspected(page, "a.xls"), "name") == [(ONE[0],), (TWO[0],)]


def test_a_page_without_a_table_is_refused() -> None:
    answer = inspected("<html><body>登录超时，请重新登录</body></html>", "a.xls")
    assert refused(answer) == "file.not_a_table"


_MS = "urn:schemas-microsoft-com:office"
_SS = f'xmlns="{_MS}:spreadsheet" xmlns:x="{_MS}:excel" xmlns:ss="{_MS}:spreadsheet"'


def _xml_cell(value: object, attributes: str = "", kind: str = "String") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def _workbook(rows: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {_SS}>'
        f'<Worksheet ss:Name="名册"><Table>{rows}</Table></Worksheet>{more}</Workbook>'
    )


def test_xml_2003_with_indexes_merges_and_types() -> None:
    head = "".join(_xml_cell(t) for t in ("户编号", "姓名", "身份证号码"))
    head += _xml_cell("识别时间", 'ss:Index="6"') + _xml_cell("年收入")
    first = _xml_cell("HA1", 'ss:MergeDown="1"') + _xml_cell("云一") + _xml_cell(person(1))
    first += _xml_cell("2020-04-18T00:00:00.000", 'ss:Index="6"', "DateTime")
    first += _xml_cell("4200.5", kind="Number")
    second = _xml_cell("云二", 'ss:Index="2"') + _xml_cell(person(2))
    second += _xml_cell("#N/A", 'ss:Index="7"', "Error")
    body = f'<Row>{head}</Row><Row ss:Index="4">{first}</Row><Row>{second}</Row>'
    answer = inspected(_workbook(body), "a.xls")
    assert only(answer, "row", "household_id", "name", "identified_on", "gross_income") == [
        (4, "HA1", "云一", "2020-04-18", 4200.5),
        (5, "HA1", "云二", None, None),
    ]
    assert faults(answer) == [(5, "gross_income", "cell.error_value")]


def test_xml_2003_digits_lost_hidden_sheets_and_rich_text() -> None:
    head = "".join(map(_xml_cell, ("姓名", "身份证号码", "户编号")))
    rich = '<Cell><ss:Data ss:Type="String"><B>云</B>一</ss:Data></Cell>'
    row = rich + _xml_cell("150121197903059516", kind="Number") + _xml_cell("HA1")
    hidden = (
        f'<Worksheet ss:Name="旧表"><Table><Row>{head}</Row><Row>{row}</Row></Table>'
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    )
    for encoding in ("utf-8", "utf-16"):
        data = _workbook(f"<Row>{head}</Row><Row>{row}</Row>", hidden).encode(encoding)
        answer = inspected(data, "a.xls")
        assert only(answer, "name", "id_number") == [("云一", None)]
        assert [one["sheet"] for one in answer["sheets_without_table"]] == ["旧表"]


def test_xml_with_entities_and_other_xml_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + _workbook("<Row/>")[21:]
    assert refused(inspected(bomb, "a.xls")) == "file.entity_expansion"
    assert refused(inspected("<?xml version='1.0'?><a><b/></a>", "a.xls")) == "file.not_a_table"


def test_columns_of_a_page_keep_their_own_cells() -> None:
    page = f"<table><tr><td></td>{_HEAD}</tr><tr><td>1</td>{_row(ONE)[4:]}</table>"
    assert column(inspected(page, "a.xls"), "household_id") == [ONE[2]]
