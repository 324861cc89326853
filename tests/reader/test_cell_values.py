"""Formulas, errors, amounts, dates, yes and no, names: what a cell becomes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from io_build import inline, zipped

from reader.make import HEADER, book, column, faults, inspected, member, old_book, parts, person

_INCOME = ("姓名", "身份证号码", "户编号", "年收入")


def _cells_of(header: str, values: list[object]) -> bytes:
    rows = [(*member(n % 10), value) for n, value in enumerate(values)]
    return book([(*HEADER, header), *rows])


def _one(header: str, value: object, field: str) -> tuple[object, list[str]]:
    """What one cell under a header becomes, and its faults."""
    answer = inspected(_cells_of(header, [value]))
    return column(answer, field)[0], [code for _, _, code in faults(answer)]


def test_formulas_without_value_errors_and_cached_values() -> None:
    head = "".join(inline(f"{c}1", t) for c, t in zip("ABCD", _INCOME, strict=True))
    cells = [
        '<c r="D2"><f>SUM(A1:A9)</f></c>',
        '<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="D4" t="e"><v>#REF!</v></c>',
        '<c r="D5" t="str"><f>"3"&amp;"500"</f><v>3500</v></c>',
        '<c r="D6" t="str"><f>""</f><v></v></c>',
        '<c r="D7"><f t="shared" ref="D7:D8" si="0">D2*2</f><v>12.5</v></c>',
        '<c r="D8"><f t="shared" si="0"/></c>',
        '<c r="D9" t="inlineStr"><is><t>#N/A</t></is></c>',
    ]
    body = f'<row r="1">{head}</row>'
    for row, cell in enumerate(cells, 2):
        one = "".join(inline(f"{c}{row}", t) for c, t in zip("ABC", member(row), strict=True))
        body += f'<row r="{row}">{one}{cell}</row>'
    answer = inspected(zipped(parts(body)))
    assert column(answer, "gross_income") == [None, None, None, 3500, None, 12.5, None, None]
    assert [(row, code) for row, _, code in faults(answer)] == [
        (2, "cell.formula_without_value"),
        (3, "cell.error_value"),
        (4, "cell.error_value"),
        (8, "cell.formula_without_value"),
        (9, "cell.error_value"),
    ]


def test_a_formula_where_an_id_should_be() -> None:
    answer = inspected(book([HEADER, ("云一", "=B3", "HA1"), ("=A2", person(1), "HA2")]))
    assert faults(answer) == [
        (2, "id_number", "cell.formula_without_value"),
        (3, "name", "cell.formula_without_value"),
    ]
    assert [row["accepted"] for table in answer["tables"] for row in table["rows"]] == [True, False]


@pytest.mark.parametrize(
    ("typed", "yuan", "codes"),
    [
        ("1.25万元", 12500, []),
        ("０．５万", 5000, []),
        ("3千", 3000, []),
        ("￥1,200.50", 1200.5, []),
        ("¥ 1，200", 1200, []),
        ("人民币500元", 500, []),
        ("（3,000.00）", -3000, []),
        ("(12.5)", -12.5, []),
        ("-800", -800, []),
        ("12 345", 12345, []),
        ("1 234 567.8", 1234567.8, []),
        ("5000左右", 5000, ["money.approximate"]),
        ("大概2万", 20000, ["money.approximate"]),
        ("~300", 300, ["money.approximate"]),
        (0, 0, []),
        ("—", None, []),
        ("无", None, []),
        ("1,23", None, ["money.format"]),
        ("1.2.3", None, ["money.format"]),
        ("三千", None, ["money.format"]),
        ("3000-4000", None, ["money.format"]),
        (1234.565, 1234.57, []),
        (0.1 + 0.2, 0.3, []),
    ],
)
def test_amounts(typed: object, yuan: object, codes: list[str]) -> None:
    assert _one("年收入（元）", typed, "gross_income") == (yuan, codes)


@pytest.mark.parametrize(
    ("header", "typed", "yuan"),
    [
        ("年收入（万元）", 1.2, 12000),
        ("年收入(万元)", "3500元", 3500),
        ("年收入/千元", "2", 2000),
        ("年收入（万元）", "2万", 20000),
        ("年收入（单位：百元）", 15, 1500),
    ],
)
def test_the_unit_of_a_header_and_of_a_cell(header: str, typed: object, yuan: float) -> None:
    assert _one(header, typed, "gross_income") == (yuan, [])


@pytest.mark.parametrize(
    ("typed", "day", "codes"),
    [
        ("2020-04-18", "2020-04-18", []),
        ("2020/4/18 08:30", "2020-04-18", []),
        ("2020-04-18T00:00:00", "2020-04-18", []),
        ("2020.4.18", "2020-04-18", []),
        ("２０２０／４／１８", "2020-04-18", []),
        ("2020年4月18号", "2020-04-18", []),
        ("2020年04月18日 上午9时", "2020-04-18", []),
        (" 20200418 ", "2020-04-18", []),
        ("20200418.0", "2020-04-18", []),
        (43939.0, "2020-04-18", []),
        ("43939", "2020-04-18", []),
        (43939.75, "2020-04-18", []),
        (date(2020, 4, 18), "2020-04-18", []),
        (datetime(2020, 4, 18, 23, 59, 59), "2020-04-18", []),
        ("202004", "2020-04-01", ["date.month_only"]),
        (202004, "2020-04-01", ["date.month_only"]),
        ("2020.04", "2020-04-01", ["date.month_only"]),
        ("2020-4", "2020-04-01", ["date.month_only"]),
        ("2020.1", None, ["date.ambiguous"]),
        (2020.11, None, ["date.ambiguous"]),
        ("4/5/2020", None, ["date.ambiguous"]),
        ("18/4/2020", "2020-04-18", []),
        ("4/18/2020", "2020-04-18", []),
        ("20-4-18", None, ["date.ambiguous"]),
        ("2020-02-30", None, ["date.format"]),
        ("2020-13-01", None, ["date.format"]),
        ("2020", None, ["date.format"]),
        ("去年春天", None, ["date.format"]),
        ("2031-01-01", None, ["date.future"]),
        ("-", None, []),
    ],
)
def test_dates(typed: object, day: str | None, codes: list[str]) -> None:
    assert _one("认定日期", typed, "identified_on") == (day, codes)


def test_serial_days_of_a_workbook_that_counts_from_1904() -> None:
    rows = [(*HEADER, "认定日期"), (*member(1), 42477), (*member(2), date(2020, 4, 18))]
    answer = inspected(old_book(rows, date1904=True), "a.xls")
    assert column(answer, "identified_on") == ["2020-04-18", "2020-04-18"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *((yes, True) for yes in ("是", "有", "√", "✓", "Y", "yes", "TRUE", "1", 1, True, "１")),
        *((no, False) for no in ("否", "无", "×", "N", "no", "false", "0", 0, False, "没有")),
        *((yes, True) for yes in ("已纳入", "1-是", "是 ", "1.0")),
        *((no, False) for no in ("未纳入", "0-否", "×")),
        *((none, None) for none in ("", "-", "——", "/", "\\", "N/A", "NULL", "\u3000", None)),
    ],
)
def test_yes_no_and_nothing(typed: object, value: object) -> None:
    assert _one("是否监测户", typed, "is_monitored") == (value, [])


def test_what_is_neither_yes_nor_no() -> None:
    assert _one("是否监测户", "不清楚", "is_monitored") == (None, ["bool.format"])
    assert _one("是否监测户", 2, "is_monitored") == (None, ["bool.format"])


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "．", "･", "∙", "⋅", " · ", "."])
def test_every_dot_in_a_name(dot: str) -> None:
    assert _one("备注", None, "name")[0]
    answer = inspected(book([HEADER, (f"阿依夏{dot}买买提", person(1), "HA1")]))
    assert column(answer, "name") == ["阿依夏·买买提"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王\u3000芳", "王芳"),
        ("李\u00a0强\t", "李强"),
        ("张\n三", "张三"),
        ("\u200b赵一\ufeff", "赵一"),
        ("Ｔｏｍ　Ｌｅｅ", "TomLee"),
        ("欧阳  修", "欧阳修"),
    ],
)
def test_blanks_in_a_name(typed: str, name: str) -> None:
    answer = inspected(book([HEADER, (typed, person(1), "HA1")]))
    assert column(answer, "name") == [name]


def test_codes_with_their_names_and_sets() -> None:
    head = (*HEADER, "与户主关系", "健康状况", "文化程度")
    rows = [
        (*member(1), "01-户主", "健康", "1-小学"),
        (*member(2), "02_配偶", "残疾、长期慢性病", "初中"),
        (*member(3), "之孙子", "2-长期慢性病;3-患有大病", "（4）高中"),
    ]
    answer = inspected(book([head, *rows]))
    assert column(answer, "relation")[:2] == ["户主", "配偶"]
    assert column(answer, "health")[0] == "健康"
    assert set(column(answer, "health")[1].split(",")) == {"残疾", "长期慢性病"}
    assert not [code for _, field, code in faults(answer) if field != "relation"]
