"""The sender's own sheet with its faulty cells marked, each row where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fangpin.io.table import Cell, RawTable
from fangpin.report.bulk import Sheet as BulkSheet
from fangpin.report.layout import LINE, MAX_HEIGHT, width
from fangpin.rosters.marks import ADVICE
from fangpin.slips.body import Body
from fangpin.slips.book import LOOKS, MAY_COLOUR, MUST_COLOUR, SlipBook
from fangpin.slips.cells import LONGEST, format_of_day, is_date, put
from fangpin.slips.model import Note, Sheet

_CHUNK = 20_000  # rows that are Python texts at once
_MOST_COMMENTS = 10_000  # more of these boxes make a workbook slow to open
_ADVICE_WIDTH = 56.0
_USUAL, _ENOUGH = 8.43, 22.0  # a column's width in Excel, and what an ID and its blanks need
_WIDEST = 30.0
# What is typed into these cells must stay text, or the last digits are lost once more.
_TEXT_FIELDS = frozenset(
    ("id_number", "disability_certificate", "household_id", "hukou_id", "phone")
)
_HELP = (
    "标红的格子须改正,否则这一行不能采用;标黄的请核对。\n"
    "直接在标色的格子里改正,不必删去本列和颜色;不要靠删掉整行来过关。"
)


def write_sheet(book: SlipBook, sheet: Sheet) -> None:
    """Write one sheet in full, marked."""
    page = book.workbook.add_worksheet(sheet.name)
    _Writer(book, sheet, page).write()


class _Writer:
    """One sheet being written from the top down."""

    def __init__(self, book: SlipBook, sheet: Sheet, page: Worksheet) -> None:
        self.book, self.sheet, self.page = book, sheet, page
        self.table: RawTable = sheet.table
        self.first = self.table.first_row - 1
        self.advice = len(self.table.columns)
        self.header = sheet.header
        fields = {one.index: one.field for one in sheet.roster.columns}
        self.text_columns = {n for n, name in fields.items() if name in _TEXT_FIELDS}
        self.plain = {
            Cell.TEXT: book.look("text"),
            Cell.NUMBER: book.look("general"),
            Cell.BOOL: book.look("general"),
            Cell.ERROR: book.look("general"),
            Cell.FORMULA: book.look("text"),
            Cell.DATE: book.look("general"),  # a time of day, a day before Excel's first
        }

    def write(self) -> None:
        """Columns, rows, merges, view."""
        self._columns()
        below = self.header + 1
        bulk = self.book.bulk and self.sheet.look is None and len(self.table) > below
        for at, row in enumerate(_rows(self.table, below if bulk else len(self.table))):
            self._row(at, row)
        if bulk:
            self._body(below)
        for top, left, bottom, right in self.table.merges:
            # merge_range would write cells, out of their order.
            self.page.merge.append([self.first + top, left, self.first + bottom, right])
        self._comments()
        self._view()

    def _body(self, start: int) -> None:
        """The rows below the header as whole columns."""
        assert isinstance(self.page, BulkSheet)
        noted = {at: notes for at, notes in self.sheet.rows.items() if at >= start}
        body = Body(self.book, self.table, start, list(self.sheet.cells), self._marked)
        advice = {at: "\n".join(n.text() for n in notes) for at, notes in noted.items()}
        body.write(self.page, advice, {at: _height(notes, 0.0) for at, notes in noted.items()})

    def _marked(self, column: int, at: int, cell: tuple[str, int]) -> Format:
        return self._format(at, column, cell, self.sheet.cells[at, column])

    def _columns(self) -> None:
        look = self.sheet.look
        widths = _widths(self.table)
        if look:  # the sender's own, but wide enough to be read: an ID as ####### helps nobody
            own = {column: look.widths.get(column, _USUAL) for column in range(self.advice)}
            widths = {c: max(w, min(widths.get(c, 0.0), _ENOUGH)) for c, w in own.items()}
        hidden = look.hidden_columns if look else frozenset[int]()
        for column in sorted({*widths, *hidden}):
            options = {"hidden": True} if column in hidden else {}
            self.page.set_column(column, column, widths.get(column), None, options)
        self.page.set_column(self.advice, self.advice, _ADVICE_WIDTH)
        self.page.set_column(self.advice + 1, self.advice + 1, 8, None, {"hidden": True})

    def _row(self, at: int, row: Sequence[tuple[str | None, int]]) -> None:
        notes = self.sheet.rows.get(at, [])
        place = self.first + at
        look = self.sheet.look
        if not notes and look is None and at > self.header and not self.table.merges:
            return self._clean_row(place, row)
        self._line(at, notes)
        for column, (text, kind) in enumerate(row):
            marked = self.sheet.cells.get((at, column)) if notes or self.table.merges else None
            if text is not None:
                format_ = self._format(at, column, (text, kind), marked)
                put(self.page, place, column, (text, kind), format_)
            elif marked or (look and (place, column) in look.cells):
                self.page.write_blank(
                    place, column, None, self._format(at, column, ("", 0), marked)
                )
        if notes:
            told = "\n".join(note.text() for note in notes)
            self.page.write_string(place, self.advice, told, self.book.look("advice"))
        elif at == self.header:
            self.page.write_string(place, self.advice, ADVICE, self.book.look("advice_header"))
            self.page.write_string(place, self.advice + 1, self.sheet.mark.text())
        return None

    def _clean_row(self, place: int, row: Sequence[tuple[str | None, int]]) -> None:
        """A row without looks or faults, as nearly all of a huge sheet are."""
        text_format = self.plain[Cell.TEXT]
        for column, (text, kind) in enumerate(row):
            if text is None:
                continue
            if kind == Cell.TEXT:
                self.page.write_string(place, column, text[:LONGEST], text_format)
            else:
                cell = (text, kind)
                put(
                    self.page,
                    place,
                    column,
                    cell,
                    self._format(place - self.first, column, cell, None),
                )

    def _line(self, at: int, notes: Sequence[Note]) -> None:
        """A row's own height, more where the advice needs it; a faulty row is not hidden."""
        look = self.sheet.look
        place = self.first + at
        own = look.heights.get(place) if look else None
        hidden = bool(look and place in look.hidden_rows and not notes)
        if notes:
            own = _height(notes, own or 0.0)
        if own or hidden:
            self.page.set_row(place, own, None, {"hidden": True} if hidden else {})

    def _format(
        self, at: int, column: int, cell: tuple[str, int], marked: Sequence[Note] | None
    ) -> Format:
        look = self.sheet.look
        style: Mapping[str, Any]
        if look is not None:
            known = look.cells.get((self.first + at, column))
            style = {} if known is None else look.styles[known]
        elif not marked and not is_date(*cell) and at > self.header:
            return self.plain[Cell(cell[1])]
        else:
            style = self._plain_style(at, cell)
        more: dict[str, Any] = {}
        if is_date(*cell) and style.get("num_format", "General") in ("General", "@"):
            more["num_format"] = format_of_day(cell[0])
        if marked:
            more |= _filled(any(note.must for note in marked))
            if column in self.text_columns:
                more["num_format"] = "@"
        return self.book.format(style, **more)

    def _plain_style(self, at: int, cell: tuple[str, int]) -> Mapping[str, Any]:
        if at < self.sheet.roster.header_rows[0] - self.table.first_row:
            return LOOKS["title"]
        if at <= self.header:
            return LOOKS["header"]
        return LOOKS["text" if cell[1] in (Cell.EMPTY, Cell.TEXT, Cell.FORMULA) else "general"]

    def _comments(self) -> None:
        """The sender's own comments, and on each faulty cell what to do."""
        own = dict(self.sheet.look.comments) if self.sheet.look else {}
        for (at, column), notes in sorted(self.sheet.cells.items())[:_MOST_COMMENTS]:
            told = "\n".join(note.text() for note in notes)
            before = own.pop((self.first + at, column), "")
            self._comment(self.first + at, column, f"{told}\n原批注:{before}" if before else told)
        for (row, column), text in sorted(own.items()):
            self._comment(row, column, text)
        self._comment(self.first + self.header, self.advice, _HELP)

    def _comment(self, row: int, column: int, text: str) -> None:
        lines = sum(-(-width(line) // 30) for line in text.split("\n")) + 1
        size = {"width": 220, "height": int(max(40, lines * 17)), "author": "fangpin"}
        self.page.write_comment(row, column, text[:32_000], {**size, "font_size": 9})

    def _view(self) -> None:
        look = self.sheet.look
        frozen = look.frozen if look and look.frozen else (self.first + self.header + 1, 0)
        self.page.freeze_panes(*frozen)
        last = self.first + len(self.table) - 1
        if last > self.first + self.header:
            self.page.autofilter(self.first + self.header, 0, last, self.advice)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _height(notes: Sequence[Note], least: float) -> float:
    """The height of a row, in points, in which its advice can be read."""
    lines = sum(-(-width(note.text()) // (_ADVICE_WIDTH - 4)) for note in notes)
    return min(max(least, lines * LINE + 4), MAX_HEIGHT)


def _filled(must: bool) -> dict[str, Any]:
    colour = MUST_COLOUR if must else MAY_COLOUR
    edge = {"border": 1, "border_color": "#C00000" if must else "#BF9000"}
    return {"pattern": 1, "fg_color": colour, "bg_color": colour, **edge}


def _rows(table: RawTable, end: int) -> Iterator[tuple[tuple[str | None, int], ...]]:
    """The cells of each row before `end` as (text, kind)."""
    for start in range(0, end, _CHUNK):
        size = min(_CHUNK, end - start)
        columns = []
        for column in table.columns:
            texts = column.text.slice(start, size).to_pylist()
            if column.kind is None:
                kinds = [int(text is not None) for text in texts]  # TEXT is 1
            else:
                kinds = column.kind[start : start + size].tolist()
            columns.append(list(zip(texts, kinds, strict=True)))
        yield from zip(*columns, strict=True)


def _widths(table: RawTable) -> dict[int, float]:
    """Widths that show the first rows' texts."""
    found = {}
    for index, column in enumerate(table.columns):
        texts = [text for text in column.text.slice(0, 200).to_pylist() if text]
        texts = sorted(texts, key=width)[: max(1, len(texts) - 1)]  # but for a title
        found[index] = min(max((width(t) + 2 for t in texts), default=8.0), _WIDEST)
    return found
