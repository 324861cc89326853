"""Delimited text: which separator, which quotes, then columns of text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import chain, islice
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.cells import table_of, text_column
from fangpin.io.table import Column, RawTable

SEPARATORS = ("\t", ",", ";", "|")
_SAMPLE = 400
_LONGEST = 1 << 30  # bytes of a column
_SMALL = 1 << 17  # characters; below, the csv module is done before Arrow has begun
_BREAKS = ("\n", "\r")
_PADDING = "\x00\x1a"  # what old systems end or fill a file with
_END = "\x1e\x1efangpin"  # stands after the last record; not there when a quote stays open
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?\s*?(\r\n|\r|\n|$)', re.IGNORECASE)
_WRAPPED = re.compile(r'="([^"]*)"')


def read_delimited(text: str) -> RawTable:
    """The table of a delimited text.

    Rows are records (a quoted line break does not start one), blank lines among them; Excel's
    `sep=;` line is no record. A cell wrapped as ="..." is its inner text.
    """
    separator, text = split_sep_line(text.rstrip(_PADDING))
    separator = separator or find_separator(text)
    columns = fast_columns(text, separator) if len(text) > _SMALL else None
    if columns is None:
        columns = slow_columns(text, separator)
    return table_of("", [_unwrap(column) for column in columns])


def split_sep_line(text: str) -> tuple[str, str]:
    """The separator that Excel's own first line names, "" without one, and the text after it."""
    match = _SEP_LINE.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def find_separator(text: str) -> str:
    """The separator that cuts most records into equally many fields, by the first records."""
    return max(SEPARATORS, key=lambda separator: _consistency(text, separator))


def _consistency(text: str, separator: str) -> tuple[float, int, int]:
    head = text[: _SAMPLE * 2000]
    if separator not in head:
        return (0.0, 0, 0)
    records = csv.reader(StringIO(head, newline=""), delimiter=separator)
    widths = [len(record) for record in islice(records, _SAMPLE) if record]
    if len(head) < len(text) and len(widths) < _SAMPLE:
        widths.pop()
    cut = Counter(width for width in widths if width > 1)
    if not cut:
        return (0.0, 0, 0)
    width, count = max(cut.items(), key=lambda item: (item[1], item[0]))
    return (round(count / len(widths), 2), width, -SEPARATORS.index(separator))


def slow_columns(text: str, separator: str) -> list[Column]:
    """The columns by Python's csv module, right for every text."""
    records = _records(text, separator)
    width = max(map(len, records), default=0)
    padded = (record + [""] * (width - len(record)) for record in records)
    return [text_column(cells) for cells in zip(*padded, strict=True)]


def _records(text: str, separator: str) -> list[list[str]]:
    """All records; quotes count as quotes except where that swallows whole records."""
    records, ends = _parse(text, separator, csv.QUOTE_MINIMAL)
    if not ends or ends[-1] == len(records):
        return records
    lines = list(StringIO(text, newline=""))
    width = _usual(records)
    found: list[list[str]] = []
    start = 0
    for record, end in zip(records, ends, strict=True):
        taken = lines[start:end]
        if len(taken) > 1 and _swallowed(taken, separator, width, end > len(lines)):
            found.extend(csv.reader(taken, delimiter=separator, quoting=csv.QUOTE_NONE))
        else:
            found.append(record)
        start = end
    return found


def _swallowed(lines: list[str], separator: str, width: int, unclosed: bool) -> bool:
    """Whether a record of several lines is as many records between two stray quotes: each line
    alone has the usual number of fields (of two, that happens by chance). A quote that never
    closes is always a stray one."""
    return unclosed or (width > 2 and all(line.count(separator) == width - 1 for line in lines))


def _parse(text: str, separator: str, quoting: Literal[0, 3]) -> tuple[list[list[str]], list[int]]:
    """The records, and for each how many lines had been read when it ended.

    A last one that runs past all lines has a quote that never closes.
    """
    before = csv.field_size_limit(max(len(text) + len(_END), 131072))
    reader = csv.reader(
        chain(StringIO(text, newline=""), [_END]), delimiter=separator, quoting=quoting
    )
    records: list[list[str]] = []
    ends: list[int] = []
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
    finally:
        csv.field_size_limit(before)
    if records[-1] == [_END]:
        records.pop()
        ends.pop()
    return records, ends


def _usual(records: list[list[str]]) -> int:
    """The number of fields that most records have."""
    widths = Counter(map(len, records))
    widths.pop(0, None)
    return max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]


def fast_columns(text: str, separator: str) -> list[Column] | None:
    """The columns by polars, None where it might see other records than the csv module: a quote
    inside a field, a record of several lines, one that is longer than the first."""
    import polars as pl

    first = next(csv.reader(StringIO(text, newline=""), delimiter=separator), [])
    data = text.encode()
    if not first or text.count("\r") != text.count("\r\n") or not _regular_quotes(data, separator):
        return None
    try:
        frame = pl.read_csv(
            data,
            separator=separator,
            has_header=False,
            infer_schema=False,
            encoding="utf8-lossy",
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    height = data.count(b"\n") + (not data.endswith(b"\n"))
    if (frame.height, frame.width) != (height, len(first)):
        return None
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    columns = [_short(column.combine_chunks()) for column in table.columns]
    return [text_column(c) for c in columns] if '"' in text else [Column(c) for c in columns]


def _short(texts: pa.LargeStringArray) -> pa.Array:
    """The same texts under offsets of 32 bits, without a copy of them (a cast makes one)."""
    if texts.offset or texts.nbytes > _LONGEST:
        return texts.cast(pa.string())
    valid, offsets, data = texts.buffers()
    fewer = np.frombuffer(offsets, np.int64)[: len(texts) + 1].astype(np.int32)
    buffers = [valid, pa.py_buffer(fewer), data]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers, texts.null_count)


def _regular_quotes(data: bytes, separator: str) -> bool:
    """Whether every quote begins or ends a field, or stands twice for one inside."""
    if b'"' not in data:
        return True
    padded = np.frombuffer(b"\n%b\n" % data, np.uint8)
    quotes = np.flatnonzero(padded == ord('"'))
    if len(quotes) % 2:
        return False
    ends = np.zeros(256, np.bool_)
    ends[[ord(separator), ord('"'), ord("\n")]] = True
    begun = ends[padded[quotes[::2] - 1]]
    ends[ord("\r")] = True
    return bool(begun.all() and ends[padded[quotes[1::2] + 1]].all())


def _unwrap(column: Column) -> Column:
    """Take ="..." off the cells that Excel was made to keep as text."""
    wrapped = pc.starts_with(column.text, '="')
    if not pc.any(wrapped).as_py():
        return column
    return text_column([_inner(cell) for cell in column.values()])


def _inner(cell: str | None) -> str | None:
    match = _WRAPPED.fullmatch(cell.strip()) if cell else None
    return match[1] if match else cell
