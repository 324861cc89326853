"""How a sender's sheets looked: formats, comments, widths, from xlsx files that are not huge."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from fangpin.io.table import RawFile

MOST_CELLS = 400_000  # beyond, openpyxl takes minutes and gigabytes
Place = tuple[int, int]
Style = Mapping[str, Any]


@dataclass
class Look:
    """One sheet's looks; rows and columns count from 0 as the sheet has them.

    styles: the distinct formats in XlsxWriter's words; cells: place -> which of them.
    """

    styles: Sequence[Style] = field(default_factory=list)
    cells: dict[Place, int] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    frozen: Place | None = None


def looks(path: Path, raw: RawFile) -> dict[str, Look]:
    """Sheet -> its looks; empty where the file keeps none that can be taken over."""
    cells = sum(len(table) * len(table.columns) for table in raw.tables)
    if raw.format != "xlsx" or cells > MOST_CELLS or not zipfile.is_zipfile(path):
        return {}
    import openpyxl

    try:
        with warnings.catch_warnings(action="ignore"):  # of what it will not keep
            book = openpyxl.load_workbook(path, data_only=True)
    except Exception:  # another library on a stranger's file: any error means no looks
        return {}
    wanted = {table.sheet: table for table in raw.tables}
    return {
        name: _look(book, book[name], table.first_row + len(table), len(table.columns))
        for name, table in wanted.items()
        if name in book.sheetnames
    }


def _look(book: Workbook, sheet: Worksheet, rows: int, columns: int) -> Look:
    from openpyxl.utils import column_index_from_string

    from fangpin.slips.style import Styles

    styles = Styles(book)
    look = Look(styles.known)
    for top, row in enumerate(sheet.iter_rows(1, rows, 1, columns)):
        for left, cell in enumerate(row):
            if cell.has_style:
                look.cells[top, left] = styles.of(cell)
            if cell.comment is not None:
                look.comments[top, left] = cell.comment.text
    for letter, one in sheet.column_dimensions.items():
        first = one.min or column_index_from_string(letter)
        for column in range(first - 1, min(one.max or first, columns)):
            if one.width:
                look.widths[column] = one.width
            if one.hidden:
                look.hidden_columns |= {column}
    for number, line in sheet.row_dimensions.items():
        if line.height:
            look.heights[number - 1] = line.height
        if line.hidden:
            look.hidden_rows |= {number - 1}
    look.frozen = _frozen(sheet.freeze_panes)
    return look


def _frozen(cell: str | None) -> Place | None:
    if not cell:
        return None
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1
