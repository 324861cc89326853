"""Three-valued logic and days."""

from __future__ import annotations

from datetime import date

import pytest

from .days import add_months, full_years, in_window, school_year
from .three import all_, any_, known, not_


@pytest.mark.parametrize(
    ("terms", "conjunction", "disjunction"),
    [
        ([], True, False),
        ([True, None], None, True),
        ([False, None], False, None),
        ([True, False, None], False, True),
        ([None], None, None),
    ],
)
def test_terms_fold_as_in_sql(
    terms: list[bool | None], conjunction: bool | None, disjunction: bool | None
) -> None:
    assert all_(terms) is conjunction
    assert any_(terms) is disjunction


def test_what_is_not_known_stays_so() -> None:
    assert not_(None) is None
    assert known(lambda a, b: a < b, 1, None) is None


def test_months_are_cut_to_the_last_day() -> None:
    assert add_months(date(2020, 3, 31), -1) == date(2020, 2, 29)
    assert add_months(date(2020, 2, 29), -12) == date(2019, 2, 28)


def test_born_on_29_february_a_year_is_full_on_1_march() -> None:
    assert full_years(date(2004, 2, 29), date(2021, 2, 28)) == 16
    assert full_years(date(2004, 2, 29), date(2021, 3, 1)) == 17


def test_the_window_leaves_out_its_first_day() -> None:
    day = date(2020, 4, 18)
    assert not in_window(date(2019, 4, 18), day, 12)
    assert in_window(date(2019, 4, 19), day, 12)
    assert in_window(day, day, 12)
    assert in_window(None, day, 12)
    assert in_window(date(2020, 4, 19), day, 12)


def test_a_school_year_begins_in_september() -> None:
    assert school_year(date(2020, 8, 31)) == 2019
    assert school_year(date(2020, 9, 1)) == 2020
