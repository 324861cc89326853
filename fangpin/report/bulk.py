"""A worksheet that takes whole columns: its XML is made by polars and not cell by cell.

It stands on what XlsxWriter keeps to itself (3.2 and 3.3); a test compares every cell with what
XlsxWriter's own methods write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_SLICE = 10_000  # rows whose XML is made at once
_LONGEST = 32767 // 2  # characters that fit a cell whatever they are


@dataclass(frozen=True)
class Cells:
    """A column: values (numbers, or indices of shared strings), null for a blank cell.

    style: the index of the cells' format, one for all or one a row; a row without one has no cell.
    types: the XML that says what each cell is, where a column holds several kinds; values are then
    the texts that stand in the XML.
    """

    values: pl.Series
    text: bool
    style: int | pl.Series
    types: pl.Series | None = None


@dataclass(frozen=True)
class _Block:
    first: int
    columns: Sequence[Cells]
    points: pl.Series


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet with rows written one by one above, and then a block of columns."""

    def __init__(self) -> None:
        super().__init__()
        self.dim_rowmax: int | None
        self._blocks: list[_Block] = []
        self._above = 0

    def strings(self, column: pl.Series) -> pl.Series:
        """The shared strings' indices of a column of texts."""
        coded = column.cast(pl.String).to_arrow().dictionary_encode()
        known = [self._shared(text) for text in coded.dictionary.to_pylist()]
        places = coded.indices.to_numpy(zero_copy_only=False)
        self.str_table.count += len(column) - column.null_count() - len(known)
        if not known:
            return pl.Series([None] * len(column), dtype=pl.Int64)
        filled = np.nan_to_num(places).astype(np.int64)
        indices = pl.Series(np.array(known, dtype=np.int64)[filled])
        return pl.select(pl.when(column.is_not_null()).then(indices)).to_series()

    def put(self, first: int, columns: Sequence[Cells], points: Sequence[float | None]) -> None:
        """Write columns from the row `first` on, below all other rows.

        points: rows' heights, None for the usual one.
        """
        if not points:
            return
        self._above = -1 if self.dim_rowmax is None else self.dim_rowmax
        self._check_dimensions(first, 0)
        self._check_dimensions(first + len(points) - 1, len(columns) - 1)
        # Heights as XlsxWriter writes them: in whole pixels, three quarters of a point each.
        pixels = (pl.Series(points, dtype=pl.Float64) * 4 / 3 + 0.5).floor()
        self._blocks.append(_Block(first, columns, pixels * 0.75))

    def _shared(self, text: str) -> int:
        index: int = self.str_table._get_shared_string_index(harmless(text, self.xls_strmax))
        return index

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        return super()._write_string(row, col, harmless(string, self.xls_strmax), cell_format)

    def _write_rows(self) -> None:
        """What was written row by row, then the blocks."""
        if not self._blocks:
            super()._write_rows()
            return
        last, self.dim_rowmax = self.dim_rowmax, self._above
        if self._above >= 0:
            super()._write_rows()
        self.dim_rowmax = last
        for block in self._blocks:
            for piece in _pieces(block):
                self.fh.write(piece)


def harmless(text: str, most: int) -> str:
    """A text as a cell may hold it: XlsxWriter takes <r>...</r> for its own formatted text."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if len(text) > _LONGEST:
        text = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
    return text


def _pieces(block: _Block) -> Iterator[str]:
    """The XML of a block, some rows at a time."""
    height = len(block.points)
    for start in range(0, height, _SLICE):
        many = min(_SLICE, height - start)
        rows = pl.int_range(block.first + start + 1, block.first + start + many + 1, eager=True)
        frame = {"row": rows.cast(pl.String), "ht": _plain(block.points.slice(start, many))}
        cells = []
        for place, column in enumerate(block.columns):
            frame[f"v{place}"] = _plain(column.values.slice(start, many))
            if isinstance(column.style, pl.Series):
                frame[f"s{place}"] = column.style.slice(start, many).cast(pl.String)
            if column.types is not None:
                frame[f"t{place}"] = column.types.slice(start, many)
            cells.append(_cell(place, column))
        tall = pl.format('<row r="{}" ht="{}" customHeight="1">', "row", "ht")
        usual = pl.format('<row r="{}">', "row")
        head = pl.when(pl.col("ht").is_null()).then(usual).otherwise(tall)
        lines = pl.concat_str(head, *cells, pl.lit("</row>"))
        yield pl.DataFrame(frame).select(lines.str.join("")).item()


def _cell(place: int, column: Cells) -> pl.Expr:
    """The XML of one column's cells, from the columns row, v and s of the frame."""
    style = pl.col(f"s{place}") if isinstance(column.style, pl.Series) else pl.lit(column.style)
    start = pl.format('<c r="{}{}" s="{}"', pl.lit(xl_col_to_name(place)), "row", style)
    kind = pl.lit(' t="s"' if column.text else "")
    if column.types is not None:
        kind = pl.col(f"t{place}")
    value = pl.col(f"v{place}")
    full = pl.concat_str(kind, pl.lit("><v>"), value, pl.lit("</v></c>"))
    rest = pl.when(value.is_null()).then(pl.lit("/>")).otherwise(full)
    cell = pl.concat_str(start, rest)
    return pl.when(style.is_null()).then(pl.lit("")).otherwise(cell)


def _plain(numbers: pl.Series) -> pl.Series:
    """Numbers as text, without a needless fraction; texts as they are."""
    if numbers.dtype.is_float():
        return numbers.cast(pl.String).str.strip_suffix(".0")
    return numbers.cast(pl.String)
