"""Parquet files: column names as the first row, then cells of text, number, date or bool."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangpin.errors import FileFault
from fangpin.io.cells import number_texts, table_of
from fangpin.io.table import Cell, Column, RawTable


def read_parquet(data: bytes) -> RawTable:
    """The table of a file: row 1 has the names of its columns, as a sheet would.

    Raises FileFault: file.truncated, file.not_a_table for columns of lists and the like.
    """
    try:
        return raw(pq.read_table(BytesIO(data)))
    except (pa.ArrowInvalid, OSError) as error:
        raise FileFault("file.truncated", "Parquet 文件已损坏，可能没有传完") from error


def raw(table: pa.Table) -> RawTable:
    """An Arrow table as a raw one."""
    return table_of("", [column_of(name, table[name]) for name in table.column_names])


def row_groups(path: Path) -> list[tuple[int, int]]:
    """(rows, bytes) of each row group of a file."""
    meta = pq.read_metadata(path)
    groups = (meta.row_group(number) for number in range(meta.num_row_groups))
    return [(group.num_rows, group.total_byte_size) for group in groups]


def read_groups(path: Path, start: int, end: int, head: int, tail: int) -> RawTable:
    """Some row groups of a file between its first rows and some of the rows that follow.

    Of the first groups themselves no head is read beside.
    """
    file = pq.ParquetFile(path)
    parts: list[pa.Table] = []
    if start:
        parts += upto(file, range(file.num_row_groups), head)
    parts.append(file.read_row_groups(list(range(start, end))))
    parts += upto(file, range(end, file.num_row_groups), tail)
    return raw(pa.concat_tables(parts))


def upto(file: pq.ParquetFile, groups: Sequence[int], count: int) -> list[pa.Table]:
    """The first rows of some row groups."""
    found: list[pa.Table] = []
    for number in groups:
        if count <= 0:
            break
        group = file.read_row_group(number).slice(0, count)
        found.append(group)
        count -= group.num_rows
    return found


def column_of(name: str, values: pa.ChunkedArray) -> Column:
    """A column with its name in the first row."""
    text, kind = cells_of(values.combine_chunks())
    header = pa.array([name], pa.string())
    if kind == Cell.TEXT:
        return Column(pa.concat_arrays([header, text]))
    kinds = np.full(len(text) + 1, kind, np.uint8)
    kinds[0] = Cell.TEXT
    kinds[1:][pc.is_null(text).to_numpy(zero_copy_only=False)] = Cell.EMPTY
    return Column(pa.concat_arrays([header, text]), kinds)


def cells_of(values: pa.Array) -> tuple[pa.Array, Cell]:
    """The cells of a column as texts, and what they are."""
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    of = values.type
    if pa.types.is_null(of):
        return values.cast(pa.string()), Cell.TEXT
    if pa.types.is_string(of) or pa.types.is_large_string(of) or pa.types.is_string_view(of):
        return blank(values.cast(pa.string())), Cell.TEXT
    if pa.types.is_boolean(of):
        return pc.if_else(values, "TRUE", "FALSE"), Cell.BOOL
    if pa.types.is_integer(of):
        return values.cast(pa.string()), Cell.NUMBER
    if pa.types.is_decimal(of):
        return plain(values), Cell.NUMBER
    if pa.types.is_floating(of):
        return floats(values), Cell.NUMBER
    if pa.types.is_date(of):
        return values.cast(pa.date32()).cast(pa.string()), Cell.DATE
    if pa.types.is_timestamp(of):
        return moments(values), Cell.DATE
    raise FileFault("file.not_a_table", f"Parquet 中有不能当作单元格的列（{of}）")


def blank(texts: pa.Array) -> pa.Array:
    """Empty texts as null, line ends plain, as every reader gives them."""
    texts = pc.replace_substring_regex(texts, r"\r\n?", "\n")
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def plain(values: pa.Array) -> pa.Array:
    """Decimals without the zeros that their type adds: 3000.50 is 3000.5, as in a sheet."""
    texts = values.cast(pa.string())
    if values.type.scale <= 0:
        return texts
    return pc.replace_substring_regex(texts, r"\.?0+$", "")


def floats(values: pa.Array) -> pa.Array:
    """Numbers as the shortest plain decimals; nan and what is infinite as empty."""
    numbers = values.cast(pa.float64())
    good = pc.fill_null(pc.is_finite(numbers), False)
    texts = number_texts(pc.if_else(good, numbers, 0.0).to_numpy(zero_copy_only=False))
    return pc.if_else(good, texts, pa.scalar(None, pa.string()))


def moments(values: pa.Array) -> pa.Array:
    """Moments as ISO texts, midnight as the day alone, to the second."""
    texts = pc.strftime(values.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%d %H:%M:%S")
    return pc.replace_substring_regex(texts, " 00:00:00$", "")
