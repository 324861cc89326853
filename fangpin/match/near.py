"""ID numbers one edit apart: a digit changed, dropped, added, or two neighbours swapped.

Numbers are 18 characters as integers of base 11 (X is 10), so that every variant of a number is
arithmetic on it and is looked up among the sorted known numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

LENGTH = 18
BASE = 11
CHUNK = 10_000  # texts at once: some 2 million variants

Codes = npt.NDArray[np.uint64]
Digits = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.int64]
POWERS: Codes = np.array([BASE**k for k in range(LENGTH, -1, -1)], dtype=np.uint64)
BAD = 99  # the digit of a character that stands in no ID number


def digits_of(texts: list[str], length: int) -> Digits:
    """Texts of one length as digits (n, length); X is 10, any other character BAD."""
    if not texts:
        return np.empty((0, length), dtype=np.uint8)
    joined = "".join(texts).encode("ascii", "replace")
    raw = np.frombuffer(joined, dtype=np.uint8).reshape(len(texts), length)
    table = np.full(256, BAD, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = np.arange(10, dtype=np.uint8)
    table[ord("X")] = 10
    return table[raw]


def encode(digits: Digits) -> Codes:
    """Digits (n, 18) as codes (n)."""
    values: Codes = (digits.astype(np.uint64) * POWERS[1:]).sum(axis=1, dtype=np.uint64)
    return values


def neighbours(texts: list[str], known: Codes) -> tuple[Indices, Indices]:
    """Which texts are one edit from which known numbers: (text index, known index), sorted.

    known: sorted codes. Texts of other lengths than 17 to 19 have no neighbour.
    """
    found: list[tuple[Indices, Indices]] = []
    for length in (LENGTH - 1, LENGTH, LENGTH + 1):
        where = np.array([i for i, t in enumerate(texts) if len(t) == length], dtype=np.int64)
        for start in range(0, len(where), CHUNK):
            part = where[start : start + CHUNK]
            digits = digits_of([texts[i] for i in part], length)
            found += [look_up(part, v, known) for v in variants(digits, length)]
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    pairs = np.unique(
        np.stack([np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])]),
        axis=1,
    )
    return pairs[0], pairs[1]


def look_up(part: Indices, codes: Codes, known: Codes) -> tuple[Indices, Indices]:
    """The codes (one a text) that are known: (text index, known index)."""
    if len(known) == 0:
        return part[:0], part[:0]
    at = np.searchsorted(known, codes)
    at[at == len(known)] = 0
    hit = known[at] == codes
    return part[hit], at[hit].astype(np.int64)


def variants(digits: Digits, length: int) -> Iterator[Codes]:
    """All codes one edit from each text; 0 (no number) where a character stays that is BAD."""
    if length == LENGTH:
        yield from changed(digits)
        yield from swapped(digits)
    elif length == LENGTH - 1:
        yield from added(digits)
    else:
        yield from dropped(digits)


def changed(digits: Digits) -> Iterator[Codes]:
    """One digit is another."""
    clean = np.where(digits == BAD, 0, digits).astype(np.uint64)
    base = (clean * POWERS[1:]).sum(axis=1, dtype=np.uint64)
    bad = digits == BAD
    for place in range(LENGTH):
        others = bad.sum(axis=1) - bad[:, place]
        rest = base - clean[:, place] * POWERS[place + 1]
        for value in range(BASE if place == LENGTH - 1 else 10):
            codes = rest + np.uint64(value) * POWERS[place + 1]
            yield np.where((others == 0) & (digits[:, place] != value), codes, 0)


def swapped(digits: Digits) -> Iterator[Codes]:
    """Two neighbours have changed places."""
    good = ~(digits == BAD).any(axis=1)
    for place in range(LENGTH - 1):
        turned = digits.copy()
        turned[:, [place, place + 1]] = digits[:, [place + 1, place]]
        yield np.where(good, encode(np.where(turned == BAD, 0, turned)), 0)


def added(digits: Digits) -> Iterator[Codes]:
    """A digit is missing from the text."""
    good = ~(digits == BAD).any(axis=1)
    clean = np.where(digits == BAD, 0, digits)
    for place in range(LENGTH):
        full = np.insert(clean, place, 0, axis=1)
        base = encode(full)
        for value in range(BASE if place == LENGTH - 1 else 10):
            yield np.where(good, base + np.uint64(value) * POWERS[place + 1], 0)


def dropped(digits: Digits) -> Iterator[Codes]:
    """The text has a character too many."""
    for place in range(LENGTH + 1):
        short = np.delete(digits, place, axis=1)
        good = ~(short == BAD).any(axis=1)
        yield np.where(good, encode(np.where(short == BAD, 0, short)), 0)
