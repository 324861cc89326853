"""Rows that count, households and links, paragraph by paragraph."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from . import judge
from .tables import ADULT, AS_OF, CHILD, OLD, WIFE, codes, income, member, table


def person(hukou: str, number: str, **more: Any) -> dict[str, Any]:
    return {"hukou_id": hukou, "name": "孟珍", "id_number": number, "county": "武川县", **more}


def test_an_equal_row_counts_once_over_the_fields_that_both_tables_map() -> None:
    first = table("medical", {"id_number": ADULT, "self_paid": 10, "settled_on": AS_OF}, file="a")
    again = table(
        "medical",
        {"id_number": ADULT, "self_paid": 10, "settled_on": AS_OF, "diagnosis": "x"},
        file="b",
    )
    verdict = judge([table("members", member(ADULT)), first, again], AS_OF)
    assert codes(verdict) == {("b", 2, "row.duplicate")}
    assert verdict.facts["H1"]["cost_illness"] == 10


def test_a_place_under_another_name_is_the_same_place() -> None:
    rows = [
        member(ADULT, county="武川", village="上井村委会"),
        member(ADULT, county="武川县", village="上井村"),
    ]
    verdict = judge([table("members", *rows)], AS_OF)
    assert codes(verdict) == {("members.csv", 3, "row.duplicate")}


def test_only_fields_of_the_two_tables_are_compared() -> None:
    visits = [
        {"id_number": ADULT, "signed": True, "last_visit_on": day}
        for day in (date(2020, 1, 1), date(2019, 1, 1))
    ]
    undated = table("family_doctor", {"id_number": WIFE, "signed": True}, file="z")
    verdict = judge(
        [table("members", member(ADULT)), table("family_doctor", *visits), undated], AS_OF
    )
    assert ("family_doctor.csv", 3, "row.superseded") in codes(verdict)


def test_equal_events_without_a_date_all_count() -> None:
    bill = {"id_number": ADULT, "self_paid": 10, "settled_on": None}
    verdict = judge([table("members", member(ADULT)), table("medical", bill, bill)], AS_OF)
    assert codes(verdict) == {("medical.csv", 3, "row.maybe_duplicate")}
    assert verdict.facts["H1"]["cost_illness"] == 20


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [
        (date(2020, 1, 1), date(2019, 1, 1), 3),
        (date(2020, 1, 1), None, 3),
        (None, date(2019, 1, 1), 2),
        (None, None, 2),
    ],
)
def test_of_two_grades_the_later_assessed_wins(
    first: date | None, second: date | None, lost: int
) -> None:
    housing = table(
        "housing",
        {"household_id": "H1", "danger_grade": "A", "assessed_on": first},
        {"household_id": "H1", "danger_grade": "D", "assessed_on": second},
    )
    verdict = judge([table("members", member(ADULT)), housing], AS_OF)
    assert codes(verdict) == {("housing.csv", lost, "row.superseded")}
    assert verdict.facts["H1"]["unsafe_housing"] is (lost == 2)


def test_the_key_of_insurance_is_person_and_year() -> None:
    rows = [{"id_number": ADULT, "insured": yes, "year": y} for yes, y in ((1, 2019), (0, 2020))]
    verdict = judge([table("members", member(ADULT)), table("insurance", *rows)], AS_OF)
    assert codes(verdict) == set()


def test_a_person_twice_in_a_household_is_kept_once() -> None:
    members = table("members", member(ADULT, year=2019), member(ADULT, year=2018))
    verdict = judge([members], AS_OF)
    assert codes(verdict) == {("members.csv", 3, "row.superseded")}
    assert verdict.facts["H1"]["size"] == 1


def test_of_two_households_the_later_year_decides() -> None:
    rows = [member(ADULT, "H1", year=2018), member(ADULT, "H2"), member(WIFE, "H1", year=2018)]
    verdict = judge([table("members", *rows)], AS_OF)
    assert codes(verdict) == {("members.csv", 2, "match.moved_household")}
    assert (verdict.facts["H1"]["size"], verdict.facts["H2"]["size"]) == (1, 1)


def test_in_the_same_year_the_first_household_read_keeps_the_person() -> None:
    rows = [member(ADULT, "H1"), member(ADULT, "H2", year=2019), member(WIFE, "H2")]
    verdict = judge([table("members", *rows)], AS_OF)
    assert codes(verdict) == {("members.csv", 3, "match.two_households")}
    assert (verdict.facts["H1"]["size"], verdict.facts["H2"]["size"]) == (1, 1)


def test_an_unidentified_member_counts_in_the_size() -> None:
    rows = [member(ADULT), member(None, id_text="150125")]
    facts = judge([table("members", *rows)], AS_OF).facts["H1"]
    assert (facts["size"], facts["serious_illness"], facts["disabled"]) == (2, False, False)
    given = [table(kind, also=("id_number",)) for kind in ("illness", "disability")]
    facts = judge([table("members", *rows), *given], AS_OF).facts["H1"]
    assert (facts["serious_illness"], facts["disabled"]) == (None, None)


def test_a_hukou_without_recorded_members_is_a_general_household() -> None:
    verdict = judge([table("population", person("9", ADULT), person("9", CHILD))], AS_OF)
    facts = verdict.facts["HJ-9"]
    assert (facts["poverty_status"], facts["registered"], facts["size"]) == ("一般农户", False, 2)
    assert facts["has_labour"] is None


def test_others_of_the_hukou_are_unrecorded_members() -> None:
    bill = table("medical", {"id_number": CHILD, "self_paid": 70, "settled_on": AS_OF})
    population = table("population", person("9", ADULT), person("9", CHILD))
    verdict = judge([table("members", member(ADULT)), population, bill], AS_OF)
    assert codes(verdict) == {("population.csv", 3, "match.unrecorded_member")}
    assert verdict.facts["H1"]["size"] == 1
    assert verdict.facts["H1"]["cost_illness"] == 70


def test_others_of_a_hukou_of_two_households_stay_unmatched() -> None:
    members = table("members", member(ADULT, "H1"), member(WIFE, "H2"))
    population = table("population", *(person("9", n) for n in (ADULT, WIFE, CHILD)))
    bill = table("medical", {"id_number": CHILD, "self_paid": 70, "settled_on": AS_OF})
    verdict = judge([members, population, bill], AS_OF)
    assert codes(verdict) == {
        ("population.csv", 4, "match.ambiguous_group"),
        ("medical.csv", 2, "match.unmatched"),
    }


def test_the_dead_leave_but_their_costs_and_household_rows_stay() -> None:
    tables = [
        table("members", member(ADULT), member(OLD)),
        table("deaths", {"id_number": OLD, "died_on": AS_OF}),
        table("medical", {"id_number": OLD, "self_paid": 70, "settled_on": AS_OF}),
        table("housing", {"id_number": OLD, "danger_grade": "D"}),
        table("illness", {"id_number": OLD, "illness_type": "大病"}),
        table("subsistence", {"id_number": OLD, "top_up": False}),
    ]
    verdict = judge(tables, AS_OF)
    facts = verdict.facts["H1"]
    assert codes(verdict) == {("deaths.csv", 2, "match.deceased")}
    assert (facts["size"], facts["cost_illness"], facts["unsafe_housing"]) == (1, 70, True)
    assert (facts["serious_illness"], facts["in_subsistence"]) == (False, False)


def test_a_household_whose_people_are_all_dead_is_gone_with_its_rows() -> None:
    tables = [
        table("members", member(OLD)),
        table("deaths", {"id_number": OLD}),
        table("households", income(100)),
        table("population", person("9", OLD), person("9", CHILD), person("8", OLD)),
    ]
    verdict = judge(tables, AS_OF)
    assert set(verdict.facts) == {"HJ-9"}
    assert ("members.csv", 2, "match.household_gone") in codes(verdict)
    assert not any(code == "match.unmatched" for _, _, code in codes(verdict))


def test_a_hukou_of_the_dead_forms_no_household() -> None:
    tables = [
        table("population", person("9", OLD)),
        table("deaths", {"id_number": OLD}),
        table("insurance", {"id_number": OLD, "insured": True}),
    ]
    verdict = judge(tables, AS_OF)
    assert verdict.facts == {}
    assert codes(verdict) == {
        ("deaths.csv", 2, "match.deceased"),
        ("population.csv", 2, "match.household_gone"),
    }


def test_a_dead_person_who_would_be_unrecorded_is_deceased_only() -> None:
    tables = [
        table("members", member(ADULT)),
        table("population", person("9", ADULT), person("9", OLD)),
        table("deaths", {"id_number": OLD}),
    ]
    assert codes(judge(tables, AS_OF)) == {("deaths.csv", 2, "match.deceased")}


def test_the_household_number_wins_over_the_id() -> None:
    members = table("members", member(ADULT, "H1"), member(WIFE, "H2"))
    row = {"household_id": "H1", "id_number": WIFE, "amount": 9, "loss_type": "灾害"}
    verdict = judge([members, table("losses", row)], AS_OF)
    assert codes(verdict) == {("losses.csv", 2, "match.household_differs")}
    assert verdict.facts["H1"]["cost_disaster"] == 9


def test_a_number_that_does_not_exist_leaves_the_id() -> None:
    row = {"household_id": "H7", "id_number": ADULT, "amount": 9, "loss_type": "意外"}
    verdict = judge([table("members", member(ADULT)), table("losses", row)], AS_OF)
    assert verdict.facts["H1"]["cost_accident"] == 9
    assert codes(verdict) == set()


def test_another_name_is_said_and_linked_all_the_same() -> None:
    tables = [
        table("members", member(ADULT)),
        table("population", person("9", ADULT, name="孟真")),
        table("insurance", {"id_number": ADULT, "name": "孟真", "insured": True}),
    ]
    verdict = judge(tables, AS_OF)
    assert codes(verdict) == {("insurance.csv", 2, "match.name_differs")}


def test_the_size_is_compared_before_the_dead_are_taken_out() -> None:
    dead = table("deaths", {"id_number": OLD})
    rows = [member(ADULT, household_size=2), member(OLD, household_size=2)]
    assert codes(judge([table("members", *rows), dead], AS_OF)) == {
        ("deaths.csv", 2, "match.deceased")
    }
    rows = [member(ADULT, household_size=3), member(OLD, household_size=3)]
    assert ("members.csv", 2, "match.size_differs") in codes(
        judge([table("members", *rows)], AS_OF)
    )


@pytest.mark.parametrize(
    ("status", "monitored", "titled", "expected"),
    [
        ("已脱贫（享受政策）", None, False, "已脱贫"),
        ("预脱贫", None, False, "未脱贫"),
        ("边缘户", "脱贫监测户", False, "一般农户"),
        (None, "脱贫不稳定户", False, "已脱贫"),
        (None, "边缘易致贫户", True, "一般农户"),
        (None, None, True, "已脱贫"),
        (None, None, False, None),
    ],
)
def test_the_poverty_status_comes_from_the_first_that_says_it(
    status: str | None, monitored: str | None, titled: bool, expected: str | None
) -> None:
    members = table("members", member(ADULT, poverty_status=status), alleviated=titled)
    households = table("households", {"household_id": "H1", "monitored": monitored})
    facts = judge([members, households], AS_OF).facts["H1"]
    assert facts["poverty_status"] == expected
    assert facts["registered"] is (None if expected is None else expected != "一般农户")
