"""Workbooks through calamine: xlsx, xlsm, xlsb, xls and et, mended by a look into their bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from fangpin.errors import FileFault
from fangpin.io import biff, ooxml, xlsb
from fangpin.io.cells import Grid, table_of_grid
from fangpin.io.limits import Limits
from fangpin.io.look import SheetLook
from fangpin.io.ooxml import is_sparse
from fangpin.io.package import Package
from fangpin.io.regular import RegularReader
from fangpin.io.sparse import read_sparse
from fangpin.io.strings import refuse_repeats
from fangpin.io.styles import date_styles
from fangpin.io.table import RawTable

Skipped = list[tuple[str, str]]
Sheets = tuple[list[RawTable], Skipped]
_HIDDEN = {"hidden": "隐藏的工作表", "veryHidden": "深度隐藏的工作表"}
_NO_CELLS = "图表或宏表，没有数据单元格"
_DAMAGED = "工作簿内部结构不完整或已损坏"


def read_xlsx(data: bytes, package: Package, limits: Limits) -> Sheets:
    """The visible sheets of an xlsx or xlsm, and those left out with why."""
    book = ooxml.book(package)
    visible, skipped = _sorted_out(book)
    regular = RegularReader(package, book, limits)
    found = {index: regular.read(book.sheets[index]) for index in visible}
    left = [index for index, table in found.items() if table is None]
    if left:
        refuse_repeats(package, book, [book.sheets[i].part for i in left], limits)
        found |= _irregular(data, package, book, left, limits)
    return [table for table in found.values() if table is not None], skipped


def _irregular(
    data: bytes, package: Package, book: ooxml.Book, left: list[int], limits: Limits
) -> dict[int, RawTable]:
    """The sheets that are not in the plain form, by their positions."""
    workbook = _try(open_calamine, data)
    dates = date_styles(package, book)
    looks = {i: ooxml.look(package, book.sheets[i].part, dates) for i in left}
    if book.recalculates and not any(look.cached for look in looks.values()):
        for look in looks.values():
            look.cells.update(look.doubtful)
    tables = {}
    for index, look in looks.items():
        sheet, most = book.sheets[index], limits.sparse_cells
        table = None
        if _knows(workbook, index, sheet) and not is_sparse(package, sheet.part, look, most):
            table = _try(sheet_table, workbook, index, look, book.date1904)
        tables[index] = table or read_sparse(package, book, sheet, look, most)
    return tables


def _knows(workbook: Any, index: int, sheet: ooxml.SheetInfo) -> bool:
    return workbook is not None and workbook.sheet_names[index : index + 1] == [sheet.name]


def _try(function: Callable[..., Any], *arguments: Any) -> Any:
    """What calamine makes of it, None where it can't (our own reader is then asked)."""
    try:
        return function(*arguments)
    except FileFault:
        return None


def read_xlsb(data: bytes, package: Package, limits: Limits) -> Sheets:
    """The visible sheets of an xlsb, and those left out with why."""
    book = xlsb.book(package)
    workbook = open_calamine(data)
    visible, skipped = _sorted_out(book)
    tables = []
    for index in visible:
        look = xlsb.look(package, book.sheets[index].part)
        area = look.rows * look.columns
        if area > limits.sparse_cells and look.count < area / 10:
            raise FileFault("file.too_large_inside", "工作表的范围过大，请删去远处的零散单元格")
        tables.append(sheet_table(workbook, index, look, book.date1904))
    return tables, skipped


def _sorted_out(book: ooxml.Book) -> tuple[list[int], Skipped]:
    """Positions of the visible work sheets, and the others' names with why they are left out."""
    visible: list[int] = []
    skipped: Skipped = []
    for index, sheet in enumerate(book.sheets):
        if not sheet.worksheet:
            skipped.append((sheet.name, _NO_CELLS))
        elif sheet.hidden:
            skipped.append((sheet.name, _HIDDEN[sheet.hidden]))
        else:
            visible.append(index)
    return visible, skipped


def read_xls(data: bytes, looks: biff.XlsLook) -> Sheets:
    """The visible sheets of an xls or et, and those left out with why."""
    workbook = open_calamine(data)
    visible, skipped = visible_sheets(workbook)
    if visible and max(visible) >= len(looks.sheets):
        raise FileFault("file.truncated", _DAMAGED)
    sheets = looks.sheets
    return [sheet_table(workbook, i, sheets[i], looks.date1904) for i in visible], skipped


def open_calamine(data: bytes) -> Any:
    """The workbook by content; a file it can't open, or on which it panics, is file.truncated."""
    from python_calamine import CalamineWorkbook

    return _calling(CalamineWorkbook.from_filelike, BytesIO(data))


def _calling(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call into calamine; its errors and its panics (no Exception) become FileFault."""
    from python_calamine import PasswordError

    try:
        return function(*arguments)
    except PasswordError as error:
        raise FileFault("file.encrypted", "工作簿有密码") from error
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise FileFault("file.truncated", _DAMAGED) from error
        raise


def visible_sheets(workbook: Any) -> tuple[list[int], Skipped]:
    """Positions of the visible work sheets, and the others' names with why they are left out."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible: list[int] = []
    skipped: Skipped = []
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != SheetTypeEnum.WorkSheet:
            skipped.append((sheet.name, _NO_CELLS))
        elif sheet.visible == SheetVisibleEnum.Visible:
            visible.append(index)
        else:
            very = sheet.visible == SheetVisibleEnum.VeryHidden
            skipped.append((sheet.name, _HIDDEN["veryHidden" if very else "hidden"]))
    return visible, skipped


def sheet_table(workbook: Any, index: int, look: SheetLook, date1904: bool) -> RawTable:
    """One sheet's cells and merges, mended by what the bytes say."""
    sheet = _calling(workbook.get_sheet_by_index, index)
    rows = _calling(sheet.to_python)
    top, left = sheet.start or (0, 0)
    grid = Grid(sheet.name, rows, top, left, look.merges or list(_merges(sheet)))
    grid.hidden_rows, grid.date1904 = look.hidden_rows, date1904
    patch(grid, look.cells)
    return table_of_grid(grid)


def _merges(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    for start, end in sheet.merged_cell_ranges or ():
        yield start[0], start[1], end[0], end[1]


def patch(grid: Grid, cells: dict[tuple[int, int], Any]) -> None:
    """Put cells into a grid that calamine showed as blank, making room where it cut them off."""
    if not cells:
        return
    top, left = min(row for row, _ in cells), min(column for _, column in cells)
    if not grid.rows:
        grid.top, grid.left = top, left
    if grid.top > top:
        grid.rows[:0] = [[] for _ in range(grid.top - top)]
        grid.top = top
    if grid.left > left:
        grid.rows = [[None] * (grid.left - left) + row for row in grid.rows]
        grid.left = left
    for (row, column), cell in sorted(cells.items()):
        _put(grid, row - grid.top, column - grid.left, cell)


def _put(grid: Grid, row: int, column: int, cell: object) -> None:
    grid.rows.extend([] for _ in range(row + 1 - len(grid.rows)))
    cells = grid.rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = cell
