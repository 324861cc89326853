"""ID numbers of invented persons: made in bulk, and judged one by one (GB 11643).

Sequence digits are 950-995 only, so that a made-up number is seldom anybody's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Bools = npt.NDArray[np.bool_]

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
FIRST_SEQUENCE = 950
SLOTS = 23  # numbers a day, region and sex: 950, 952 ... 994 or 951, 953 ... 995
EARLIEST = np.datetime64("1900-01-01")


def allot(
    prefix: Ints, born: Days, male: Bools, fixed: Bools, rng: np.random.Generator
) -> tuple[pl.Series, Days]:
    """Give every person a number of their own; a full day moves to the day before.

    prefix: 6-digit region codes; fixed: whose birth date must stay (there are few of them).
    Returns the numbers (18 characters) and the birth dates that they carry.
    """
    born = born.astype("datetime64[D]").copy()
    order = rng.permutation(len(born))
    order = np.concatenate([order[fixed[order]], order[~fixed[order]]])
    rank = _ranks(prefix, born, male, order)
    while (full := rank >= SLOTS).any():
        born[full] -= np.timedelta64(1, "D")
        rank = _ranks(prefix, born, male, order)
    start = (prefix * 31 + born.astype(np.int64) * 17) % SLOTS
    sequence = FIRST_SEQUENCE + 2 * ((start + rank * 7) % SLOTS) + male
    return compose(prefix, born, sequence), born


def _ranks(prefix: Ints, born: Days, male: Bools, order: Ints) -> Ints:
    """The position of each person among those of the same region, day and sex, in `order`."""
    group = (prefix * 100_000 + (born.astype(np.int64) + 30_000)) * 2 + male
    by_group = order[np.argsort(group[order], kind="stable")]
    sorted_group = group[by_group]
    starts = np.flatnonzero(np.diff(sorted_group, prepend=sorted_group[:1] - 1))
    first = np.zeros(len(group), dtype=np.int64)
    first[starts] = starts
    rank = np.empty(len(group), dtype=np.int64)
    rank[by_group] = np.arange(len(group)) - np.maximum.accumulate(first)
    return rank


def compose(prefix: Ints, born: Days, sequence: Ints) -> pl.Series:
    """The 18 characters from region, birth date and sequence."""
    digits = np.empty((len(prefix), 17), dtype=np.int64)
    _spread(digits, 0, 6, prefix)
    _spread(digits, 6, 14, compact(born))
    _spread(digits, 14, 17, sequence)
    letters = np.empty((len(prefix), 18), dtype=np.uint8)
    letters[:, :17] = digits + ord("0")
    letters[:, 17] = CHECK[digits @ WEIGHTS % 11]
    return _fixed_width(letters)


def _spread(digits: npt.NDArray[Any], start: int, end: int, numbers: Ints) -> None:
    """Write the decimal digits of `numbers` into the columns from start up to end."""
    rest = numbers.copy()
    for column in range(end - 1, start - 1, -1):
        digits[:, column] = rest % 10
        rest //= 10


def _fixed_width(letters: npt.NDArray[np.uint8]) -> pl.Series:
    """Rows of ASCII letters as strings, without a Python object each."""
    rows, width = letters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int64)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(letters.tobytes())]
    array = pa.Array.from_buffers(pa.large_string(), rows, buffers)
    made = pl.from_arrow(array)
    assert isinstance(made, pl.Series)
    return made


def compact(days: Days) -> Ints:
    """Dates as yyyymmdd."""
    months = days.astype("datetime64[M]")
    month = months.astype(np.int64)
    day = (days.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
    made: Ints = (month // 12 + 1970) * 10_000 + (month % 12 + 1) * 100 + day
    return made


def check_letter(first: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return chr(CHECK[sum(int(d) * int(w) for d, w in zip(first, WEIGHTS, strict=True)) % 11])


def short(number: str) -> str:
    """The 15-digit form of a number whose holder was born in 19xx."""
    return number[:6] + number[8:17]


def fault(text: str) -> str | None:
    """Which fault a reader should find in plain ASCII text; None for a good number.

    Precision lost comes before characters, length, birth date and check digit (spec/rosters.md).
    """
    if not text:
        return "id.missing"
    if "E+" in text.upper():
        return "id.precision_lost"
    if not (text[:-1].isdigit() and (text[-1].isdigit() or text[-1] in "Xx")):
        return "id.characters"
    if len(text) == 15 and text.isdigit():
        return "id.from_15" if _is_day("19" + text[6:12]) else "id.birth_date"
    if len(text) != 18:
        return "id.length"
    good = check_letter(text[:17]) == text[17].upper()
    if not good and text.endswith("000"):
        return "id.precision_lost"
    if not _is_day(text[6:14]):
        return "id.birth_date"
    return None if good else "id.check_digit"


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).year >= 1900
    except ValueError:
        return False
