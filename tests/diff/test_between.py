"""Who came and left between two runs, and whose number alone is another."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fangpin.diff.between import Table, mended, moves, renumber, with_numbers, with_persons
from fangpin.reading import Source

A, B, C = "150121198001019501", "150121198202029502", "150121197505059503"


def table(kind: str, rows: list[tuple[object, ...]], *, new: bool) -> Table:
    """A table with household, name, number, whether accepted, and a value."""
    names = ["household_id", "name", "id_number", "accepted", "value"]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    frame = frame.with_columns(
        pl.col("household_id", "name", "id_number").cast(pl.String),
        hukou_id=pl.lit(None, pl.String),
        row=pl.int_range(2, 2 + pl.len()),
    )
    source = Source(0, "甲.csv", "", "", kind, {}, len(rows), len(rows), (), False, Path())
    return Table(source, None, frame, new)


def test_who_came_left_and_moved() -> None:
    old = [table("members", [("1", "甲", A, True, 1), ("1", "乙", B, True, 2)], new=False)]
    new = [table("members", [("1", "甲", A, True, 9), ("2", "乙", B, True, 2)], new=True)]
    found = moves(old, new)
    assert found.gone.rows() == [("members", "1", B)]
    assert found.came.rows() == [("members", "2", B)]
    assert found.persons.to_list() == []  # 乙 moved, and takes no row of another roster along
    assert found.homes.to_list() == ["2"]
    state = with_persons(old, new, found)
    rows = [r for t in state for r in t.frame.select("household_id", "name", "value").rows()]
    assert rows == [("1", "甲", 1), ("2", "乙", 2)]  # the old value of who stayed


def test_who_comes_brings_rows_of_other_rosters_and_who_leaves_takes_them() -> None:
    old = [
        table("members", [("1", "甲", A, True, 1), ("1", "乙", B, True, 1)], new=False),
        table("insurance", [(None, "甲", A, True, 1), (None, "乙", B, True, 1)], new=False),
    ]
    new = [
        table("members", [("1", "甲", A, True, 1), ("1", "丙", C, True, 1)], new=True),
        table("insurance", [(None, "甲", A, True, 7), (None, "丙", C, True, 7)], new=True),
    ]
    state = with_persons(old, new, moves(old, new))
    rows = [
        r for t in state if t.source.kind == "insurance"
        for r in t.frame.select("name", "value").rows()
    ]  # fmt: skip
    assert rows == [("甲", 1), ("丙", 7)]


def test_a_mended_number_is_no_coming_and_going() -> None:
    old = [table("members", [("1", "甲", None, True, 1)], new=False)]
    new = [table("members", [("1", "甲", A, True, 5)], new=True)]
    found = moves(old, new)
    assert found.gone.is_empty()
    assert found.came.is_empty()
    state, count = with_numbers(old, new)
    assert count == 1
    assert state[0].frame.select("id_number", "value").rows() == [(A, 1)]


def test_rows_equal_but_for_their_number_are_paired_only_where_they_are_sure() -> None:
    own = [table("insurance", [(None, "甲", None, False, 1), (None, "乙", None, False, 1),
                               (None, "乙", None, False, 1)], new=False)]  # fmt: skip
    theirs = [table("insurance", [(None, "甲", A, True, 1), (None, "乙", B, True, 1),
                                  (None, "乙", C, True, 1)], new=True)]  # fmt: skip
    found = mended(own, theirs, "insurance")
    assert found.select("at", "of", "id_number").rows() == [(0, 0, A)]
    assert renumber(own[0].frame, found)["accepted"].to_list() == [True, False, False]
