"""A sheet without looks is written as whole columns: what it holds is what cell by cell gives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.rosters.make import person
from tests.slips.make import HEAD, WRONG, slip, validate, workbook

ODD = [
    [1, "王甲", WRONG, "低保", 300, dt.date(2019, 1, 1)],
    [2.5, "=1+2", person(1), "低保", "三百", dt.datetime(2019, 1, 1, 8, 30)],
    [True, "<王丙>", None, "低保", 1e-7, dt.time(8, 30)],
    [None, "a&b<c>\n丁", person(3), "低保", 123456789012345680, "2019-02-30"],
    [False, " 王戊 ", person(4), None, -3, dt.date(1900, 1, 2)],
    [6, "王己", 150121196801059516, "低保", 300, "#N/A"],
    [7, "王庚" * 200, person(6), "低保", 300.25, dt.date(9999, 12, 31)],
]


def plain(value: Any) -> Any:
    """A number as such, however it is spelt in the XML; an error as such, not as its formula."""
    if value == "=#N/A":
        return "#N/A"
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def content(path: Path, sheet: str) -> list[Any]:
    """All that is seen of a sheet."""
    page = openpyxl.load_workbook(path)[sheet]
    seen: list[Any] = [
        (cell.coordinate, plain(cell.value), cell.number_format, cell.fill.fgColor.rgb,
         cell.font.name, cell.border.left.style)
        for row in page.iter_rows() for cell in row if cell.value is not None
    ]  # fmt: skip
    heights = {row: one.height for row, one in page.row_dimensions.items() if one.height}
    return [seen, heights, page.auto_filter.ref, page.freeze_panes, page.dimensions]


def test_columns_hold_what_cells_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", ODD * 3)
    monkeypatch.setattr("fangpin.slips.look.MOST_CELLS", 0)  # as of a sheet with too many cells
    validate(tmp_path / "名册", tmp_path / "列")
    monkeypatch.setattr("fangpin.slips.write._BIG", 0)
    validate(tmp_path / "名册", tmp_path / "格")
    for name in openpyxl.load_workbook(slip(tmp_path / "列")).sheetnames:
        ones, others = (content(slip(tmp_path / f), name) for f in ("列", "格"))
        for one, other in zip(ones[0], others[0], strict=True):
            assert one == other
        assert ones == others


def test_only_faults_are_coloured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [[n, "王甲", person(n), "低保", 300, dt.date(2019, 1, 1)] for n in range(40)]
    workbook(tmp_path / "名册" / "民政" / "低保.xlsx", [*good, ODD[0]], HEAD)
    monkeypatch.setattr("fangpin.slips.look.MOST_CELLS", 0)
    validate(tmp_path / "名册", tmp_path / "列")
    page = openpyxl.load_workbook(slip(tmp_path / "列"))["农村低保"]
    filled = {c.coordinate for row in page["A3:F43"] for c in row if c.fill.patternType}
    assert filled == {"C43"}
    assert page["C43"].number_format == "@"
    assert page.row_dimensions[43].height > (page.row_dimensions[42].height or 0)
