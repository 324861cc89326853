"""Kinds and fields as data hold together."""

from __future__ import annotations

import pytest

from fangpin.rosters.clean import Context
from fangpin.rosters.clean.parsers import parser_of
from fangpin.rosters.kinds import load_kinds

KINDS = load_kinds()


def test_every_field_can_be_cleaned() -> None:
    for field in KINDS.fields.values():
        parser_of(field.field_type(), Context())


def test_every_kind_names_only_fields_that_exist() -> None:
    for kind in KINDS:
        assert {*kind.fields, *kind.marks, *kind.strict, *kind.spare} <= KINDS.fields.keys()
        assert {one for one in (kind.dated_by, kind.event_date) if one} <= set(kind.fields)


def test_every_kind_has_needs_marks_and_words() -> None:
    for kind in KINDS:
        assert kind.deciding and kind.marks and kind.words and kind.departments
        assert kind.key in "PHEV" and kind.cover in ("closed", "open", "none")


def test_every_label_means_its_field() -> None:
    """A template that writes the labels reads back."""
    for kind in KINDS:
        for field in kind.own:
            meaning = kind.meaning(kind.labels[field])
            assert meaning is not None and meaning.field == field, (kind.name, field)


def test_labels_of_a_kind_are_different() -> None:
    for kind in KINDS:
        labels = [kind.labels[field] for field in kind.own]
        assert len(labels) == len(set(labels)), kind.name


def test_the_kinds_of_the_contract_and_those_that_rules_ask_for() -> None:
    names = (
        "members population households subsidies subsistence applications enrolment student_aid "
        "education_costs insurance medical illness family_doctor housing water employment pension "
        "disability losses industry_support relocation property deaths work_plans "
        "village_info verdicts"
    )
    assert [kind.name for kind in KINDS] == names.split()


@pytest.mark.parametrize(
    ("kind", "header", "field"),
    [
        ("members", "证件号码", "id_number"),
        ("members", "户主证件号码", None),
        ("members", "户主姓名", None),
        ("members", "劳动能力（代码-名称）", "labour"),
        ("members", "务工时间（月）", "months_worked"),
        ("members", "县(市、区、旗)", "county"),
        ("members", "*身份证\n号码", "id_number"),
        ("members", "户编号（必填）", "household_id"),
        ("members", "人数", "household_size"),
        ("members", "饮水困难", "safe_water"),
        ("population", "户号", "hukou_id"),
        ("population", "公民身份号码", "id_number"),
        ("households", "户主证件号码", "id_number"),
        ("households", "户主姓名", "head_name"),
        ("households", "检测对象类别", "monitored"),
        ("households", "其他合规自负支出", "compliant_self_paid"),
        ("households", "家庭人均纯收入(元)", "income_per_capita"),
        ("employment", "务工时间（月）", "months"),
        ("medical", "本次统筹支付金额", "fund_paid"),
        ("medical", "自付费用", "self_paid"),
        ("enrolment", "身份证件号", "id_number"),
        ("education_costs", "教育支出金额（万元）", "amount"),
        ("losses", "损失金额（元）", "amount"),
        ("disability", "残疾证号码", "disability_certificate"),
        ("applications", "申请人身份证号", "id_number"),
        ("water", "砷(mg/L)", "arsenic_mg_l"),
        ("subsistence", "终止保障年月", "ended_on"),
    ],
)
def test_a_real_header_means_its_field(kind: str, header: str, field: str | None) -> None:
    meaning = KINDS[kind].meaning(header)
    assert (meaning.field if meaning else None) == field


def test_headers_that_say_the_opposite_are_marked() -> None:
    households = KINDS["households"]
    for header in ("饮水困难", "住房是否安全", "是否饮水出现安全问题"):
        meaning = households.meaning(header)
        assert meaning is not None and meaning.inverse, header


@pytest.mark.parametrize("header", ["识别监测时间", "起始保障年月", "终止保障年月", "发放年月"])
def test_headers_by_month(header: str) -> None:
    assert KINDS.is_by_month(header)


def test_a_day_is_not_by_month() -> None:
    assert not KINDS.is_by_month("发放日期")
