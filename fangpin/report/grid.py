"""A table on a sheet: title, header that repeats, rows, filters, and a page that fits A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import polars as pl
from xlsxwriter.worksheet import Worksheet

from fangpin.report import contract
from fangpin.report.bulk import Cells, Sheet
from fangpin.report.layout import LINE, heights, width
from fangpin.report.styles import LEVEL_COLOURS, Book

TITLE_ROW, NOTE_ROW, HEADER_ROW = 0, 1, 2
MAX_ROWS = 1_000_000
_NUMBERS = frozenset({"count", "int", "money", "rate"})


@dataclass(frozen=True)
class Field:
    """A column of a sheet.

    key: the frame's column; a key that the frame lacks is left blank, to be filled in.
    look: a style's name; "level" colours the cell by its word.
    wrapped: long texts break into lines, and the row's height follows.
    group: a heading over it and its neighbours of the same group.
    """

    key: str
    header: str
    width: float
    look: str = "text"
    wrapped: bool = False
    group: str = ""

    @property
    def fill_in(self) -> bool:
        """Whether people write here."""
        return self.look.startswith("fill")


@dataclass(frozen=True)
class Grid:
    """What goes on one sheet.

    frozen: how many columns stay in sight; starts: rows that begin a household, see `Book.style`;
    repeated: keys that are greyed on a household's later rows.
    """

    name: str
    title: str
    note: str
    fields: Sequence[Field]
    rows: pl.DataFrame
    frozen: int = 0
    starts: Sequence[bool] | None = None
    least_lines: int = 1
    repeated: frozenset[str] = field(default=frozenset())


def write_grid(book: Book, grid: Grid) -> list[tuple[Worksheet, int, int]]:
    """Write a frame on a sheet of its own, on several where Excel has not rows enough.

    Gives each sheet with its first and last row of data (last < first where there is none).
    """
    if book.allowed is not None:
        contract.keep(book.allowed, grid.name, (field.header for field in grid.fields))
    sheets = []
    for number, start in enumerate(range(0, max(grid.rows.height, 1), MAX_ROWS), start=1):
        name = grid.name if number == 1 else f"{grid.name}{number}"
        sheet = book.workbook.add_worksheet(name)
        first = write_head(book, sheet, grid.title, grid.note, grid.fields)
        rows = grid.rows.slice(start, MAX_ROWS)
        _body(book, sheet, grid, rows, (first, start))
        last = first + rows.height - 1
        set_page(sheet, grid.title, grid.fields, (first, last), grid.frozen)
        sheets.append((sheet, first, last))
    return sheets


def write_head(book: Book, sheet: Worksheet, title: str, note: str, fields: Sequence[Field]) -> int:
    """Write title, note and header, one row or two; gives the first row below."""
    last = len(fields) - 1
    room = sum(column.width for column in fields)
    book.across(sheet, TITLE_ROW, (0, last), title, "title")
    sheet.set_row(TITLE_ROW, 28)
    book.across(sheet, NOTE_ROW, (0, last), note, "note")
    sheet.set_row(NOTE_ROW, LINE * (1 + width(note) // room) + 4)
    row = HEADER_ROW
    if any(column.group for column in fields):
        _group_heads(book, sheet, row, fields)
        row += 1
    deepest = max(-(-width(column.header) // (column.width - 1)) for column in fields)
    sheet.set_row(row, LINE * max(deepest, 1.5) + 4)
    for place, column in enumerate(fields):
        sheet.set_column(place, place, column.width)
        look = "fill_header" if column.fill_in else "header"
        if row > HEADER_ROW and not column.group:
            sheet.merge_range(HEADER_ROW, place, row, place, "", book.style(look))
            sheet.write_string(HEADER_ROW, place, column.header, book.style(look))
        else:
            sheet.write_string(row, place, column.header, book.style(look))
    return row + 1


def _group_heads(book: Book, sheet: Worksheet, row: int, fields: Sequence[Field]) -> None:
    place, lines = 0, 1.0
    for group, members in groupby(fields, key=lambda column: column.group):
        room = [column.width for column in members]
        if group:
            book.across(sheet, row, (place, place + len(room) - 1), group, "header")
        lines = max(lines, -(-width(group) // (sum(room) - 1)))
        place += len(room)
    sheet.set_row(row, LINE * lines + 4)


def _body(book: Book, sheet: Sheet, grid: Grid, rows: pl.DataFrame, at: tuple[int, int]) -> None:
    """Write rows from sheet row `at[0]` on, which are the grid's from `at[1]` on."""
    first, start = at
    begins = pl.repeat(False, rows.height, eager=True)
    if grid.starts is not None:
        begins = pl.Series(grid.starts[start : start + rows.height], dtype=pl.Boolean)
    cells = [_cells(book, sheet, grid, column, (rows, begins)) for column in grid.fields]
    rooms = {f.key: f.width for f in grid.fields if f.wrapped and f.key in rows.columns}
    sheet.put(first, cells, heights(rows, rooms, grid.least_lines))


def _cells(
    book: Book, sheet: Sheet, grid: Grid, column: Field, of: tuple[pl.DataFrame, pl.Series]
) -> Cells:
    """One column; null is a blank cell with its borders."""
    rows, begins = of
    values = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    if column.key in rows.columns:
        values = rows[column.key]
    number = column.look in _NUMBERS
    later = "grey" if column.key in grid.repeated else column.look
    above = _style(book, column.look, values, first=True) if begins.any() else 0
    style: int | pl.Series = _style(book, later, values, first=False)
    if begins.any():
        style = _chosen(begins, above, style)
    return Cells(values if number else sheet.strings(values), not number, style)


def _style(book: Book, look: str, values: pl.Series, *, first: bool) -> int | pl.Series:
    """The index of a look's format; the look "level" has one for each word."""
    if look != "level":
        return book.index(look, first=first)
    words = {word: book.index(word, first=first) for word in LEVEL_COLOURS}
    other = book.index("centre", first=first)
    return values.replace_strict(words, default=other, return_dtype=pl.Int64)


def _chosen(begins: pl.Series, above: int | pl.Series, later: int | pl.Series) -> pl.Series:
    choice = pl.when(begins).then(above).otherwise(later)
    return pl.select(choice.cast(pl.Int64)).to_series()


def set_page(
    sheet: Worksheet, title: str, fields: Sequence[Field], rows: tuple[int, int], frozen: int
) -> None:
    """Freeze, filter and print from the first to the last row of data."""
    first, last = rows
    right = len(fields) - 1
    sheet.freeze_panes(first, frozen)
    sheet.autofilter(first - 1, 0, max(first, last), right)
    sheet.repeat_rows(HEADER_ROW, first - 1)
    print_on_a4(sheet, title)


def print_on_a4(sheet: Worksheet, title: str) -> None:
    """A4 landscape, one page wide, page numbers and the title at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    # "&" begins a code there; doubled it is itself. The blank parts the font's size from a digit.
    told = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    sheet.set_footer(f"&L&9 {told[:60].replace('&', '&&')}&R&9 第 &P 页，共 &N 页")
