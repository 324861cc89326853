from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from io_build import kinds

from fangpin.io.cells import ErrorText, Grid, column_of, number_text, number_texts, table_of_grid
from fangpin.io.table import Cell


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.50121196801059e17, "150121196801059000"),
        (43939.0, "43939"),
        (2020.1, "2020.1"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (123456789012.345, "123456789012.345"),
        (9007199254740993, "9007199254740993"),
        (float("inf"), "#NUM!"),
    ],
)
def test_a_number_is_its_shortest_plain_decimal(number: float, text: str) -> None:
    assert number_text(number) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_many_numbers_are_what_each_is_and_read_back(numbers: list[float]) -> None:
    texts = number_texts(numbers).to_pylist()
    assert texts == [number_text(number) for number in numbers]
    assert [float(Decimal(text)) for text in texts] == [number + 0.0 for number in numbers]
    assert not any("e" in text or text.endswith(".0") for text in texts)


_CELL = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(dt.date(1900, 1, 1)),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(9000, 1, 1)),
    st.sampled_from([ErrorText("#N/A"), dt.time(8), dt.timedelta(hours=36)]),
)
_KIND = {
    str: Cell.TEXT,
    bool: Cell.BOOL,
    int: Cell.NUMBER,
    float: Cell.NUMBER,
    dt.timedelta: Cell.NUMBER,
    ErrorText: Cell.ERROR,
}


@settings(max_examples=200, deadline=None)
@given(st.lists(_CELL, min_size=1))
def test_a_mixed_column_is_what_each_cell_alone_is(cells: list[object]) -> None:
    column = column_of(cells)
    alone = [column_of([cell]) for cell in cells]
    assert column.values() == [one.values()[0] for one in alone]
    assert kinds(column) == [kinds(one)[0] for one in alone]
    for cell, text, kind in zip(cells, column.values(), kinds(column), strict=True):
        empty = cell is None or cell == ""
        assert (text is None) is empty
        assert kind is (Cell.EMPTY if empty else _KIND.get(type(cell), Cell.DATE))


def test_a_number_that_is_none_is_an_error() -> None:
    column = column_of([1.0, float("inf"), float("nan"), "#NUM!"])
    assert column.values() == ["1", "#NUM!", "#NUM!", "#NUM!"]
    assert kinds(column) == [Cell.NUMBER, Cell.ERROR, Cell.ERROR, Cell.TEXT]


def test_seconds_are_rounded_and_midnight_is_not_said() -> None:
    moments = [dt.datetime(2020, 4, 17, 23, 59, 59, 999999), dt.datetime(2020, 4, 18, 1, 2, 3)]
    assert column_of(moments).values() == ["2020-04-18", "2020-04-18 01:02:03"]


def test_blank_rows_at_the_end_go_and_those_inside_stay() -> None:
    grid = Grid("a", [["x"], [None, ""], [None, 1.0], ["", None, ""], []], top=4, left=1)
    table = table_of_grid(grid)
    assert (table.first_row, len(table), len(table.columns)) == (5, 3, 3)
    assert [column.values() for column in table.columns] == [
        [None, None, None],
        ["x", None, None],
        [None, None, "1"],
    ]


def test_line_ends_inside_cells_are_plain() -> None:
    assert column_of(["a\r\nb", "c\rd", "e"]).values() == ["a\nb", "c\nd", "e"]
