"""ID numbers one edit apart: a digit changed, dropped, added, or two neighbours swapped.

Every known number passes its check (GB 11643: the weighted sum is 1 modulo 11), and as 11 is a
prime, at most one of the digits that may stand in a place makes the sum right. So a text has some
36 variants that can be somebody's number, not 200, and a text of 18 characters that itself passes
the check has none. The check digit follows from the others: 17 digits are a number's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

LENGTH = 18
CHUNK = 20_000  # texts at once
X, BAD = 10, 99  # the digit of X, and of a character that stands in no ID number

Codes = npt.NDArray[np.uint64]
Digits = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]
WEIGHTS: Places = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1], dtype=np.int64)
INVERSE: Places = np.array([pow(int(w), -1, 11) for w in WEIGHTS], dtype=np.int64)
LETTERS: Digits = np.frombuffer(b"0123456789X", dtype=np.uint8)


def digits_of(texts: pa.Array, length: int) -> Digits:
    """Texts of one length as digits (n, length); X is 10, any other character BAD."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(texts) == 0:
        return np.empty((0, length), dtype=np.uint8)
    ascii_only = pc.all(pc.string_is_ascii(texts)).as_py()
    plain = texts if ascii_only else pc.replace_substring_regex(texts, "[^0-9X]", "?")
    fixed = plain.cast(pa.binary()).cast(pa.binary(length))
    raw = np.frombuffer(fixed.buffers()[1], dtype=np.uint8)[fixed.offset * length :]
    table = np.full(256, BAD, dtype=np.uint8)
    table[LETTERS] = np.arange(len(LETTERS), dtype=np.uint8)
    digits: Digits = table[raw[: len(texts) * length]].reshape(len(texts), length)
    return digits


def encode(digits: Digits) -> Codes:
    """Digits (n, 18) as codes (n): the first 17 as one number, which the check digit follows."""
    codes = np.zeros(len(digits), dtype=np.uint64)
    for place in range(LENGTH - 1):
        codes = codes * np.uint64(10) + digits[:, place]
    return codes


def decode(codes: Codes) -> pa.Array:
    """Codes as numbers of 18 characters."""
    import pyarrow as pa

    digits = np.zeros((len(codes), LENGTH), dtype=np.uint8)
    rest = codes.copy()
    for place in range(LENGTH - 2, -1, -1):
        digits[:, place] = rest % np.uint64(10)
        rest //= np.uint64(10)
    letters = LETTERS[solved(digits, LENGTH - 1)[0]]
    raw = pa.py_buffer(letters.tobytes())
    fixed = pa.Array.from_buffers(pa.binary(LENGTH), len(codes), [None, raw])
    return fixed.cast(pa.binary()).cast(pa.string())


def known_codes(numbers: pa.ChunkedArray) -> Codes:
    """Known numbers (valid, 18 characters) as sorted codes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    first = pc.utf8_slice_codeunits(numbers, 0, LENGTH - 1).cast(pa.uint64())
    codes: Codes = np.sort(first.to_numpy())  # np.unique takes a hundred times as long
    first_ones: Flags = np.diff(codes, prepend=codes[:1] - np.uint64(1)) != 0
    return np.asarray(codes[first_ones], dtype=np.uint64)


def neighbours(texts: pa.Array, known: Codes) -> tuple[Indices, Indices]:
    """Which texts are one edit from which known numbers: (text index, known index), sorted.

    known: sorted codes of numbers that pass their check. A text of another length than 17 to 19
    has no neighbour.
    """
    import pyarrow.compute as pc

    lengths = pc.utf8_length(texts).fill_null(0).to_numpy(zero_copy_only=False)
    found: list[tuple[Indices, Indices]] = []
    for length in (LENGTH - 1, LENGTH, LENGTH + 1):
        where = np.flatnonzero(lengths == length)
        for start in range(0, len(where), CHUNK):
            part = where[start : start + CHUNK]
            digits = digits_of(texts.take(part), length)
            found += [look_up(part, v, good, known) for v, good in variants(digits)]
    if not found or len(known) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    both = np.concatenate([text * len(known) + at for text, at in found])
    pairs = np.unique(both)
    return pairs // len(known), pairs % len(known)


def look_up(part: Indices, digits: Digits, good: Flags, known: Codes) -> tuple[Indices, Indices]:
    """Those of the good variants (one a text) that are known: (text index, known index)."""
    if len(known) == 0:
        return part[:0], part[:0]
    good = good & (digits[:, : LENGTH - 1] < X).all(axis=1)
    codes = encode(digits[good])
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    hit = known[at] == codes
    return part[good][hit], at[hit].astype(np.int64)


def variants(digits: Digits) -> Iterator[tuple[Digits, Flags]]:
    """All variants of texts of one length that can be numbers: digits (n, 18), and whether so."""
    length = digits.shape[1]
    bad = (digits == BAD).sum(axis=1)
    clean = np.where(digits == BAD, 0, digits)
    if length == LENGTH:
        for place in range(LENGTH):
            others = bad - (digits[:, place] == BAD)
            full, good = solved(clean, place)
            yield full, good & (others == 0) & (full[:, place] != digits[:, place])
        yield from swapped(clean, bad == 0)
    elif length == LENGTH - 1:
        for place in range(LENGTH):
            full, good = solved(np.insert(clean, place, 0, axis=1), place)
            yield full, good & (bad == 0)
    else:
        for place in range(length):
            short = np.delete(clean, place, axis=1)
            yield short, passes(short) & (bad - (digits[:, place] == BAD) == 0)


def solved(digits: Digits, place: int) -> tuple[Digits, Flags]:
    """The only digit at a place with which the check is right, and whether it may stand there."""
    full = digits.copy()
    full[:, place] = 0
    value = (1 - full @ WEIGHTS) * INVERSE[place] % 11
    full[:, place] = value
    return full, (value != X) | (place == LENGTH - 1)


def passes(digits: Digits) -> Flags:
    """Whether the check is right."""
    flags: Flags = digits @ WEIGHTS % 11 == 1
    return flags


def swapped(digits: Digits, clean: Flags) -> Iterator[tuple[Digits, Flags]]:
    """Two neighbours have changed places."""
    total = digits @ WEIGHTS
    for place in range(LENGTH - 1):
        one, other = digits[:, place].astype(np.int64), digits[:, place + 1].astype(np.int64)
        moved = total + (WEIGHTS[place] - WEIGHTS[place + 1]) * (other - one)
        turned = digits.copy()
        turned[:, [place, place + 1]] = digits[:, [place + 1, place]]
        yield turned, clean & (moved % 11 == 1) & (one != other)
