"""Weak suggestions: for the review only, and only where a row has no candidate."""

from __future__ import annotations

from datetime import date

from tests.match.make import changed, find, known, lost, person

A = person()
B = person(1)
NEAR = changed(A)
TWO = changed(changed(A), 14)
PLACE = {"county": "武川县", "town": "可镇"}


def test_look_alike_characters_with_one_edit() -> None:
    found = find(population=[known(A, "季末")], insurance=[lost(NEAR, "李未")])
    assert (found.numbers, found.weak_numbers) == (set(), {A})
    assert "姓名为形近字" in found.only()[1]


def test_another_transliteration_with_one_edit() -> None:
    found = find(population=[known(A, "乌兰图雅")], insurance=[lost(NEAR, "乌岚陶娅")])
    assert (found.numbers, found.weak_numbers) == (set(), {A})
    assert "蒙古语" in found.only()[1]


def test_another_transliteration_with_lost_digits() -> None:
    row = lost(None, "乌岚陶娅", id_lost=A[:15] + "000")
    found = find(population=[known(A, "乌兰图雅"), known(B, "王刚")], insurance=[row])
    assert (found.numbers, found.weak_numbers) == (set(), {A})


def test_such_a_name_with_birth_date_or_town_of_exactly_one_person() -> None:
    born, there = lost(None, "李珍", born_on=date(1980, 1, 1)), lost(None, "李珍", **PLACE)
    for row in (born, there):
        assert find(population=[known(A, "季珍", **PLACE)], insurance=[row]).weak_numbers == {A}
        both = [known(A, "季珍", **PLACE), known(B, "季珍", **PLACE)]
        assert find(population=both, insurance=[row]).weak_numbers == set()


def test_two_edits_with_name_and_birth_date_equal() -> None:
    found = find(population=[known(A), known(person(40))], insurance=[lost(TWO)])
    assert (found.numbers, found.weak_numbers) == (set(), {A})
    assert "证件号差两处" in found.only()[1]
    other = find(population=[known(A), known(person(40))], insurance=[lost(TWO, "王刚")])
    assert other.weak == {}


def test_two_edits_that_make_another_good_number() -> None:
    row = {"id_number": B, "name": "孟珍"}
    found = find(population=[known(A)], insurance=[row])
    assert (found.numbers, found.weak_numbers) == (set(), {A})
    assert find(population=[known(A), known(B, "王刚")], insurance=[row]).weak == {}
    linked = find(population=[known(A), known(B)], insurance=[row])
    assert (linked.strong, linked.weak) == ({}, {})


def test_a_row_with_a_candidate_has_no_weak_one() -> None:
    people = [known(A), known(person(2, "19650101"), "盂珍", **PLACE)]
    found = find(population=people, insurance=[lost(NEAR, **PLACE)])
    assert (found.numbers, found.weak) == ({A}, {})


def test_nobody_is_perhaps_in_a_roster_by_a_weak_suggestion() -> None:
    found = find(population=[known(A, "季末")], insurance=[lost(NEAR, "李未", insured=True)])
    assert found.strong == {}
