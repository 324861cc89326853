"""Candidates, what they leave open, and counties that a roster does not cover."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from . import judge
from .candidates import alike, edits
from .model import Table
from .tables import ADULT, AS_OF, CHILD, WIFE, codes, idn, income, member, outcomes, table

TYPO = ADULT[:16] + ("8" if ADULT[16] != "8" else "7") + ADULT[17]


def rejected(text: str | None, kind: str = "insurance", **row: Any) -> Table:
    return table(
        kind, {"id_number": None, "id_text": text, "accepted": False, "name": "孟珍", **row}
    )


def family(**more: Any) -> Table:
    return table("members", member(ADULT, **more))


@pytest.mark.parametrize(
    "text", [TYPO, ADULT[:-1], ADULT + "1", ADULT[:3] + ADULT[4] + ADULT[3] + ADULT[5:]]
)
def test_one_edit_away_and_a_like_name(text: str) -> None:
    assert ADULT in edits(text)
    found = judge([family(), rejected(text)], AS_OF).candidates
    assert found == {("insurance.csv", "", 2, ADULT)}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("孟珍", "孟珍", True),
        ("孟珍", "孟真", True),
        ("孟珍晓", "孟晓", True),
        ("孟珍晓", "孟大晓", True),
        ("孟珍", "王刚", False),
    ],
)
def test_like_names(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is same


def test_without_a_name_only_one_person_may_be_one_edit_away() -> None:
    assert len(judge([family(), rejected(TYPO, name=None)], AS_OF).candidates) == 1
    sister = idn("19800101", 961)  # one digit from ADULT, and the check digit
    between = ADULT[:17] + sister[17]
    members = table("members", member(ADULT), member(sister))
    assert judge([members, rejected(between, name=None)], AS_OF).candidates == set()
    assert len(judge([members, rejected(between)], AS_OF).candidates) == 2


def test_lost_precision_leaves_fifteen_digits() -> None:
    lost = rejected(None, id_digits=ADULT[:15])
    assert len(judge([family(), lost], AS_OF).candidates) == 1
    stranger = rejected(None, id_digits=ADULT[:15], name="王刚")
    assert judge([family(), stranger], AS_OF).candidates == set()


def test_name_and_birth_date_of_one_person() -> None:
    text = "150102" + ADULT[6:14] + "000X"
    assert len(judge([family(), rejected(text)], AS_OF).candidates) == 1
    twin = idn("19800101", 977)
    members = table("members", member(ADULT), member(twin))
    assert judge([members, rejected(text)], AS_OF).candidates == set()


def test_name_and_town_of_one_person() -> None:
    lost = rejected(None, county="武川", town="可镇")
    assert len(judge([family(town="可镇"), lost], AS_OF).candidates) == 1
    assert judge([family(town="哈乐镇"), lost], AS_OF).candidates == set()


def test_an_unidentified_member_may_be_in_the_population() -> None:
    members = table("members", member(None, id_text=TYPO), member(WIFE, name="王刚"))
    population = table("population", {"hukou_id": "9", "id_number": ADULT, "name": "孟珍"})
    found = judge([members, population], AS_OF).candidates
    assert found == {("members.csv", "", 2, ADULT)}


def test_who_is_perhaps_in_the_roster_is_not_accused() -> None:
    assert outcomes(judge([family(), rejected(TYPO, insured=True)], AS_OF), "S3") == {
        "H1": ("check", "orange")
    }
    for row in ({"insured": False}, {"insured": True, "year": 2019}):
        found = outcomes(judge([family(), rejected(TYPO, **row)], AS_OF), "S3")
        assert found == {"H1": ("hit", "orange")}


def test_who_has_another_row_is_not_perhaps_in_it() -> None:
    tables = [
        family(),
        table("insurance", {"id_number": ADULT, "insured": False}, file="a"),
        rejected(TYPO, insured=True),
    ]
    assert outcomes(judge(tables, AS_OF), "S3") == {"H1": ("hit", "orange")}


@pytest.mark.parametrize(
    ("rule", "kind", "row"),
    [
        ("S1", "enrolment", {"enrolment_status": "在读"}),
        ("S7", "family_doctor", {"signed": True}),
        ("S10", "employment", {"employed": True}),
        ("S11", "industry_support", {"head_name": "孟珍"}),
        ("S13", "pension", {"insured": True}),
        ("S14", "industry_support", {"head_name": "孟珍", "skill_trained": True}),
        ("S8", "subsistence", {"scheme": "低保"}),
    ],
)
def test_perhaps_in_each_roster(rule: str, kind: str, row: dict[str, Any]) -> None:
    labour = "丧失劳动力" if rule == "S8" else "普通劳动力"
    number = CHILD if rule == "S1" else ADULT
    members = table("members", member(number, labour=labour))
    typo = number[:16] + ("8" if number[16] != "8" else "7") + number[17]
    rosters = [rejected(typo, kind, **row)]
    if rule == "S14":
        rosters[0].rows[0]["name"] = None
    found = outcomes(judge([members, *rosters], AS_OF), rule)
    assert found["H1"][0] == "check"


def town(listed: int, total: int = 20) -> list[Table]:
    """A county of people, of whom some are insured."""
    numbers = [idn("19700101", 950 + i) for i in range(total)]
    rows = [member(number, f"H{i}") for i, number in enumerate(numbers)]
    insured = [{"id_number": number, "insured": True} for number in numbers[:listed]]
    return [table("members", *rows), table("insurance", *insured, also=("id_number",))]


def test_a_county_that_a_roster_does_not_cover_is_not_accused() -> None:
    verdict = judge(town(9), AS_OF)
    assert verdict.states["S3"] == ("evaluated", frozenset({"武川县"}))
    assert outcomes(verdict, "S3") == {}
    verdict = judge(town(10), AS_OF)
    assert verdict.states["S3"] == ("evaluated", frozenset())
    assert len(outcomes(verdict, "S3")) == 10
    assert len(outcomes(judge(town(0, 19), AS_OF), "S3")) == 19


def test_s1_goes_by_schooling_where_enrolment_does_not_cover() -> None:
    numbers = [idn("20100101", 950 + i) for i in range(20)]
    rows = [member(number, f"H{i}") for i, number in enumerate(numbers)]
    enrolment = table("enrolment", also=("id_number",))
    assert judge([table("members", *rows), enrolment], AS_OF).states["S1"] == (
        "evaluated",
        frozenset({"武川县"}),
    )
    for row in rows:
        row["schooling"] = "小学"
    verdict = judge([table("members", *rows), enrolment], AS_OF)
    assert verdict.states["S1"] == ("evaluated", frozenset())
    assert outcomes(verdict, "S1") == {}


def test_rules_without_their_rosters_are_not_evaluated() -> None:
    states = judge([family()], AS_OF).states
    assert {rule for rule, (state, _) in states.items() if state != "not"} == set()
    states = judge([family(), table("households", income(1))], AS_OF).states
    assert {rule for rule, (state, _) in states.items() if state != "not"} == {"G1", "G2"}
    assert states["G2"][0] == "partly"


def test_a_reader_of_a_roster_that_was_not_given_is_partly_evaluated() -> None:
    bill = table("medical", {"id_number": ADULT, "self_paid": 9, "settled_on": date(2020, 1, 1)})
    verdict = judge([family(), table("households", income(1)), bill], AS_OF)
    assert verdict.states["G4"][0] == "partly"
    assert verdict.states["W5"][0] == "not"
    assert codes(verdict) == set()
