"""S1 to S16: hit, clear, exactly on the line, not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from . import judge
from .tables import ADULT, AS_OF, CHILD, OLD, family, idn, income, of, roster, table

HIT, CHECK, CLEAR = "hit", "check", None


@pytest.mark.parametrize(
    ("born", "expected"),
    [("20040831", CLEAR), ("20040901", HIT), ("20130831", HIT), ("20130901", CLEAR)],
)
def test_s1_the_age_of_compulsory_school(born: str, expected: str | None) -> None:
    found = of("S1", family(idn(born)), roster("enrolment"))
    assert found == (expected, expected and "red")


@pytest.mark.parametrize(
    ("status", "schooling", "expected"),
    [
        ("在读", None, CLEAR),
        ("休学", None, CLEAR),
        ("辍学", "小学", HIT),
        ("", None, CHECK),
        (None, "小学", CHECK),
        (None, "非在校生", HIT),
        (None, "学前教育", HIT),
        (None, None, HIT),
    ],
)
def test_s1_by_enrolment(status: str | None, schooling: str | None, expected: str | None) -> None:
    number = None if status is None else CHILD
    enrolment = roster("enrolment", number, enrolment_status=status or None)
    assert of("S1", family(CHILD, schooling=schooling), enrolment)[0] == expected


@pytest.mark.parametrize(
    ("schooling", "education", "expected"),
    [("非在校生", None, HIT), (None, "小学", HIT), (None, None, CHECK), ("小学", None, CLEAR)],
)
def test_s1_by_schooling(
    schooling: str | None, education: str | None, expected: str | None
) -> None:
    assert of("S1", family(CHILD, schooling=schooling, education=education))[0] == expected


@pytest.mark.parametrize(
    ("status", "stage", "year", "expected"),
    [
        ("在读", "小学", None, HIT),
        ("休学", "小学", None, CLEAR),
        ("在读", "研究生", None, CLEAR),
        ("在读", None, None, CHECK),
        (None, "研究生", None, CLEAR),
        ("在读", "小学", 2019, CLEAR),
        ("在读", "小学", 2018, HIT),
        ("在读", "小学", "none", CLEAR),
    ],
)
def test_s2(status: str | None, stage: str | None, year: Any, expected: str | None) -> None:
    enrolment = roster("enrolment", CHILD, enrolment_status=status, stage=stage)
    number = None if year is None else CHILD
    aid = roster("student_aid", number, school_year=None if year == "none" else year)
    assert of("S2", family(CHILD), enrolment, aid)[0] == expected


@pytest.mark.parametrize(
    ("born", "row", "expected"),
    [
        ("20200119", None, HIT),
        ("20200120", None, CLEAR),
        ("19800101", {"insured": True, "year": 2020}, CLEAR),
        ("19800101", {"insured": None, "year": None}, CLEAR),
        ("19800101", {"insured": False, "year": 2020}, HIT),
        ("19800101", {"insured": True, "year": 2019}, HIT),
    ],
)
def test_s3(born: str, row: dict[str, Any] | None, expected: str | None) -> None:
    number = idn(born)
    insurance = roster("insurance", None if row is None else number, **(row or {}))
    assert of("S3", family(number), insurance) == (expected, expected and "orange")


def test_an_unidentified_member_is_to_be_checked() -> None:
    assert of("S3", family(None), roster("insurance"))[0] == CHECK
    assert of("S7", family(None), roster("family_doctor"))[0] == CHECK
    assert of("C1", family(None), roster("property"))[0] == CHECK


@pytest.mark.parametrize(("paid", "expected"), [(True, CLEAR), (False, HIT), (None, CHECK)])
def test_s4(paid: bool | None, expected: str | None) -> None:
    row = {"insured": True, "premium_paid_by_government": paid}
    assert of("S4", family(ADULT), roster("insurance", ADULT, **row))[0] == expected
    row["insured"] = False
    assert of("S4", family(ADULT), roster("insurance", ADULT, **row))[0] is None


@pytest.mark.parametrize(
    ("grade", "expected", "level"), [("D", HIT, "red"), ("C", HIT, "orange"), ("A", CLEAR, None)]
)
def test_s5(grade: str, expected: str | None, level: str | None) -> None:
    assert of("S5", family(ADULT), roster("housing", ADULT, danger_grade=grade)) == (
        expected,
        level,
    )


def test_s5_is_for_subsistence_and_the_poor_disabled_too() -> None:
    house = roster("housing", ADULT, danger_grade="C")
    members = family(ADULT, poverty_status="一般农户")
    card = roster("disability", ADULT, disability_grade="四级")
    assert of("S5", members, house)[0] is None
    assert of("S5", members, house, roster("subsistence", ADULT))[0] == HIT
    assert of("S5", members, house, card, table("households", income(5000)))[0] == HIT
    assert of("S5", members, house, card, table("households", income(5001)))[0] is None
    assert of("S5", members, house, card, table("households", income(None)))[0] is None


def test_s6() -> None:
    water = roster("water", ADULT, quality="不达标")
    assert of("S6", family(ADULT), water) == (HIT, "orange")
    assert of("S6", family(ADULT), table("households", income(1, safe_water=None)))[0] == CHECK


@pytest.mark.parametrize(
    ("signed", "expected"), [(True, CLEAR), (None, CLEAR), (False, HIT), ("no row", HIT)]
)
def test_s7(signed: Any, expected: str | None) -> None:
    number = None if signed == "no row" else ADULT
    assert of("S7", family(ADULT), roster("family_doctor", number, signed=signed))[0] == expected


@pytest.mark.parametrize(
    ("labour", "months", "expected"),
    [
        ("丧失劳动力", 9.0, HIT),
        ("弱劳动力或半劳动力", 0.0, HIT),
        ("弱劳动力或半劳动力", 9.0, CLEAR),
        ("弱劳动力或半劳动力", None, CHECK),
        ("普通劳动力", 0.0, CLEAR),
        (None, 0.0, CHECK),
    ],
)
def test_s8(labour: str | None, months: float | None, expected: str | None) -> None:
    members = family(ADULT, labour=labour, months_worked=months)
    assert of("S8", members, roster("subsistence")) == (expected, expected and "orange")
    assert of("S8", members, roster("subsistence", ADULT))[0] is None
    ended = roster("subsistence", ADULT, ended_on=date(2020, 4, 17))
    assert of("S8", members, ended)[0] == expected


def test_s8_industry_supports_the_weak_only() -> None:
    support = roster("industry_support", ADULT)
    weak = family(ADULT, labour="弱劳动力或半劳动力", months_worked=0.0)
    assert of("S8", weak, roster("subsistence"), support)[0] is None
    lost = family(ADULT, labour="丧失劳动力", months_worked=0.0)
    assert of("S8", lost, roster("subsistence"), support)[0] == HIT


@pytest.mark.parametrize(
    ("number", "row", "expected"),
    [
        (CHILD, {"scheme": "低保", "top_up": False}, HIT),
        (CHILD, {"scheme": "低保", "top_up": True}, CLEAR),
        (CHILD, {"scheme": "低保", "top_up": None}, CHECK),
        (CHILD, {"scheme": None, "top_up": False}, CHECK),
        (CHILD, {"scheme": "特困", "top_up": False}, CLEAR),
        (CHILD, {"scheme": "低保", "top_up": False, "ended_on": date(2020, 4, 17)}, CLEAR),
        (OLD, {"scheme": "低保", "top_up": False}, HIT),
        (ADULT, {"scheme": "低保", "top_up": False}, CLEAR),
    ],
)
def test_s9(number: str, row: dict[str, Any], expected: str | None) -> None:
    assert of("S9", family(number), roster("subsistence", number, **row))[0] == expected


def test_s9_for_the_severely_disabled_and_the_seriously_ill() -> None:
    top_up = roster("subsistence", ADULT, scheme="低保", top_up=False)
    card = roster("disability", ADULT, disability_grade="二级")
    ill = roster("illness", ADULT, illness_type="大病")
    assert of("S9", family(ADULT), top_up, card)[0] == HIT
    assert of("S9", family(ADULT), top_up, ill)[0] == HIT


def test_s10_s11_s12_s14_of_those_who_can_work() -> None:
    members = family(ADULT, labour="普通劳动力")
    jobs, support = roster("employment"), roster("industry_support")
    moved = roster("relocation", ADULT)
    for rule in ("S10", "S11", "S12", "S14"):
        assert of(rule, members, jobs, support, moved) == (HIT, "yellow")
    trained = roster("industry_support", ADULT, skill_trained=True)
    jobs = roster("employment", ADULT)
    for rule in ("S10", "S11", "S12", "S14"):
        assert of(rule, members, jobs, trained, moved)[0] is None
    untrained = roster("industry_support", ADULT, skill_trained=None)
    assert of("S14", members, untrained)[0] == HIT
    assert of("S14", family(ADULT, labour="技能劳动力"), untrained)[0] is None


@pytest.mark.parametrize(
    ("born", "row", "expected"),
    [
        ("20040418", None, HIT),
        ("20040419", None, CLEAR),
        ("19600419", None, HIT),
        ("19600418", None, CLEAR),
        ("19800101", {"insured": True, "premium_paid_by_government": True}, CLEAR),
        ("19800101", {"insured": True, "premium_paid_by_government": False}, HIT),
        ("19800101", {"insured": True, "premium_paid_by_government": None}, CHECK),
        ("19800101", {"insured": False, "premium_paid_by_government": True}, HIT),
    ],
)
def test_s13(born: str, row: dict[str, Any] | None, expected: str | None) -> None:
    number = idn(born)
    pension = roster("pension", None if row is None else number, **(row or {}))
    assert of("S13", family(number), pension, roster("enrolment"))[0] == expected


def test_s13_is_not_for_pupils() -> None:
    pupil, pension = idn("20030101"), roster("pension")
    enrolment = roster("enrolment", pupil, enrolment_status="在读")
    assert of("S13", family(pupil), pension, enrolment)[0] is None
    assert of("S13", family(pupil, schooling="普通高中一年级"), pension)[0] is None
    assert of("S13", family(pupil, schooling="非在校生"), pension)[0] == HIT
    assert of("S13", family(pupil, schooling="小学"), pension, roster("enrolment"))[0] == CHECK


@pytest.mark.parametrize(
    ("signed", "visit", "expected"),
    [
        (True, date(2019, 4, 18), CLEAR),
        (True, date(2019, 4, 17), HIT),
        (None, None, HIT),
        (False, None, CLEAR),
    ],
)
def test_s15(signed: bool | None, visit: date | None, expected: str | None) -> None:
    doctor = roster("family_doctor", ADULT, signed=signed, last_visit_on=visit)
    assert of("S15", family(ADULT), doctor)[0] == expected


@pytest.mark.parametrize(
    ("kind", "treated", "expected"),
    [("大病", False, HIT), ("大病", None, CLEAR), ("大病", True, CLEAR), ("慢病", False, CLEAR)],
)
def test_s16(kind: str, treated: bool | None, expected: str | None) -> None:
    ill = roster("illness", ADULT, illness_type=kind, treated=treated)
    assert of("S16", family(ADULT), ill)[0] == expected


def test_out_of_scope_nothing_is_said() -> None:
    members = family(CHILD, poverty_status="一般农户", schooling="非在校生", labour=None)
    alerts = judge([members, roster("insurance"), roster("family_doctor")], AS_OF).alerts
    assert alerts == {}
