"""Titles, totals, headers of several rows, merged and wide rows, sheets beside the data."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest

from reader.make import (
    HEADER,
    book,
    column,
    faults,
    inspected,
    member,
    old_book,
    only,
    person,
    refused,
    rows_of,
)
from reader.make import saved as bytes_of

ONE, TWO, THREE = member(1), member(2), member(3)
FIELDS = ("name", "id_number", "household_id")
INCOME = ("序号", "户编号", "姓名", "身份证号码", "年收入")


def _income(number: int, amount: object) -> tuple[object, ...]:
    name, identity, household = member(number)
    return (number, household, name, identity, amount)


def test_titles_dates_units_and_totals_are_no_data() -> None:
    rows = [
        ("附件1",),
        ("托克托县2024年防止返贫监测对象花名册",),
        ("填报单位（盖章）：托克托县", None, None, "填报日期：2024年6月30日", "单位：万元"),
        (),
        INCOME,
        _income(1, 1.2),
        _income(2, "3千元"),
        (None, None, "小计", None, 1.5),
        _income(3, "4500元"),
        ("总  计", None, None, None, 1.95),
        ("共3户3人",),
        ("注：收入按2023年10月至2024年9月计算",),
        ("审核人：", None, "填表人：云一", None, "联系电话：12900000000"),
    ]
    answer = inspected(book(rows, merges=["A2:E2", "A10:D10", "A12:E12"]))
    assert only(answer, "row", "gross_income") == [(6, 12000), (7, 3000), (9, 4500)]
    (table,) = answer["tables"]
    assert table["header_rows"] == [5] and table["units"] == {"gross_income": 10000}
    assert {one["row"] for one in table["skipped"]} == {1, 2, 3, 4, 8, 10, 11, 12, 13}
    assert not faults(answer)


def test_page_headers_come_again() -> None:
    title = ("花名册（续）",)
    rows = [title, INCOME, _income(1, 1), title, INCOME, _income(2, 2), (), INCOME, _income(3, 3)]
    assert column(inspected(book(rows)), "gross_income") == [1, 2, 3]


def test_a_long_preface_above_the_header() -> None:
    preface = [(f"{n}、填报说明第{n}条，请各村如实填写。",) for n in range(1, 61)]
    answer = inspected(book([*preface, HEADER, ONE, TWO]))
    assert only(answer, "row", *FIELDS) == [(62, *ONE), (63, *TWO)]


def test_two_tables_in_one_sheet() -> None:
    other = ("身份证号码", "姓名", "户编号", "联系电话")
    rows = [
        ("一、脱贫户名册",),
        HEADER,
        ONE,
        TWO,
        (),
        ("二、监测户名册",),
        other,
        (person(5), "云五", "HB5", "12900000005"),
        (person(6), "云六", "HB6", "12900000006"),
    ]
    answer = inspected(book(rows))
    assert only(answer, "row", *FIELDS) == [
        (3, *ONE),
        (4, *TWO),
        (8, "云五", person(5), "HB5"),
        (9, "云六", person(6), "HB6"),
    ]
    assert not faults(answer)


def test_a_second_table_of_another_kind_below() -> None:
    rows = [
        HEADER,
        ONE,
        (),
        ("身份证号码", "补贴项目", "发放金额", "发放日期"),
        (person(7), "耕地地力保护补贴", 350, "2024-05-01"),
    ]
    answer = inspected(book(rows))
    assert [table["kind"] for table in answer["tables"]] == ["members", "subsidies"]
    assert [len(table["rows"]) for table in answer["tables"]] == [1, 1]


def test_three_header_rows_with_numbers_below() -> None:
    rows = [
        ("户编号", "户主", None, "家庭收入（元）", None, None),
        (None, "姓名", "身份证号码", "工资性收入", "转移性收入", None),
        (None, None, None, None, "小计", "其中：低保金"),
        ("甲", "乙", "丙", 1, 2, 3),
        ("HB1", "云一", person(1), 3000, 1200, 200),
    ]
    merges = ["A1:A3", "B1:C1", "D1:F1", "B2:B3", "C2:C3", "D2:D3", "E2:F2"]
    for joined in (merges, []):
        answer = inspected(book(rows, merges=joined), "户信息.xlsx")
        got = ("household_id", "wage_income", "transfer_income", "subsistence_allowance")
        assert only(answer, *got) == [("HB1", 3000, 1200, 200)]


def test_merged_data_over_several_columns_and_blanks_that_are_not() -> None:
    head = ("旗县", "乡镇", "村", "户编号", "姓名", "身份证号码", "联系电话")
    rows = [
        head,
        ("土默特左旗", None, "善岱村", "HB1", "云一", person(1), "12900000001"),
        (None, None, None, None, "云二", person(2), None),
        (None, None, "把什村", "HB2", "云三", person(3), None),
        (None, None, None, None, "云四", person(4), None),
    ]
    answer = inspected(book(rows, merges=["A2:A5", "C2:C3", "D2:D3", "C4:C5"]))
    assert only(answer, "county", "village", "household_id", "phone") == [
        ("土默特左旗", "善岱村", "HB1", "12900000001"),
        ("土默特左旗", "善岱村", "HB1", None),
        ("土默特左旗", "把什村", "HB2", None),
        ("土默特左旗", "把什村", None, None),
    ]


def test_merged_rows_of_an_xls_that_reach_over_a_total() -> None:
    rows = [
        ("户编号", "姓名", "身份证号码"),
        ("HB1", *ONE[:2]),
        (None, "小计", None),
        (None, *TWO[:2]),
    ]
    answer = inspected(old_book(rows, merges=[(1, 3, 0, 0)]), "a.xls")
    assert only(answer, "household_id", "name") == [("HB1", ONE[0]), ("HB1", TWO[0])]


def test_members_side_by_side_under_the_same_headers_and_numbered_ones() -> None:
    same = ("户编号", "姓名", "身份证号码", "姓名", "身份证号码", "姓名", "身份证号码")
    numbered = ("户编号", "姓名1", "身份证号1", "姓名2", "身份证号2", "姓名3", "身份证号3")
    row = ("HB1", "云一", person(1), "云二", person(2), None, None)
    late = ("HB2", "云三", person(3), None, None, "云四", "1501")
    for head in (same, numbered):
        answer = inspected(book([head, row, late]))
        assert only(answer, "row", "household_id", "name") == [
            (2, "HB1", "云一"),
            (2, "HB1", "云二"),
            (3, "HB2", "云三"),
            (3, "HB2", "云四"),
        ]
        assert faults(answer) == [(3, "id_number", "id.length")]
        (told,) = answer["tables"][0]["problems"]
        assert told["column"] == head[6]


def test_two_data_sheets_a_cover_and_hidden_ones() -> None:
    made = openpyxl.load_workbook(
        BytesIO(
            book(
                [("填报说明",), ("请如实填写",)],
                more={
                    "清水河县": [("花名册",), HEADER, ONE],
                    "空": [],
                    "武川县": [HEADER, TWO, THREE],
                    "旧": [HEADER, member(4)],
                    "字典": [("编码", "名称"), ("1", "户主")],
                },
            )
        )
    )
    made["旧"].sheet_state, made["字典"].sheet_state = "veryHidden", "hidden"
    made["武川县"].row_dimensions[2].hidden = True
    made["武川县"].auto_filter.ref = "A1:C3"
    answer = inspected(bytes_of(made))
    assert [table["sheet"] for table in answer["tables"]] == ["清水河县", "武川县"]
    assert only(answer, *FIELDS) == [ONE, TWO, THREE]
    assert answer["tables"][1]["hidden_rows"] == 1
    aside = {one["sheet"] for one in answer["sheets_without_table"]}
    assert aside == {"Sheet", "空", "旧", "字典"}


@pytest.mark.parametrize(
    "head",
    [
        ("*姓名", "★身份证号码", "户编号※", "年收入（元）"),
        ("姓  名", "身份证\n号码\n（18位）", "户编号（必填）", "年收入【元】"),
        ("１．姓名", "2.身份证号码", "3、户编号", "4.年收入(元)*"),
        ("姓名：", "居民身份证号码", "农户编号", "家庭年收入,元"),
        ("姓\u00a0名", "公民身份号码（必填，文本格式）", "户码", "年收入（单位：元）"),
    ],
)
def test_headers_with_stars_notes_numbers_and_blanks(head: tuple[str, ...]) -> None:
    rows = [(*head, "备注", "备注"), (*ONE, 5000, "甲", None), (*TWO, 6000, None, "乙")]
    answer = inspected(book(rows))
    assert only(answer, *FIELDS, "gross_income") == [(*ONE, 5000), (*TWO, 6000)]


def test_two_columns_for_one_field() -> None:
    head = ("姓名", "身份证号码", "证件号码", "户编号")
    same = [(ONE[0], ONE[1], ONE[1], "HB1"), (TWO[0], TWO[1], TWO[1], "HB2")]
    answer = inspected(book([head, *same]))
    assert column(answer, "id_number") == [ONE[1], TWO[1]]
    differing = [head, same[0], (TWO[0], TWO[1], THREE[1], "HB2")]
    (table,) = inspected(book(differing))["tables"]
    assert table["refused"] is None or table["refused"]["code"] == "file.column_ambiguous"
    told = re.findall("“([^”]+)”", (table["refused"] or {"message": ""})["message"])
    assert set(told) <= {"身份证号码", "证件号码"}


def test_the_last_sheet_alone_has_data() -> None:
    answer = inspected(book([], more={"汇总": [("表一",)], "数据": [HEADER, ONE]}))
    assert not refused(answer) and [row["name"] for row in rows_of(answer)] == [ONE[0]]
