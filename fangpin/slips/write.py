"""`数据问题_<部门>.xlsx`: one workbook a department, faulty cells marked, to mend and return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fangpin.leaving.listing import DEPARTMENT
from fangpin.report.private import open_private
from fangpin.slips.book import SlipBook
from fangpin.slips.model import Sheet, Slip
from fangpin.slips.names import file_name
from fangpin.slips.sheet import write_sheet
from fangpin.slips.summary import (
    write_bad_rows,
    write_causes,
    write_compared,
    write_contents,
    write_listed,
)

_BIG = 1_000_000  # cells that are written one by one beyond which they are not kept in memory


def write_all(slips: Sequence[Slip], folder: Path, day: date) -> list[Path]:
    """Write the slips into a folder; their paths. Raises OSError where one can't be written."""
    paths = []
    for slip in slips:
        path = folder / file_name(slip.department)
        with open_private(path) as file:
            big = sum(map(single_cells, slip.sheets)) > _BIG
            book = SlipBook(file, day=day, big=big, beside=folder)
            if slip.department:
                book.workbook.set_custom_property(DEPARTMENT, slip.department, "text")
            _write(book, slip)
        paths.append(path)
    return paths


def single_cells(sheet: Sheet) -> int:
    """How many cells of a sheet are written one by one: those with looks, and the bad rows'."""
    rows = len(sheet.rows) + (len(sheet.table) if sheet.look else 0)
    return rows * len(sheet.table.columns)


def _write(book: SlipBook, slip: Slip) -> None:
    write_contents(book, slip)
    write_causes(book, slip)
    for sheet in slip.sheets:
        if sheet.whole:
            write_sheet(book, sheet)
    for sheet in slip.sheets:
        if sheet.rows:
            write_bad_rows(book, sheet)
    for listed in slip.listed:
        if listed.faults:
            write_listed(book, listed)
    if slip.compared:
        write_compared(book, slip)
    book.close()
