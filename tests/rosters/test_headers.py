"""What is compared of a header, and what a header of several rows means."""

from __future__ import annotations

import pytest

from fangpin.rosters.fields import Meaning
from fangpin.rosters.headers import forms, normal, resolve
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.unit import header_unit, stated_unit


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("姓 名", "姓名"),
        ("*身份证\n号码", "身份证号码"),
        ("户编号*", "户编号"),
        ("　证件号码\xa0", "证件号码"),
        ("其中：低保金", "低保金"),
        ("其中低保金", "低保金"),
        ("1.姓名", "姓名"),
        ("（2）姓名", "姓名"),
        ("ＩＤ", "id"),
        ("年收入【元】", "年收入(元)"),
        ("联系电话:", "联系电话"),
    ],
)
def test_normal(text: str, compared: str) -> None:
    assert normal(text) == compared


def test_forms_drop_notes_and_units() -> None:
    assert forms("年收入（万元）（必填）") == ("年收入(万元)(必填)", "年收入")
    assert forms("年收入/元") == ("年收入/元", "年收入")


def meaning(*parts: str) -> str | None:
    kinds = load_kinds()
    found: Meaning | None = resolve(parts, kinds.anything.meaning, kinds.foreign)
    return found.field if found else None


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("转移性收入", "小计"), "transfer_income"),
        (("转移性收入", "其中:低保金"), "subsistence_allowance"),
        (("收入（元）", "工资性收入"), "wage_income"),
        (("纯收入", "（元）"), "net_income"),
        (("户主", "姓名"), "head_name"),
        (("户主", "身份证号"), "id_number"),
        (("监护人", "姓名"), None),
        (("帮扶责任人信息", "联系电话"), None),
        (("风险消除后", "工资性收入"), None),
        (("保障人数", "分解", "重点保障人数"), None),
        (("姓名", "张三"), None),
    ],
)
def test_headers_of_several_rows(parts: tuple[str, ...], field: str | None) -> None:
    assert meaning(*parts) == field


@pytest.mark.parametrize(
    ("parts", "factor"),
    [
        (("年收入（元）",), 1),
        (("教育支出金额（万元）",), 10000),
        (("年收入(单位：千元)",), 1000),
        (("年收入/万元",), 10000),
        (("年收入(必填)",), None),
        (("收入（万元）", "工资性收入"), 10000),
        (("收入（万元）", "工资性收入（元）"), 1),
        (("金额(元/人)",), 1),
    ],
)
def test_the_unit_in_a_header(parts: tuple[str, ...], factor: int | None) -> None:
    assert header_unit(parts) == factor


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("单位：万元", 10000),
        ("单位:元、人", 1),
        ("（单位：万元）", 10000),
        ("填报单位：旗乡村振兴局 单位：千元", 1000),
        ("填报单位：元山镇", None),
        ("2019年收入调查表", None),
    ],
)
def test_the_unit_above_a_table(text: str, factor: int | None) -> None:
    assert stated_unit([text]) == factor
