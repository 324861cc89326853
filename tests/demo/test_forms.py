"""The many ways to write a value all mean that value."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangpin.demo import forms


def as_fen(text: str) -> Decimal:
    """Read an amount as a person would."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip("¥元")
    if plain.startswith("("):
        plain = "-" + plain.strip("()")
    factor = 1_000_000 if plain.endswith("万") else 100
    return Decimal(plain.strip("¥万")) * factor


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 8))
def test_amounts_keep_their_value(fen: int, style: int) -> None:
    assert as_fen(forms.money_form(fen, style)) == fen


@given(st.lists(st.none() | st.integers(0, 10**10), min_size=1))
def test_amounts_are_exact_in_yuan_and_in_wan(fen: list[int | None]) -> None:
    series = pl.Series(fen, dtype=pl.Int64)
    for texts, factor in ((forms.yuan(series), 100), (forms.in_wan(series), 1_000_000)):
        assert [None if t is None else Decimal(t) * factor for t in texts] == fen


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (0, "20200409"),
        (1, "2020-4-9"),
        (2, "2020/4/9"),
        (3, "2020.4.9"),
        (4, "2020年4月9日"),
        (5, "2020/04/09 9:30"),
    ],
)
def test_days_in_every_form(style: int, text: str) -> None:
    assert forms.date_form("2020-04-09", style) == text


@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)))
def test_serial_numbers_count_from_1900(day: date) -> None:
    serial = int(forms.date_form(day.isoformat(), 6))
    assert date(1899, 12, 30) + timedelta(days=serial) == day


@given(st.integers(0, 6))
def test_stray_signs_leave_the_number(style: int) -> None:
    number = "15262119800505956X"
    written = unicodedata.normalize("NFKC", forms.number_form(number, style)).upper()
    assert "".join(c for c in written if c.isalnum()) == number
