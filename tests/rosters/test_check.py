"""Which rows count, and what is said of the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fangpin.rosters import roster_tables
from fangpin.rosters.model import Checked
from tests.rosters.make import AS_OF, Value, file, person, table

GOOD = person(1)
BAD = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
LOST = 1501210000000123456  # a number cell that can't hold its digits


def checked(*rows: tuple[Value, ...], path: str = "甲.xlsx") -> Checked:
    found = roster_tables(file(table(*rows), path=path), AS_OF)
    assert len(found) == 1
    return found[0]


def told(one: Checked) -> list[tuple[int, str, str, str]]:
    """(row, field, code, severity) of every problem."""
    columns = one.problems[["row", "field", "code", "severity"]]
    return [tuple(row) for row in columns.itertuples(index=False, name=None)]


def test_a_clean_row_counts_and_is_typed() -> None:
    one = checked(
        ("身份证号", "补贴项目", "补贴金额（万元）", "发放日期"),
        (GOOD, "退耕还林", 1.5, "2019-12-31"),
    )
    row = one.frame.iloc[0]
    assert row["accepted"] and not len(one.problems)
    assert row["amount"] == Decimal("15000.00")
    assert row["paid_on"] == date(2019, 12, 31)
    assert str(one.frame["amount"].dtype) == "decimal128(18, 2)[pyarrow]"
    assert one.frame["row"].tolist() == [2]


@pytest.mark.parametrize(
    ("name", "number", "accepted", "problems"),
    [
        ("云一", GOOD, True, []),
        ("云一", BAD, True, [("id_number", "id.check_digit", "remark")]),
        ("云一", None, True, [("id_number", "id.missing", "remark")]),
        ("云一", "无", True, [("id_number", "id.missing", "remark")]),
        (None, GOOD, False, [("name", "name.missing", "reject")]),
    ],
)
def test_a_member_with_a_household_and_a_name_counts_whatever_the_id(
    name: str | None, number: str | None, accepted: bool, problems: list[tuple[str, ...]]
) -> None:
    one = checked(("户编号", "姓名", "证件号码"), ("H1", name, number))
    assert one.frame["accepted"].tolist() == [accepted]
    assert [row[1:] for row in told(one)] == problems


def test_a_member_without_a_household_is_rejected() -> None:
    one = checked(("户编号", "姓名", "证件号码"), (None, "云一", BAD))
    assert told(one) == [
        (2, "household_id", "household_id.missing", "reject"),
        (2, "id_number", "id.check_digit", "reject"),
    ]


def test_elsewhere_a_person_needs_an_id() -> None:
    one = checked(
        ("户号", "姓名", "证件号码", "户口类型"),
        ("1", "云一", BAD, "农业"),
        ("1", "云二", None, "农业"),
        ("1", "云三", GOOD, "农业"),
    )
    assert one.frame["accepted"].tolist() == [False, False, True]
    assert [code for _, _, code, _ in told(one)] == ["id.check_digit", "id.missing"]
    assert one.frame["id_text"].tolist()[0] == BAD
    assert one.frame["id_number"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("household", "number", "accepted", "problems"),
    [
        ("H1", GOOD, True, []),
        ("H1", None, True, []),
        ("H1", BAD, True, [("id_number", "id.check_digit", "remark")]),
        (None, GOOD, True, []),
        (None, BAD, False, [("id_number", "id.check_digit", "reject")]),
        (None, None, False, [("household_id", "household_id.missing", "reject")]),
        (LOST, GOOD, True, [("household_id", "household_id.precision_lost", "remark")]),
        (LOST, None, False, [("household_id", "household_id.precision_lost", "reject")]),
    ],
)
def test_a_household_is_known_by_its_number_or_an_id(
    household: str | int | None, number: str | None, accepted: bool, problems: list[tuple[str, ...]]
) -> None:
    one = checked(("户编号", "户主身份证号", "搬迁日期"), (household, number, "2018-08-08"))
    assert one.frame["accepted"].tolist() == [accepted]
    assert [row[1:] for row in told(one)] == problems


def test_without_a_column_of_households_the_id_is_missing() -> None:
    one = checked(("户主姓名", "户主身份证号", "纯收入"), ("云一", None, 5))
    assert told(one) == [(2, "id_number", "id.missing", "reject")]


def test_a_village_is_known_by_its_three_names() -> None:
    one = checked(
        ("旗县区", "乡镇", "行政村", "水量"),
        ("武川县", "哈乐镇", "南壕赖村", "达标"),
        ("武川县", None, "南壕赖村", "达标"),
    )
    assert told(one) == [(3, "town", "town.missing", "reject")]


def test_negative_money_counts_only_where_it_can_be() -> None:
    losses = checked(("户编号", "损失类型", "损失金额"), ("H1", "灾害", -5))
    assert told(losses) == [(2, "amount", "money.negative", "reject")]
    assert losses.frame["amount"].isna().tolist() == [True]
    medical = checked(("身份证号", "医疗费总额", "个人自付"), (GOOD, -100, -50))
    assert not len(medical.problems)
    income = checked(("户编号", "生产经营性收入"), ("H1", -300))
    assert not len(income.problems)


def test_a_date_ahead_is_no_date_but_an_end_may_lie_ahead() -> None:
    one = checked(
        ("身份证号", "补贴项目", "补贴金额", "发放日期", "政策到期日期"),
        (GOOD, "退耕还林", 5, "2020-04-19", "2021-12"),
    )
    assert told(one) == [
        (2, "paid_on", "date.future", "remark"),
        (2, "policy_ends_on", "date.month_only", "remark"),
    ]
    assert one.frame["paid_on"].isna().tolist() == [True]
    assert one.frame["policy_ends_on"].tolist() == [date(2021, 12, 31)]


@pytest.mark.parametrize(
    ("died", "accepted", "code"),
    [
        ("2020-04-18", True, None),
        (None, True, None),
        ("2020-04-19", False, "date.future"),
        ("2019-13-45", False, "date.format"),
        ("待定", False, "date.format"),
    ],
)
def test_a_day_of_death_must_be_right_if_it_is_there(
    died: str | None, accepted: bool, code: str | None
) -> None:
    one = checked(("姓名", "身份证号", "死亡日期"), ("云一", GOOD, died))
    assert one.frame["accepted"].tolist() == [accepted]
    assert [found for _, _, found, _ in told(one)] == ([code] if code else [])


def test_a_needed_value_that_cannot_be_read_has_one_fault() -> None:
    one = checked(
        ("身份证号", "补贴项目", "补贴金额"),
        (GOOD, "退耕还林", "叁仟"),
        (GOOD, "退耕还林", "#N/A"),
        (GOOD, "退耕还林", None),
        (GOOD, None, "约500"),
    )
    assert told(one) == [
        (2, "amount", "money.format", "reject"),
        (3, "amount", "cell.error_value", "reject"),
        (4, "amount", "amount.missing", "reject"),
        (5, "subsidy_item", "subsidy_item.missing", "reject"),
        (5, "amount", "money.approximate", "remark"),
    ]


def test_other_faults_empty_their_field_and_no_more() -> None:
    one = checked(
        ("户编号", "姓名", "证件号码", "劳动技能", "务工时间（月）"),
        ("H1", "云一", GOOD, "超人", "很久"),
    )
    assert one.frame["accepted"].tolist() == [True]
    assert {severity for *_, severity in told(one)} == {"remark"}
    assert one.frame[["labour", "months_worked"]].isna().all(axis=None)


def test_the_value_is_told_as_it_was_sent() -> None:
    one = checked(("身份证号", "补贴项目", "补贴金额"), (" '15012119 ", "退耕还林", "五百"))
    assert one.problems["value"].tolist() == [" '15012119 ", "五百"]
    assert one.problems["column"].tolist() == ["身份证号", "补贴金额"]


def test_headers_that_say_the_opposite_are_turned_round() -> None:
    one = checked(
        ("户编号", "饮水困难", "住房是否安全"),
        ("H1", "是", "是"),
        ("H2", "无", "否"),
        ("H3", None, None),
    )
    assert one.frame["safe_water"].tolist()[:2] == [False, True]
    assert one.frame["unsafe_house"].tolist()[:2] == [False, True]
    assert one.frame[["safe_water", "unsafe_house"]].isna().iloc[2].all()


def test_a_certificate_is_an_id_and_a_disability() -> None:
    one = checked(
        ("姓名", "残疾人证号", "发证日期"),
        ("云一", GOOD + "43", "2015-05-05"),
        ("云二", BAD + "43", "2015-05-05"),
        ("云三", None, "2015-05-05"),
        ("云四", person(4), "2015-05-05"),
    )
    assert one.frame["accepted"].tolist() == [True, False, False, True]
    first = one.frame.iloc[0]
    assert first[["id_number", "disability_type", "disability_grade"]].tolist() == [
        GOOD, "肢体", "三级",
    ]  # fmt: skip
    assert [(row, code) for row, _, code, _ in told(one)] == [
        (3, "id.check_digit"),
        (4, "id.missing"),
        (5, "disability.certificate"),
    ]


def test_a_certificate_in_an_id_column_is_told() -> None:
    one = checked(("户编号", "姓名", "证件号码"), ("H1", "云一", GOOD + "11"))
    row = one.frame.iloc[0]
    assert row["id_number"] == GOOD
    assert row["id_disability_type"] == "视力" and row["id_disability_grade"] == "一级"


def test_an_id_beside_a_bad_certificate_counts() -> None:
    one = checked(
        ("姓名", "身份证号", "残疾人证号"),
        ("云一", GOOD, BAD + "43"),
        ("云二", None, person(2) + "43"),
    )
    assert one.frame["accepted"].tolist() == [True, True]
    assert one.frame["id_number"].tolist() == [GOOD, person(2)]
    assert [severity for *_, severity in told(one)] == ["remark"]


def test_months_under_a_header_by_month_are_no_remark() -> None:
    one = checked(("户编号", "识别监测时间"), ("H1", 202304.0), ("H2", "201911"))
    assert [code for _, _, code, _ in told(one)] == ["date.future"]
    assert one.frame["identified_on"].tolist()[1] == date(2019, 11, 1)


def test_rows_in_are_accepted_and_rejected() -> None:
    rows = [(GOOD if n % 3 else BAD, "退耕还林", n) for n in range(300)]
    one = checked(("身份证号", "补贴项目", "补贴金额"), *rows)
    assert (one.accepted, one.rejected) == (200, 100)


def test_a_roster_without_rows_is_no_fault() -> None:
    found = roster_tables(file(table(("身份证号", "补贴项目", "补贴金额"))), AS_OF)
    assert len(found[0].frame) == 0 and not len(found[0].problems)
