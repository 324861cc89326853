"""Facts: income, costs, work, safety."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from . import judge
from .model import Table
from .tables import ADULT, AS_OF, CHILD, WIFE, codes, idn, income, member, table


def facts(*tables: Table) -> dict[str, Any]:
    return judge(list(tables), AS_OF).facts["H1"]


def couple(**more: Any) -> Table:
    return table("members", member(ADULT, **more), member(WIFE))


PARTS = {"wage_income": 9, "business_income": 5, "property_income": 0, "transfer_income": 6}


@pytest.mark.parametrize(
    ("row", "total", "per_head"),
    [
        ({"net_income": 10, **PARTS}, 10, 5),
        ({**PARTS, "business_expense": 4}, 16, 8),
        (PARTS, 20, 10),
        ({"wage_income": 9, "income_per_capita": 7}, 14, 7),
        ({"wage_income": 9, "gross_income": 30}, 30, 15),
        ({"wage_income": 9}, None, None),
        ({"net_income": 10, "income_per_capita": 7}, 10, 7),
    ],
)
def test_the_income_comes_from_the_first_that_is_there(
    row: dict[str, int], total: int | None, per_head: int | None
) -> None:
    found = facts(couple(), table("households", {"household_id": "H1", "year": 2019, **row}))
    assert (found["income_total"], found["income_per_capita"]) == (total, per_head)


def test_rows_of_a_year_are_merged_field_by_field() -> None:
    households = table(
        "households",
        {"household_id": "H1", "net_income": 10, "safe_water": None, "year": 2019},
        {"household_id": "H1", "net_income": 12, "safe_water": False, "year": None},
        {"household_id": "H1", "net_income": None, "safe_water": False, "year": 2019},
        {"household_id": "H1", "net_income": 44, "safe_water": None, "year": 2018},
    )
    verdict = judge([couple(), households], AS_OF)
    assert verdict.facts["H1"]["income_total"] == 12
    assert verdict.facts["H1"]["income_per_capita_before"] == 22
    assert verdict.facts["H1"]["unsafe_water"] is True
    assert codes(verdict) == {("households.csv", 2, "row.superseded")}


def test_inline_fields_are_read_before_the_household_rows() -> None:
    rows = [member(ADULT, net_income=None, danger_grade="D"), member(WIFE, net_income=8)]
    found = facts(table("members", *rows))
    assert (found["income_total"], found["unsafe_housing"]) == (8, True)
    assert facts(table("members", *rows), table("households", income(9)))["income_total"] == 9


def test_subsidies_paid_last_year_count_and_those_that_end_soon() -> None:
    def paid(amount: int, paid_on: date | None, ends: date | None) -> dict[str, Any]:
        return {
            "id_number": ADULT, "subsidy_item": "x", "amount": amount,
            "paid_on": paid_on, "policy_ends_on": ends,
        }  # fmt: skip

    rows = [
        paid(1, date(2019, 1, 1), date(2021, 4, 18)),
        paid(2, None, date(2021, 4, 19)),
        paid(4, date(2018, 12, 31), date(2020, 1, 1)),
        paid(8, date(2019, 12, 31), None),
    ]
    found = facts(couple(), table("subsidies", *rows))
    assert (found["subsidy_income"], found["expiring_subsidy"]) == (11, 1)


@pytest.mark.parametrize(
    ("row", "subsidy", "expiring"),
    [
        ({"ecological_compensation": 3, "subsistence_allowance": 4, "transfer_income": 9}, 7, 3),
        ({"subsistence_allowance": 4}, 4, 0),
        ({"transfer_income": 9}, 9, None),
        ({"wage_income": 9}, None, None),
    ],
)
def test_without_subsidies_the_income_row_says_it(
    row: dict[str, int], subsidy: int | None, expiring: int | None
) -> None:
    found = facts(couple(), table("households", {"household_id": "H1", **row}))
    assert (found["subsidy_income"], found["expiring_subsidy"]) == (subsidy, expiring)


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        ({"self_paid": 5, "total_cost": 99}, 5),
        ({"total_cost": 99, "fund_paid": 40, "medical_aid_paid": 9}, 50),
        ({"total_cost": 99, "fund_paid": 100}, 0),
        ({"total_cost": -99, "fund_paid": -40}, -59),
        ({"total_cost": -99, "fund_paid": -100}, 0),
        ({"fund_paid": 40}, 0),
    ],
)
def test_what_the_patient_paid(row: dict[str, int], cost: int) -> None:
    medical = table("medical", {"id_number": ADULT, "settled_on": AS_OF, **row})
    verdict = judge([couple(), medical], AS_OF)
    assert verdict.facts["H1"]["cost_illness"] == cost
    assert bool(codes(verdict)) is (row == {"fund_paid": 40})


def test_the_six_costs_add_up() -> None:
    loss = {"household_id": "H1", "happened_on": AS_OF}
    found = facts(
        couple(),
        table("households", income(100)),
        table("education_costs", {"id_number": WIFE, "amount": 1, "paid_on": None}),
        table("disability", {"id_number": WIFE, "rehabilitation_cost": 2}),
        table(
            "losses",
            {**loss, "loss_type": "产业失败", "amount": 4},
            {**loss, "loss_type": "意外", "amount": 8, "happened_on": date(2019, 4, 18)},
        ),
    )
    assert (found["rigid_costs"], found["net_after_costs"]) == (7, Fraction(93, 2))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([member(ADULT, labour="技能劳动力")], True),
        ([member(ADULT, labour="丧失劳动力")], False),
        ([member(ADULT, labour=None)], None),
        ([member(CHILD, labour=None)], False),
        ([member(idn("19600418"), labour="普通劳动力")], False),
        ([member(idn("19600419"), labour="普通劳动力")], True),
        ([member(None, labour="普通劳动力")], None),
        ([member(None, labour="无劳动力")], False),
    ],
)
def test_labour(rows: list[dict[str, Any]], expected: bool | None) -> None:
    assert facts(table("members", *rows))["has_labour"] is expected


@pytest.mark.parametrize(
    ("months", "job", "worker", "lost"),
    [
        (None, None, None, None),
        (0.0, None, False, None),
        (3.0, None, True, None),
        (None, {"employed": None, "ended_on": None}, True, False),
        (None, {"employed": False, "ended_on": None}, False, False),
        (None, {"employed": True, "ended_on": AS_OF}, True, False),
        (None, {"employed": True, "ended_on": date(2020, 4, 17)}, False, True),
        (None, {"employed": False, "ended_on": date(2020, 4, 17)}, False, True),
        (None, {"employed": True, "ended_on": date(2019, 4, 18)}, False, False),
        (1.0, {"employed": True, "ended_on": date(2020, 4, 17)}, True, False),
    ],
)
def test_work(
    months: float | None, job: dict[str, Any] | None, worker: bool | None, lost: bool | None
) -> None:
    jobs = [] if job is None else [table("employment", {"id_number": WIFE, **job})]
    found = facts(couple(months_worked=months), *jobs)
    assert (found["has_worker"], found["lost_work"]) == (worker, lost)


def test_an_unidentified_member_may_work() -> None:
    members = table("members", member(ADULT), member(None))
    found = facts(members, table("employment", {"id_number": CHILD}))
    assert (found["has_worker"], found["lost_work"]) == (None, None)


@pytest.mark.parametrize(
    ("grade", "renovated", "household", "expected"),
    [
        ("C", None, {}, True),
        ("D", "是", {}, False),
        ("D", "在建", {}, True),
        ("B", None, {"danger_grade": "D"}, False),
        (None, None, {"danger_grade": "D", "unsafe_house": False}, True),
        (None, None, {"unsafe_house": True}, True),
        (None, None, {}, None),
    ],
)
def test_housing(
    grade: str | None, renovated: str | None, household: dict[str, Any], expected: bool | None
) -> None:
    housing = table("housing", {"id_number": WIFE, "danger_grade": grade, "renovated": renovated})
    row = {"household_id": "H1", "year": 2018, **household}
    assert facts(couple(), housing, table("households", row))["unsafe_housing"] is expected


GOOD = {"quantity": "达标", "quality": "达标", "convenience": "基本达标", "reliability": "达标"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (GOOD, False),
        ({**GOOD, "quality": None}, None),
        ({**GOOD, "quality": None, "reliability": "不达标"}, True),
        ({**GOOD, "arsenic_mg_l": 0.01}, False),
        ({**GOOD, "arsenic_mg_l": 0.011}, True),
        ({**GOOD, "arsenic_mg_l": 0.05, "works_type": "分散"}, False),
        ({**GOOD, "fluoride_mg_l": 1.21, "works_type": "小型集中"}, True),
        ({**GOOD, "ammonia_mg_l": 0.51, "works_type": "小型集中"}, True),
    ],
)
def test_water(row: dict[str, Any], expected: bool | None) -> None:
    assert facts(couple(), table("water", {"id_number": ADULT, **row}))["unsafe_water"] is expected


def test_the_village_speaks_where_the_household_row_does_not() -> None:
    members = couple(town="可镇", village="上井村", county="武川")
    place = {"county": "武川县", "town": "可镇", "village": "上井村民委员会"}
    village = {**place, **GOOD, "quality": "不达标", "household_id": None, "id_number": None}
    household = {"household_id": "H1", "id_number": ADULT, "quality": "达标"}
    assert facts(members, table("water", village))["unsafe_water"] is True
    assert facts(members, table("water", household, village))["unsafe_water"] is True
    assert facts(members, table("water", {**household, **GOOD}, village))["unsafe_water"] is False


def test_disability_from_the_roster_else_from_a_certificate() -> None:
    carded = {"id_number": WIFE, "insured": True, "id_disability_grade": "二级"}
    card = {"id_number": WIFE, "disability_grade": "三级"}
    assert facts(couple(), table("insurance", carded))["severe_disability"] is True
    found = facts(couple(), table("insurance", carded), table("disability", card))
    assert (found["severe_disability"], found["disabled"]) == (False, True)


def test_in_the_roster_without_a_grade_is_not_known() -> None:
    found = facts(couple(), table("disability", {"id_number": WIFE, "disability_grade": None}))
    assert (found["severe_disability"], found["disabled"]) == (None, True)


def test_a_missing_health_is_no_evidence() -> None:
    assert facts(couple(health=None))["serious_illness"] is False
    assert facts(couple(health="长期慢性病,患有大病"))["serious_illness"] is True
