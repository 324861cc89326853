"""Made-up ID numbers are good ones, different ones, and of the reserved sequences."""

from __future__ import annotations

import numpy as np
import pytest

from fangpin.demo import ids
from fangpin.demo.people import Dice

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def allot(days: list[str], *, fixed: bool = False) -> tuple[list[str], np.ndarray]:
    born = np.array(days, dtype="datetime64[D]")
    count = len(born)
    numbers, moved = ids.allot(
        np.full(count, 152621),
        born,
        np.arange(count) % 2 == 0,
        np.full(count, fixed),
        Dice(1).of("test"),
    )
    return numbers.to_list(), moved


def check_character(number: str) -> str:
    """As GB 11643 has it: the weighted sum with the check digit is 1 modulo 11."""
    total = sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False))
    (digit,) = (d for d in range(11) if (total + d) % 11 == 1)
    return "0123456789X"[digit]


def test_numbers_are_well_formed() -> None:
    numbers, born = allot(["1972-02-29", "1900-01-01", "2020-04-18", "1995-12-31"] * 5)
    for place, (number, day) in enumerate(zip(numbers, born, strict=True)):
        assert number[:6] == "152621"
        assert number[6:14] == str(day).replace("-", "")
        assert 950 <= int(number[14:17]) <= 995
        assert int(number[16]) % 2 == (place % 2 == 0)
        assert number[17] == check_character(number)
        assert ids.fault(number) is None


def test_a_crowded_day_moves_to_the_day_before() -> None:
    numbers, born = allot(["1980-05-05"] * 120)
    assert len(set(numbers)) == 120
    assert {str(day) for day in born} == {"1980-05-05", "1980-05-04", "1980-05-03"}


def test_fixed_birth_dates_stay_while_there_is_room() -> None:
    numbers, born = allot(["1980-05-05"] * 40, fixed=True)
    assert len(set(numbers)) == 40
    assert {str(day) for day in born} == {"1980-05-05"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id.missing"),
        ("1.52621E+17", "id.precision_lost"),
        ("152621198005059000", "id.precision_lost"),
        ("15262119800505956", "id.length"),
        ("1526211980O505956X", "id.characters"),
        ("152621198013059560", "id.birth_date"),
        ("152621800505956", "id.from_15"),
        ("152621801305956", "id.birth_date"),
    ],
)
def test_each_damage_has_its_fault(text: str, code: str) -> None:
    assert ids.fault(text) == code


def test_a_changed_digit_always_fails_the_check() -> None:
    number = allot(["1980-05-05"])[0][0]
    for at in range(14, 17):
        other = number[:at] + str((int(number[at]) + 3) % 10) + number[at + 1 :]
        assert ids.fault(other) == "id.check_digit"
