"""Delimited text: which separator, which quotes, then columns of text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import chain, islice
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.cells import table_of, text_column
from fangpin.io.table import Column, RawTable

SEPARATORS = ("\t", ",", ";", "|")
_SAMPLE = 400
_HEAD = _SAMPLE * 2000  # characters in which that many records lie
_SMALL = 1 << 17  # characters; below, the csv module is done before Arrow has begun
_BLOCK = 1 << 22  # bytes that Arrow parses at once: with threads or smaller ones it takes longer
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
    if '="' in text:
        columns = [_unwrap(column) for column in columns]
    return table_of("", columns)


def split_sep_line(text: str) -> tuple[str, str]:
    """The separator that Excel's own first line names, "" without one, and the text after it."""
    match = _SEP_LINE.match(text)
    return (match[1], text[match.end() :]) if match else ("", text)


def find_separator(text: str) -> str:
    """The separator that cuts most records into equally many fields, by the first records."""
    return max(SEPARATORS, key=lambda separator: _consistency(text, separator))


def _consistency(text: str, separator: str) -> tuple[float, int, int]:
    head = text[:_HEAD]
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
    """The columns by Arrow, None where the records are not all equally long or one has several
    lines: then only the csv module tells what is what."""
    head = StringIO(text[:_HEAD], newline="")  # of all the text it would make a copy
    first = next(csv.reader(head, delimiter=separator), [])
    if not first:
        return None
    end = separator.join([_END] * len(first))
    data = b"".join([text.encode(), b"" if text.endswith(_BREAKS) else b"\n", end.encode()])
    quotes = b'"' in data
    if quotes and data.count(b"\r") != data.count(b"\r\n"):
        return None
    table = _arrow_table(data, separator, len(first), quotes)
    if table is None or (quotes and table.num_rows != data.count(b"\n") + 1):
        return None
    columns = [column.combine_chunks() for column in table.columns]
    if any(column[-1].as_py() != _END for column in columns):
        return None
    cells = [column.slice(0, len(column) - 1) for column in columns]
    # without quotes no cell holds a line end, and Arrow has made the empty ones null
    return [text_column(column) if quotes else Column(column) for column in cells]


def _arrow_table(data: bytes, separator: str, width: int, quotes: bool) -> pa.Table | None:
    from pyarrow import csv as arrow_csv

    names = [str(column) for column in range(width)]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(
                column_names=names, block_size=_BLOCK, use_threads=False
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                quote_char='"' if quotes else False,
                newlines_in_values=quotes,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:  # records of different lengths, a record longer than a block
        return None


def _unwrap(column: Column) -> Column:
    """Take ="..." off the cells that Excel was made to keep as text."""
    wrapped = pc.starts_with(column.text, '="')
    if not pc.any(wrapped).as_py():
        return column
    return text_column([_inner(cell) for cell in column.values()])


def _inner(cell: str | None) -> str | None:
    match = _WRAPPED.fullmatch(cell.strip()) if cell else None
    return match[1] if match else cell
