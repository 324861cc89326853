"""No small number that tells of illness can be read or worked out."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from fangpin.report.suppress import Path, hidden

Span = tuple[float, float]


def _tree(counts: list[list[list[int]]]) -> dict[Path, int]:
    """A city of counties of towns of villages, with the sums."""
    cells: dict[Path, int] = {(): 0}
    for c, towns in enumerate(counts):
        for t, villages in enumerate(towns):
            for v, count in enumerate(villages):
                names = (f"c{c}", f"t{t}", f"v{v}")
                for depth in range(4):
                    path = names[:depth]
                    cells[path] = cells.get(path, 0) + count
    return cells


def _known(cells: dict[Path, int], gone: frozenset[Path]) -> dict[Path, Span]:
    """What a reader can work out of every cell: the least and the most it may be.

    A cell is a part of one sum and the sum of its own parts: on such a tree going up and down once
    gives the exact bounds. A hidden cell is known to be at least one.
    """
    parts: dict[Path, list[Path]] = {path: [] for path in cells}
    for path in cells:
        if path:
            parts[path[:-1]].append(path)
    spans: dict[Path, Span] = {}
    for path in sorted(cells, key=len, reverse=True):
        low, high = (1.0, math.inf) if path in gone else (cells[path], cells[path])
        if parts[path]:
            low = max(low, sum(spans[part][0] for part in parts[path]))
            high = min(high, sum(spans[part][1] for part in parts[path]))
        spans[path] = (low, high)
    for path in sorted(cells, key=len):
        low, high = spans[path]
        lows = sum(spans[part][0] for part in parts[path])
        for part in parts[path]:
            rest_high = sum(spans[other][1] for other in parts[path] if other != part)
            least = max(spans[part][0], low - rest_high)
            most = min(spans[part][1], high - (lows - spans[part][0]))
            spans[part] = (least, most)
    return spans


_COUNTS = st.integers(0, 4) | st.integers(0, 40)
_TOWNS = st.lists(st.lists(_COUNTS, min_size=1, max_size=4), min_size=1, max_size=3)


@given(st.lists(_TOWNS, min_size=1, max_size=4))
def test_a_count_of_one_or_two_cannot_be_worked_out(counts: list[list[list[int]]]) -> None:
    cells = _tree(counts)
    gone = hidden(cells)
    spans = _known(cells, gone)
    for path, count in cells.items():
        if count in (1, 2):
            assert path in gone
            assert spans[path][1] > spans[path][0]


def test_a_single_small_county_takes_the_next_smallest_with_it() -> None:
    cells = {(): 32, ("a",): 2, ("b",): 10, ("c",): 20, ("d",): 0}
    assert hidden(cells) == {("a",), ("b",)}


def test_a_hidden_county_hides_a_village_of_its_own() -> None:
    cells = _tree([[[2]], [[9, 4], [7]], [[30]]])
    assert hidden(cells) == {
        ("c0",), ("c0", "t0"), ("c0", "t0", "v0"),
        ("c1",), ("c1", "t1"), ("c1", "t1", "v0"),
    }  # fmt: skip


def test_nothing_small_hides_nothing() -> None:
    assert hidden({(): 10, ("a",): 10, ("b",): 0}) == frozenset()
