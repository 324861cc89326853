"""ID numbers of 18 ASCII characters, checked over the Arrow buffer a block of rows at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.rosters.clean.id_number import CHECK_CHARACTERS, FIRST_YEAR, LAST_YEAR, WEIGHTS
from fangpin.rosters.clean.types import Fast

_LENGTH = 18
_BLOCK = 16384  # rows at once: what is computed for them stays in the processor's cache
_WEIGHTS = np.array(WEIGHTS, np.float32)
_CHECKS = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)
# What is put around a number to keep it text, all of which the scalar parser takes off too.
_BLANKS = "\\s\u00a0\u3000\u200b\ufeff'\""
_WRAPPED = f"^[{_BLANKS}]*=?[{_BLANKS}]*([0-9]{{17}}[0-9Xx])[{_BLANKS}]*$"
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int16)


def fast_ids(text: pa.Array) -> Fast:
    """The numbers that hold in every respect; all others are for the scalar parser.

    text: of type string, nulls allowed.
    """
    good = _good(text)
    if good.all():
        return Fast(text, good)
    rest = pa.array(~good)
    bare = pc.ascii_upper(pc.replace_substring_regex(text.filter(rest), _WRAPPED, "\\1"))
    good[~good] = _good(bare)
    return Fast(pc.replace_with_mask(text, rest, bare), good)


def _good(text: pa.Array) -> npt.NDArray[np.bool_]:
    offsets, data = _buffers(text)
    rows = np.flatnonzero(np.diff(offsets) == _LENGTH)
    good = np.zeros(len(text), np.bool_)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        good[block] = _holds(_characters(data, offsets, block))
    return good


def _buffers(text: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """The offsets of these rows and the bytes they point into."""
    _, offsets, data = text.buffers()
    if offsets is None or data is None:
        return np.zeros(len(text) + 1, np.int32), np.zeros(0, np.uint8)
    end = text.offset + len(text) + 1
    return np.frombuffer(offsets, np.int32)[text.offset : end], np.frombuffer(data, np.uint8)


def _characters(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int32], rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint8]:
    """(rows, 18) bytes; without a copy where the rows lie side by side."""
    first, last = int(offsets[rows[0]]), int(offsets[rows[-1]]) + _LENGTH
    if last - first == len(rows) * _LENGTH:
        return data[first:last].reshape(-1, _LENGTH)
    windows = np.lib.stride_tricks.sliding_window_view(data, _LENGTH)
    return windows[offsets[rows]]


def _holds(characters: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Whether 17 digits, a real birth date and the check character are there."""
    digits = characters[:, :17] - np.uint8(ord("0"))  # what is no digit becomes 10 or more
    total = (digits.astype(np.float32) @ _WEIGHTS).astype(np.int32)
    checked = _CHECKS[total % 11] == characters[:, 17]
    holds: npt.NDArray[np.bool_] = (digits.max(axis=1) <= 9) & checked
    return holds & _born(digits.astype(np.int16))


def _born(digits: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Whether digits 7 to 14 are a day that was."""
    year = digits[:, 6] * 1000 + digits[:, 7] * 100 + digits[:, 8] * 10 + digits[:, 9]
    month = digits[:, 10] * 10 + digits[:, 11]
    day = digits[:, 12] * 10 + digits[:, 13]
    in_year = (month >= 1) & (month <= 12)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[np.where(in_year, month, 0)] + (leap & (month == 2))
    within = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    born: npt.NDArray[np.bool_] = within & in_year & (day >= 1) & (day <= last)
    return born
