"""Estimated widths and heights."""

from __future__ import annotations

import polars as pl
import pytest

from fangpin.report import layout


@pytest.mark.parametrize(("text", "room"), [("abc", 3), ("汉字", 4), ("a汉", 3), ("", 0)])
def test_a_chinese_character_is_two_wide(text: str, room: float) -> None:
    assert layout.width(text) == room
    assert pl.select(layout.widths(pl.lit(text))).item() == room


@pytest.mark.parametrize(
    ("text", "lines"), [(None, 1), ("汉" * 10, 1), ("汉" * 11, 2), ("汉\n字", 2), ("汉" * 30, 4)]
)
def test_lines_in_a_column_of_twenty(text: str | None, lines: int) -> None:
    frame = pl.DataFrame({"a": [text]}, schema={"a": pl.String})
    assert frame.select(layout.lines(pl.col("a"), 20)).item() == lines


def test_the_highest_column_decides_and_excel_has_a_limit() -> None:
    frame = pl.DataFrame({"a": ["汉" * 11, "汉" * 1000], "b": ["汉\n字\n三", "汉"]})
    assert list(layout.heights(frame, {"a": 20, "b": 20})) == [3 * layout.LINE + 4, 409]


def test_what_a_row_cannot_show_is_counted_in_it() -> None:
    lines = [f"第{n}条" for n in range(100)]
    frame = pl.DataFrame({"a": [lines, lines[:3], []]}, schema={"a": pl.List(pl.String)})
    cut = frame.select(layout.cut(pl.col("a"), 50))["a"].to_list()
    assert cut[1:] == ["第0条\n第1条\n第2条", ""]
    shown = cut[0].split("\n")
    assert len(shown) == layout.MAX_LINES
    assert shown[-1] == f"（另有{100 - len(shown) + 1}条打印不下，见 alerts.csv）"
