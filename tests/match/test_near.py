"""near.neighbours against every edit written out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from fangpin.match import near
from fangpin.match.candidates import difference
from fangpin.rosters.clean.id_number import check_character
from tests.match.make import changed, person

DIGITS = st.text("0123456789", min_size=17, max_size=17)
NUMBERS = DIGITS.map(lambda first: first + check_character(first))


def edits(text: str, signs: str) -> set[str]:
    """All texts one edit away."""
    n = len(text)
    put = {text[:i] + s + text[i + 1 :] for i in range(n) for s in signs}
    dropped = {text[:i] + text[i + 1 :] for i in range(n)}
    added = {text[:i] + s + text[i:] for i in range(n + 1) for s in signs}
    swapped = {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(n - 1)}
    return (put | dropped | added | swapped) - {text}


def pairs(texts: list[str], numbers: list[str]) -> set[tuple[str, str]]:
    """The texts and known numbers one edit apart, as near finds them."""
    codes = near.known_codes(pa.chunked_array([pa.array(numbers, pa.string())]))
    text, at = near.neighbours(pa.array(texts, pa.string()), codes)
    found = near.decode(codes[at]).to_pylist()
    return {(texts[i], number) for i, number in zip(text.tolist(), found, strict=True)}


@given(NUMBERS, st.data())
def test_every_edit_of_a_number_finds_it(number: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(sorted(edits(number, "0X7OＯ"))))
    assert (text, number) in pairs([text], [number])


@given(st.lists(NUMBERS, max_size=4), st.data())
def test_only_numbers_one_edit_away_are_found(numbers: list[str], data: st.DataObject) -> None:
    twins = [*numbers, *(n for number in numbers for n in valid(edits(number[:17], "0159")))]
    near_ones = [t for n in numbers for t in sorted(edits(n, "03X"))[::7]]
    texts = data.draw(st.lists(st.sampled_from([*near_ones, "", "150125"]), max_size=6))
    known = set(twins)
    expected = {(t, n) for t in texts for n in edits(t, "0123456789X") & known}
    assert pairs(texts, twins) == expected


def valid(firsts: set[str]) -> list[str]:
    """Numbers of those texts that are 17 digits, with their check digits."""
    return [first + check_character(first) for first in sorted(firsts) if len(first) == 17]


@given(NUMBERS)
def test_a_number_that_passes_its_check_is_next_to_no_other(number: str) -> None:
    others = edits(number, "0123456789X")
    assert not [o for o in others if len(o) == 18 and o[:17].isdigit() and is_number(o)]


def is_number(text: str) -> bool:
    """Whether the check digit is right."""
    return check_character(text[:17]) == text[17]


@given(st.lists(NUMBERS, min_size=1))
def test_codes_and_back(numbers: list[str]) -> None:
    codes = near.encode(near.digits_of(pa.array(numbers), near.LENGTH))
    assert near.decode(codes).to_pylist() == numbers


def test_a_letter_for_a_digit_and_no_known_number_at_all() -> None:
    number = person()
    assert pairs([number.replace("0", "O", 1)], [number]) == {(number.replace("0", "O", 1), number)}
    assert pairs([number.replace("0", "O", 2)], [number]) == set()
    assert pairs([changed(number)], []) == set()
    assert near.neighbours(pa.array([None, changed(number)]), np.array([], np.uint64))[0].size == 0


def test_how_a_text_differs_in_words() -> None:
    number = person()
    assert difference(changed(number), number) == "证件号第17位不同"
    assert difference(number[:-1], number) == "证件号少一位"
    assert difference(number + "1", number) == "证件号多一位"
    turned = number[:7] + number[8] + number[7] + number[9:]
    assert difference(turned, number) == "证件号第8、9位颠倒"
