"""Small tables of mixed cells on a sheet: counts, rates, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from fangpin.report.grid import Field, set_page, write_head
from fangpin.report.layout import LINE, width
from fangpin.report.styles import Book

Cell = int | float | str | None


@dataclass(frozen=True)
class Sheet:
    """Where a table was written: its sheet's name, first and last row of data."""

    name: str
    first: int
    last: int


def write_list(
    book: Book,
    name: str,
    *,
    title: str,
    note: str,
    fields: Sequence[Field],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Cell] | None = None,
    frozen: int = 1,
) -> Sheet:
    """Write a table on a sheet of its own; the total row stands below and out of the filter."""
    sheet = book.workbook.add_worksheet(name)
    first = write_head(book, sheet, title, note, fields)
    looks = [field.look for field in fields]
    for row, cells in enumerate(rows, start=first):
        write_row(book, sheet, row, cells, looks)
        sheet.set_row(row, LINE * _lines(cells, fields) + 4)
    last = first + len(rows) - 1
    if total is not None:
        totals = ["total_rate" if look == "rate" else "total" for look in looks]
        write_row(book, sheet, last + 1, total, totals)
        sheet.set_row(last + 1, LINE + 6)
    set_page(sheet, title, fields, (first, last), frozen)
    return Sheet(name, first, last)


def write_row(
    book: Book, sheet: Worksheet, row: int, cells: Sequence[Cell], looks: Sequence[str]
) -> None:
    """Write one row; a word among numbers (*, —) is centred."""
    for place, (cell, look) in enumerate(zip(cells, looks, strict=True)):
        if cell is None:
            sheet.write_blank(row, place, None, book.style(look))
        elif isinstance(cell, str):
            sheet.write_string(row, place, cell, book.style(_word_look(look, place)))
        else:
            sheet.write_number(row, place, cell, book.style(look))


def _word_look(look: str, place: int) -> str:
    if look.startswith("total"):
        return "total_word" if place else "total"
    return look if look in {"text", "header", "centre"} else "centre"


def _lines(cells: Sequence[Cell], fields: Sequence[Field]) -> int:
    lines = 1
    for cell, field in zip(cells, fields, strict=True):
        if isinstance(cell, str):
            own = 0
            for part in cell.split("\n"):
                wide = width(part)
                room = field.width if wide <= field.width else field.width - 2
                own += max(1, int(-(-wide // room)))
            lines = max(lines, own)
    return lines
