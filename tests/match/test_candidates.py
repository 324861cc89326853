"""Candidates by each clause of rules.md, and what is said where several are possible."""

from __future__ import annotations

from datetime import date

import pytest

from tests.match.make import changed, find, known, lost, person

A = person()
B = person(1)
NEAR = changed(A)


@pytest.mark.parametrize(
    "text", [NEAR, A[:4] + A[5:], A[:8] + "4" + A[8:], A[:3] + A[4] + A[3] + A[5:], "O" + A[1:]]
)
def test_a_one_edit_and_an_equal_name(text: str) -> None:
    assert find(population=[known(A)], insurance=[lost(text)]).numbers == {A}


@pytest.mark.parametrize(("name", "said"), [("孟真", "姓名同音"), ("孟珍晓", "姓名差一字")])
def test_a_one_edit_and_a_name_alike(name: str, said: str) -> None:
    assert said in find(population=[known(A)], insurance=[lost(NEAR, name)]).only()[1]


def test_a_one_edit_and_another_name_is_nobody() -> None:
    found = find(population=[known(A)], insurance=[lost(NEAR, "王刚")])
    assert (found.strong, found.weak) == ({}, {})


def test_a_score_falls_from_equal_to_sound_to_one_character() -> None:
    scores = [
        find(population=[known(A)], insurance=[lost(NEAR, name)]).only()[0]
        for name in ("孟珍", "孟真", "孟珍晓", None)
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_a_without_a_name_only_where_one_person_is_near() -> None:
    between = A[:17] + B[17]
    alone = find(population=[known(A)], insurance=[lost(between, None)])
    assert alone.numbers == {A}
    both = find(population=[known(A), known(B, "王刚")], insurance=[lost(between, None)])
    assert both.numbers == set()


def test_a_name_under_which_any_register_knows_the_person() -> None:
    members = [{"household_id": "H1", "id_number": A, "name": "孟珍"}]
    found = find(members=members, population=[known(A, "王刚")], insurance=[lost(NEAR, "王刚")])
    assert found.numbers == {A}


def test_b_digits_lost_and_an_equal_name() -> None:
    row = lost(None, id_lost=A[:15] + "000")
    assert find(population=[known(A), known(B)], insurance=[row]).numbers == {A, B}
    assert find(population=[known(A, "王刚")], insurance=[row]).numbers == set()
    few = lost(None, id_lost=A[:6] + "000000000000")
    assert find(population=[known(A)], insurance=[few]).numbers == set()


def test_c_name_and_birth_date_of_exactly_one_person() -> None:
    row = lost(None, born_on=date(1980, 1, 1))
    assert find(population=[known(A)], insurance=[row]).numbers == {A}
    assert find(population=[known(A), known(B)], insurance=[row]).numbers == set()
    readable = lost("1501021980010195??")
    assert find(population=[known(A)], insurance=[readable]).numbers == {A}


def test_c_name_and_town_of_exactly_one_person() -> None:
    place = {"county": "武川县", "town": "可镇"}
    row = lost(None, **place)
    assert find(population=[known(A, **place)], insurance=[row]).numbers == {A}
    twice = [known(A, **place), known(B, **place)]
    assert find(population=twice, insurance=[row]).numbers == set()
    elsewhere = known(A, county="武川县", town="哈乐镇")
    assert find(population=[elsewhere], insurance=[row]).numbers == set()
    assert find(population=[known(A, county="武川县")], insurance=[row]).numbers == set()


def test_c_a_namesake_with_quite_another_number_scores_low() -> None:
    place = {"county": "武川县", "town": "可镇"}
    without, against = lost(None, **place), lost("150102196512129567", **place)
    likely = find(population=[known(A, **place)], insurance=[without]).only()
    namesake = find(population=[known(A, **place)], insurance=[against]).only()
    assert namesake[0] < 0.2 < likely[0]
    assert "证件号相差较大" in namesake[1]


def test_c_asks_for_a_row_without_a_usable_number() -> None:
    place = {"county": "武川县", "town": "可镇"}
    stranger = {"id_number": person(3, "19650101"), "name": "孟珍", **place}
    assert find(population=[known(A, **place)], insurance=[stranger]).strong == {}


def test_a_household_roster_names_the_head() -> None:
    for kind in ("relocation", "industry_support", "housing"):
        row = {"id_text": NEAR, "head_name": "孟珍", "accepted": False}
        assert find(population=[known(A)], **{kind: [row]}).numbers == {A}
        row["head_name"] = "王刚"
        assert find(population=[known(A)], **{kind: [row]}).numbers == set()


def test_a_row_that_its_household_number_links_needs_no_candidate() -> None:
    members = [{"household_id": "H1", "id_number": A, "name": "孟珍"}]
    row = {"id_text": NEAR, "head_name": "孟珍"}
    assert find(members=members, housing=[row | {"household_id": "H1"}]).numbers == set()
    assert find(members=members, housing=[row | {"household_id": "H9"}]).numbers == {A}


def test_an_unidentified_member_may_be_in_the_population() -> None:
    members = [{"household_id": "H1", "id_text": NEAR, "name": "孟珍"}]
    found = find(members=members, population=[known(A)])
    assert set(found.strong) == {("members", 0, A)}


def test_the_dead_are_known() -> None:
    deaths = [{"id_number": A, "died_on": date(2020, 1, 1)}]
    assert find(population=[known(A)], deaths=deaths, insurance=[lost(NEAR)]).numbers == {A}


def test_persons_who_exclude_each_other_share_the_odds() -> None:
    between = A[:17] + B[17]
    found = find(population=[known(A), known(B)], insurance=[lost(between)])
    assert found.numbers == {A, B}
    for score, reason in found.strong.values():
        assert score < 0.5
        assert "另有1人也像本行" in reason


def test_two_rows_that_claim_one_person_are_both_listed() -> None:
    rows = [lost(NEAR), lost(changed(A, 15))]
    found = find(population=[known(A)], insurance=rows)
    assert len(found.strong) == 2
    assert all("本名册另有1种写法也像此人" in reason for _, reason in found.strong.values())
    same = find(population=[known(A)], medical=[lost(NEAR), lost(NEAR)])
    assert not any("另有" in reason for _, reason in same.strong.values())


def test_a_person_who_has_a_row_already_is_less_likely() -> None:
    own = {"id_number": A, "name": "孟珍"}
    twice = find(population=[known(A)], insurance=[own, lost(NEAR)]).only()
    assert "此人在本名册已有一行" in twice[1]
    assert twice[0] < find(population=[known(A)], insurance=[lost(NEAR)]).only()[0]
    bills = find(population=[known(A)], medical=[own, lost(NEAR)]).only()
    assert "已有一行" not in bills[1]


def test_no_known_person_and_no_row() -> None:
    assert find(insurance=[lost(NEAR)]).strong == {}
    assert find(population=[known(A)]).strong == {}
