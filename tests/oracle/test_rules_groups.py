"""G1 to G4, W1 to W8, N1 to N3: hit, clear, exactly on the line, not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from . import judge
from .model import Table
from .states import RISK_ROSTERS
from .tables import ADULT, AS_OF, WIFE, income, member, of, outcomes, table

HIT, CHECK, CLEAR = "hit", "check", None


def poor(**more: Any) -> Table:
    return table("members", member(ADULT, **more), member(WIFE))


def bill(amount: int, on: date | None = AS_OF) -> Table:
    return table("medical", {"id_number": WIFE, "self_paid": amount, "settled_on": on})


@pytest.mark.parametrize(
    ("status", "amount", "expected"),
    [
        ("已脱贫", 9999, HIT),
        ("已脱贫", 10000, CLEAR),
        ("已脱贫", None, CHECK),
        ("未脱贫", 9999, CLEAR),
        (None, 9999, CHECK),
        (None, 10000, CLEAR),
    ],
)
def test_g1(status: str | None, amount: int | None, expected: str | None) -> None:
    members = poor(poverty_status=status)
    members.rows[1]["poverty_status"] = None
    assert of("G1", members, table("households", income(amount)))[0] == expected


@pytest.mark.parametrize(
    ("paid", "ends", "amount", "expected"),
    [
        (500, AS_OF, 1000, HIT),
        (499, AS_OF, 1000, CLEAR),
        (500, None, 1000, CLEAR),
        (500, AS_OF, None, CHECK),
        (500, AS_OF, 0, CHECK),
        (500, None, None, CLEAR),
    ],
)
def test_g3(paid: int, ends: date | None, amount: int | None, expected: str | None) -> None:
    subsidy = {
        "id_number": ADULT, "subsidy_item": "x", "amount": paid,
        "paid_on": date(2019, 5, 1), "policy_ends_on": ends,
    }  # fmt: skip
    found = of("G3", poor(), table("subsidies", subsidy), table("households", income(amount)))
    assert found == (expected, None if expected is None else "yellow")


@pytest.mark.parametrize(
    ("cost", "amount", "status", "expected"),
    [
        (1, 8000, "已脱贫", HIT),
        (1, 8001, "已脱贫", CLEAR),
        (0, 100, "已脱贫", CLEAR),
        (5000, None, "已脱贫", CHECK),
        (4999, None, "已脱贫", CLEAR),
        (5000, None, None, CHECK),
        (19999, None, "一般农户", CLEAR),
        (20000, None, "一般农户", CHECK),
    ],
)
def test_g4(cost: int, amount: int | None, status: str | None, expected: str | None) -> None:
    members = table("members", member(ADULT, poverty_status=status), member(WIFE))
    members.rows[1]["poverty_status"] = None
    found = of("G4", members, bill(cost), table("households", income(amount)))
    assert found == (expected, None if expected is None else "orange")


def general(amount: int | None, **more: Any) -> list[Table]:
    """A general household, with every roster that G2 reads."""
    rows = [member(ADULT, poverty_status="一般农户", labour="普通劳动力", **more)]
    columns = ("id_number", "rehabilitation_cost")
    empty = [table(kind, also=columns) for kind in RISK_ROSTERS if kind != "housing"]
    housing = table("housing", {"household_id": "H1", "danger_grade": more.get("grade", "A")})
    water = {"quantity": "达标", "quality": "达标", "convenience": "达标", "reliability": "达标"}
    empty.append(table("water", {"household_id": "H1", **water}))
    return [table("members", *rows), *empty, housing, table("households", income(amount))]


@pytest.mark.parametrize(
    ("amount", "grade", "expected"),
    [
        (5000, "C", HIT),
        (5001, "C", CLEAR),
        (5000, "A", CLEAR),
        (5000, None, CHECK),
        (None, "C", CHECK),
        (None, None, CLEAR),
    ],
)
def test_g2_needs_a_risk(amount: int | None, grade: str | None, expected: str | None) -> None:
    assert of("G2", *general(amount, grade=grade))[0] == expected


@pytest.mark.parametrize("kind", sorted({*RISK_ROSTERS} - {"housing", "water", "enrolment"}))
def test_g2_is_to_be_checked_until_all_rosters_are_given(kind: str) -> None:
    tables = [t for t in general(5000) if t.kind != kind]
    verdict = judge(tables, AS_OF)
    assert outcomes(verdict, "G2") == {"H1": ("check", "yellow")}
    assert verdict.states["G2"] == ("partly", frozenset())


@pytest.mark.parametrize(
    "more",
    [{"hukou": "非农业家庭户口"}, {"enjoys_policy": True}, {"hukou": "城镇居民"}],
)
def test_g2_is_for_rural_households_without_policy(more: dict[str, Any]) -> None:
    assert of("G2", *general(5000, grade="C", **more))[0] is None


def test_g2_where_nobody_can_work() -> None:
    tables = general(5000)
    tables[0].rows[0]["labour"] = "丧失劳动力"
    assert of("G2", *tables)[0] == HIT


@pytest.mark.parametrize(
    ("cost", "amount", "expected", "level"),
    [
        (1001, 1000, HIT, "yellow"),
        (1000, 1000, CLEAR, None),
        (1500, 1000, HIT, "yellow"),
        (1501, 1000, HIT, "orange"),
        (2000, 1000, HIT, "orange"),
        (2001, 1000, HIT, "red"),
        (1, 0, HIT, "red"),
        (1, -5, HIT, "red"),
        (0, -5, CLEAR, None),
        (5000, None, CHECK, "yellow"),
        (4999, None, CLEAR, None),
    ],
)
def test_w1(cost: int, amount: int | None, expected: str | None, level: str | None) -> None:
    assert of("W1", poor(), bill(cost), table("households", income(amount))) == (expected, level)


def test_the_other_costs_warn_too() -> None:
    households = table("households", income(1000))
    fees = table("education_costs", {"id_number": WIFE, "amount": 1501, "paid_on": AS_OF})
    assert of("W2", poor(), households, fees) == (HIT, "orange")
    rows = [
        {"id_number": WIFE, "amount": 600, "loss_type": loss_type, "happened_on": AS_OF}
        for loss_type in ("灾害", "意外", "产业失败")
    ]
    assert of("W3", poor(), households, table("losses", *rows)) == (HIT, "orange")
    card = table("disability", {"id_number": WIFE, "rehabilitation_cost": 2001})
    assert of("W4", poor(), households, card) == (HIT, "red")


@pytest.mark.parametrize(
    ("illness", "schooling", "amount", "expected"),
    [
        (600, 500, 1000, HIT),
        (1100, 0, 1000, CLEAR),
        (1100, 500, 1000, CLEAR),
        (500, 500, 1000, CLEAR),
        (2500, 2500, None, CHECK),
        (6000, 2500, None, CHECK),
        (5000, 0, None, CLEAR),
    ],
)
def test_w5(illness: int, schooling: int, amount: int | None, expected: str | None) -> None:
    fees = table("education_costs", {"id_number": WIFE, "amount": schooling, "paid_on": AS_OF})
    found = of("W5", poor(), bill(illness), fees, table("households", income(amount)))
    assert found[0] == expected


@pytest.mark.parametrize(
    ("status", "applied", "expected"),
    [
        ("待办", AS_OF, HIT),
        (None, None, HIT),
        ("受理", date(2019, 4, 18), CLEAR),
        ("办结", AS_OF, CLEAR),
        ("撤回", AS_OF, CLEAR),
    ],
)
def test_w6(status: str | None, applied: date | None, expected: str | None) -> None:
    row = {"id_number": ADULT, "application_status": status, "applied_on": applied}
    assert of("W6", poor(), table("applications", row))[0] == expected


def test_w7_has_no_threshold_of_its_own() -> None:
    assert judge([poor(), bill(9000)], AS_OF).states["W7"] == ("not", frozenset())
    line = {"registered": 5000, "other": 20000}
    assert of("W7", poor(), bill(5000), **{"warning.medical_self_paid": line})[0] == HIT
    assert of("W7", poor(), bill(4999), **{"warning.medical_self_paid": line})[0] is None


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (10000, 7000, HIT),
        (10000, 7001, CLEAR),
        (10000, 0, HIT),
        (10000, -1, CLEAR),
        (0, -5000, CLEAR),
        (10000, None, CLEAR),
    ],
)
def test_w8(before: int, now: int | None, expected: str | None) -> None:
    households = table("households", income(now), income(before, year=2018))
    assert of("W8", poor(), households)[0] == expected


def test_w8_needs_both_years() -> None:
    verdict = judge([poor(), table("households", income(1))], AS_OF)
    assert verdict.states["W8"] == ("not", frozenset())


def test_hits_of_a_group_tell_whether_the_household_is_watched() -> None:
    def known(**row: Any) -> str:
        households = table("households", {**income(10), **row}, income(9, "H2"))
        tables = [table("members", member(ADULT), member(WIFE, "H2")), households]
        return judge(tables, AS_OF).alerts["H1", "G1"].monitored

    assert known() == ""
    assert known(monitored="脱贫不稳定户") == "已在监测"
    assert known(monitored="脱贫不稳定户", risk_removed=True) == "应纳未纳"
    assert known(is_monitored=True) == "已在监测"
    assert known(is_monitored=False) == "应纳未纳"


def test_a_watched_household_without_any_alert_is_listed() -> None:
    tables = [poor(), bill(0), table("households", {**income(99999), "monitored": "脱贫不稳定户"})]
    assert judge(tables, AS_OF).monitored_without_hit == set()  # G3 was not evaluated
    tables.append(table("subsidies", also=("id_number",)))
    assert judge(tables, AS_OF).monitored_without_hit == {"H1"}


def test_the_national_groups_take_the_costs_from_the_income() -> None:
    as_of = date(2021, 6, 1)

    def found(rule: str, tables: list[Table]) -> dict[str, tuple[str, str]]:
        return outcomes(judge(tables, as_of, {"policy": "national-2021"}), rule)

    ill = table("illness", {"id_number": WIFE, "illness_type": "大病"})
    row = income(13000, year=2020, insurance_paid=None, compliant_self_paid=None)
    tables = [poor(), ill, bill(1001, as_of), table("households", row)]
    assert found("N1", tables) == {"H1": ("hit", "yellow")}
    assert found("N3", tables) == {"H1": ("hit", "orange")}
    row["insurance_paid"] = 1
    assert found("N1", [poor(), ill, bill(1001, as_of), table("households", row)]) == {}
    tables[0] = poor(poverty_status="一般农户")
    assert found("N2", tables) == {"H1": ("hit", "yellow")}
    assert "G1" not in judge(tables, as_of, {"policy": "national-2021"}).states
