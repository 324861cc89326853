"""The workbook of a slip: its formats, and what marks a cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fangpin.report.bulk import Sheet
from fangpin.report.styles import FONT, HEADING_FONT
from fangpin.rosters.marks import ASIDE, PROPERTY

MUST_COLOUR, MAY_COLOUR = "#F8B4B4", "#FFF2A8"
_BASE: Mapping[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
_CELL: Mapping[str, Any] = {**_BASE, "border": 1, "border_color": "#BFBFBF"}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "heading": {"font_name": HEADING_FONT, "font_size": 16, "valign": "vcenter"},
    "explain": {**_BASE, "text_wrap": True, "valign": "top"},
    "header": {**_CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DCE6F1"},
    "advice_header": {
        **_CELL,
        "bold": True,
        "align": "center",
        "text_wrap": True,
        "bg_color": "#FFE699",
    },
    "advice": {**_CELL, "text_wrap": True, "valign": "top", "bg_color": "#FFFBE6"},
    "title": {"font_name": HEADING_FONT, "font_size": 14, "align": "center", "valign": "vcenter"},
    "text": {**_BASE, "num_format": "@"},
    "general": _BASE,
    "cell": {**_CELL, "text_wrap": True, "num_format": "@", "valign": "top"},
    "plain_cell": {**_CELL, "valign": "top"},
    "count": {**_CELL, "align": "center", "num_format": "0", "valign": "top"},
    "link": {**_CELL, "font_color": "#0563C1", "underline": 1, "valign": "top"},
    "must": {**_CELL, "align": "center", "bg_color": MUST_COLOUR, "valign": "top"},
    "may": {**_CELL, "align": "center", "bg_color": MAY_COLOUR, "valign": "top"},
}


class SlipBook:
    """A slip being written: the same input gives the same bytes.

    big: rows go to a file beside it as they come, so that memory stays small; else sheets take
    whole columns too (fangpin.report.bulk).
    """

    def __init__(self, file: BinaryIO, *, day: date, big: bool, beside: Path) -> None:
        how = {"constant_memory": True, "tmpdir": str(beside)} if big else {"in_memory": True}
        self.workbook: Workbook = xlsxwriter.Workbook(file, how)
        self.bulk = not big
        if self.bulk:
            self.workbook.worksheet_class = Sheet
        created = datetime(day.year, day.month, day.day)
        self.workbook.set_properties({"title": "数据问题", "author": "fangpin", "created": created})
        self.workbook.set_custom_property(PROPERTY, "1", "text")
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, style: Mapping[str, Any], **more: Any) -> Format:
        """The format of these properties, made once."""
        properties = {**style, **more}
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def look(self, name: str, **more: Any) -> Format:
        """One of the formats that slips have of their own."""
        return self.format(LOOKS[name], **more)

    def aside(self, name: str, column: int) -> Worksheet:
        """A new sheet that is never read as data: a hidden column says so.

        Its rows are to be written from the top down.
        """
        sheet = self.workbook.add_worksheet(name)
        sheet.set_column(column, column, None, None, {"hidden": True})
        sheet.write_string(0, column, ASIDE)
        return sheet

    def close(self) -> None:
        """Write everything to the file."""
        self.workbook.close()


def link(name: str, place: str = "A1") -> str:
    """The address of a place in a sheet of the same workbook."""
    return "internal:'" + name.replace("'", "''") + "'!" + place
