"""The rows of a sheet without looks of its own, written as whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format

from fangpin.io.table import Cell, Column, RawTable
from fangpin.report.bulk import Cells, Sheet
from fangpin.slips.book import SlipBook
from fangpin.slips.cells import ERRORS, FIRST_DAY

# A cell that is marked: its column, place in the body, text, kind -> its format.
Marked = Callable[[int, int, tuple[str, int]], Format]
_DAY = "yyyy-mm-dd"
_TIME = "yyyy-mm-dd hh:mm:ss"
_EPOCH = datetime(1899, 12, 30)
_TYPE = {Cell.TEXT: ' t="s"', Cell.BOOL: ' t="b"', Cell.ERROR: ' t="e"'}


class Body:
    """The rows of `table` from position `start` on.

    places: the marked cells, (position in the table, column); marked: the format of one.
    """

    def __init__(
        self,
        book: SlipBook,
        table: RawTable,
        start: int,
        places: Sequence[tuple[int, int]],
        marked: Marked,
    ) -> None:
        self.book, self.table, self.start, self.marked = book, table, start, marked
        self.places: dict[int, list[int]] = {}
        for at, column in places:
            if at >= start:
                self.places.setdefault(column, []).append(at - start)
        self.text = index(book.look("text"))
        self.general = index(book.look("general"))
        self.days = index(book.look("general", num_format=_DAY))
        self.times = index(book.look("general", num_format=_TIME))

    def write(
        self, page: Sheet, advice: Mapping[int, str], heights: Mapping[int, float | None]
    ) -> None:
        """Write the rows, `advice` (position in the table -> text) behind the last column."""
        count = len(self.table) - self.start
        columns = [self._column(page, n, one) for n, one in enumerate(self.table.columns)]
        told = [advice.get(at) for at in range(self.start, len(self.table))]
        texts = pl.Series(told, dtype=pl.String)
        styles = pl.select(
            pl.when(texts.is_not_null()).then(index(self.book.look("advice")))
        ).to_series()
        columns.append(Cells(page.strings(texts), True, styles))
        points = [heights.get(at) for at in range(self.start, len(self.table))]
        assert len(points) == count
        page.put(self.table.first_row - 1 + self.start, columns, points)

    def _column(self, page: Sheet, number: int, column: Column) -> Cells:
        text = column.text.slice(self.start)
        kind = self._kinds(column)
        styles = np.full(len(text), self.general, dtype=np.int64)
        styles[np.isin(kind, (Cell.TEXT, Cell.FORMULA))] = self.text
        values, days = _dated(text, kind)
        styles[days] = self.days
        timed = np.asarray(pc.fill_null(pc.match_substring(text, " "), False)).astype(np.bool_)
        styles[days & timed] = self.times
        there = np.asarray(pc.is_valid(text)).astype(np.bool_)
        plain = there & ~days & ~_valued(text, kind)
        shared = page.strings(pl.Series(pl.from_arrow(_only(text, plain)), dtype=pl.String))
        for at in self.places.get(number, ()):
            cell = (text[at].as_py() or "", int(kind[at]))
            styles[at] = index(self.marked(number, at + self.start, cell))
            there[at] = True
        types = np.array(["", ' t="s"', ' t="b"', ' t="e"'])[_types(kind, plain)]
        made = pl.DataFrame(
            {
                "value": pl.from_arrow(values),
                "shared": shared.cast(pl.String),
                "style": pl.Series(styles),
                "there": pl.Series(there),
            }
        ).select(
            value=pl.coalesce("shared", "value"),
            style=pl.when("there").then("style"),
        )
        return Cells(made["value"], True, made["style"], pl.Series(types))

    def _kinds(self, column: Column) -> npt.NDArray[np.uint8]:
        if column.kind is not None:
            return column.kind[self.start :]
        there = np.asarray(pc.is_valid(column.text.slice(self.start)))
        return np.where(there, np.uint8(Cell.TEXT), np.uint8(Cell.EMPTY))


def index(format_: Format) -> int:
    """The number by which a sheet's XML names a format."""
    number: int = format_._get_xf_index()
    return number


def _only(text: pa.Array, wanted: npt.NDArray[np.bool_]) -> pa.Array:
    return pc.if_else(pa.array(wanted), text, pa.scalar(None, pa.string()))


def _types(kind: npt.NDArray[np.uint8], plain: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """0 a number or nothing, 1 a shared string, 2 a truth, 3 an error."""
    types = np.zeros(len(kind), dtype=np.int64)
    types[kind == Cell.BOOL], types[kind == Cell.ERROR] = 2, 3
    types[plain] = 1
    return types


def _valued(text: pa.Array, kind: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Cells that are numbers, truths or errors of Excel; the others are texts."""
    known = np.asarray(pc.fill_null(pc.is_in(text, value_set=pa.array(sorted(ERRORS))), False))
    valued: npt.NDArray[np.bool_] = np.isin(kind, (Cell.NUMBER, Cell.BOOL))
    valued[(kind == Cell.ERROR) & known.astype(np.bool_)] = True
    return valued


def _dated(text: pa.Array, kind: npt.NDArray[np.uint8]) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """What stands in <v>, null for a text; and which cells are dates that Excel knows."""
    values = _only(text, _valued(text, kind))
    truths = pa.array(kind == Cell.BOOL)
    values = pc.if_else(truths, pc.if_else(pc.equal(text, "TRUE"), "1", "0"), values)
    days = np.zeros(len(text), dtype=np.bool_)
    at = np.flatnonzero(kind == Cell.DATE)
    if not len(at):
        return values, days
    stamps = pl.Series(pl.from_arrow(text.take(pa.array(at)))).str.to_datetime(
        "%Y-%m-%d %H:%M:%S", strict=False
    )
    dates = pl.Series(pl.from_arrow(text.take(pa.array(at)))).str.to_datetime(
        "%Y-%m-%d", strict=False
    )
    found = pl.select(pl.coalesce(stamps, dates)).to_series()
    good = np.asarray((found >= FIRST_DAY).fill_null(False))
    days[at[good]] = True
    since = (found.filter(pl.Series(good)) - _EPOCH).dt.total_seconds() / 86_400
    serial = since.cast(pl.String).str.strip_suffix(".0").to_arrow().cast(pa.string())
    return pc.replace_with_mask(values, pa.array(days), serial), days
