"""Formats of the workbooks: few, named, and made once a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fangpin.report.bulk import Sheet

FONT = "宋体"
HEADING_FONT = "黑体"
LEVEL_COLOURS: Mapping[str, str] = {
    "红": "#F8B4B4",
    "橙": "#FBD0A0",
    "黄": "#FFF2A8",
    "蓝": "#C5DDF5",
}
FILL_COLOUR = "#FFFBE6"
_BASE: Mapping[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
_CELL: Mapping[str, Any] = {**_BASE, "border": 1, "border_color": "#A6A6A6"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": HEADING_FONT, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {**_BASE, "text_wrap": True, "font_color": "#595959"},
    "warning": {**_BASE, "text_wrap": True, "bold": True, "font_color": "#C00000"},
    "section": {"font_name": HEADING_FONT, "font_size": 12, "valign": "vcenter", "bottom": 1},
    "plain": {**_BASE, "text_wrap": True},
    "header": {**_CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"},
    "fill_header": {
        **_CELL,
        "bold": True,
        "align": "center",
        "text_wrap": True,
        "bg_color": "#FFE699",
    },
    "text": {**_CELL, "text_wrap": True, "num_format": "@"},
    "centre": {**_CELL, "text_wrap": True, "align": "center", "num_format": "@"},
    "grey": {**_CELL, "text_wrap": True, "num_format": "@", "font_color": "#8C8C8C"},
    "count": {**_CELL, "align": "center", "num_format": "0"},
    "int": {**_CELL, "align": "right", "num_format": "0"},
    "money": {**_CELL, "align": "right", "num_format": "#,##0.00"},
    "rate": {**_CELL, "align": "right", "num_format": "0.0%"},
    "total": {**_CELL, "bold": True, "num_format": "0", "bg_color": "#F2F2F2"},
    "total_word": {**_CELL, "bold": True, "align": "center", "bg_color": "#F2F2F2"},
    "total_rate": {**_CELL, "bold": True, "num_format": "0.0%", "bg_color": "#F2F2F2"},
    "fill": {**_CELL, "text_wrap": True, "locked": False, "bg_color": FILL_COLOUR},
    "fill_date": {
        **_CELL,
        "locked": False,
        "bg_color": FILL_COLOUR,
        "align": "center",
        "num_format": "yyyy-mm-dd",
    },
    **{
        word: {**_CELL, "align": "center", "bold": True, "bg_color": colour}
        for word, colour in LEVEL_COLOURS.items()
    },
}


class Book:
    """A workbook being written: the same input gives the same bytes.

    allowed: sheet -> the only columns that its tables may have; null where any may be.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        title: str,
        day: str,
        allowed: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        # In memory: a temporary file would leave persons behind when a run is killed.
        self.workbook: Workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        self.workbook.worksheet_class = Sheet
        self.allowed = allowed
        created = datetime.fromisoformat(day)
        self.workbook.set_properties({"title": title, "author": "fangpin", "created": created})
        self._formats: dict[tuple[str, bool], Format] = {}

    def style(self, look: str, *, first: bool = False) -> Format:
        """The format of this name; first: with a heavier line above, where a household begins."""
        key = (look, first)
        if key not in self._formats:
            above = {"top": 2, "top_color": "#404040"} if first else {}
            self._formats[key] = self.workbook.add_format({**_LOOKS[look], **above})
        return self._formats[key]

    def index(self, look: str, *, first: bool = False) -> int:
        """The number by which a sheet's XML names this format."""
        index: int = self.style(look, first=first)._get_xf_index()
        return index

    def across(
        self, sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: str
    ) -> None:
        """One text over the cells of a row from one column to another; never read as a formula."""
        if columns[0] < columns[1]:
            sheet.merge_range(row, columns[0], row, columns[1], "", self.style(look))
        sheet.write_string(row, columns[0], text, self.style(look))

    def close(self) -> None:
        """Write everything to the file."""
        self.workbook.close()
