"""Fangpin's own marks in a workbook that comes back: never data, and they name what it is of.

A slip's sheet has a column of advice and a hidden column whose header names the sheets that it
came from; a sheet that is no roster (contents, summaries, instructions) says so in a cell. All of
it lies in cells, so that it lasts through renaming, copying and saving in another format; the
custom document property says the same of the whole workbook.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.table import Column, RawTable

ADVICE = "问题与改法"
ASIDE = "fangpin:本表不读入"
PROPERTY = "fangpin.slip"
_SOURCE = "fangpin:来源:"
_LOOK = 200  # rows in which a mark may stand

Origin = tuple[str, str]


@dataclass(frozen=True)
class Mark:
    """What a slip's sheet was made from.

    origins: (sha256, sheet) of its source, the nearest first, then what that was a slip of. file,
    sheet: the names that the first source had; kind: the kind that it was read as.
    """

    origins: tuple[Origin, ...]
    file: str
    sheet: str
    kind: str

    def text(self) -> str:
        """The header of the hidden column of a slip's sheet."""
        told = {"from": self.origins, "file": self.file, "sheet": self.sheet, "kind": self.kind}
        return _SOURCE + json.dumps(told, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Unmarked:
    """A table without fangpin's marks.

    table: None where the sheet is fangpin's own and holds no data. mark: None where it is no slip.
    """

    table: RawTable | None
    mark: Mark | None = None


def unmarked(table: RawTable) -> Unmarked:
    """Take the marks off a sheet; a sheet without any is given back as it is."""
    heads = [column.text.slice(0, _LOOK) for column in table.columns]
    if any(_place(head, ASIDE) is not None for head in heads):
        return Unmarked(None)
    marked: dict[int, int] = {}
    mark: Mark | None = None
    for index, head in enumerate(heads):
        at = _place(head, _SOURCE, start=True)
        if at is not None:
            mark = mark or _mark(str(head[at]))
        else:
            at = _place(head, ADVICE)
        if at is not None:
            marked[index] = at
    return Unmarked(_without(table, marked) if marked else table, mark)


def _place(head: pa.Array, text: str, *, start: bool = False) -> int | None:
    """The first row whose cell is the text, or begins with it."""
    trimmed = pc.utf8_trim_whitespace(head)
    found = pc.starts_with(trimmed, text) if start else pc.equal(trimmed, text)
    at = pc.index(pc.fill_null(found, False), True).as_py()
    return None if at < 0 else int(at)


def _mark(text: str) -> Mark | None:
    """What a mark tells; None where somebody wrote over it."""
    try:
        told = json.loads(text.strip()[len(_SOURCE) :])
        origins = tuple((str(sha256), str(sheet)) for sha256, sheet in told["from"])
        return Mark(origins, str(told["file"]), str(told["sheet"]), str(told["kind"]))
    except (ValueError, TypeError, KeyError):
        return None


def _without(table: RawTable, marked: dict[int, int]) -> RawTable:
    """The table with the marked columns blank from the header on; what is right of all is cut."""
    columns = [
        _blank(column, marked[index]) if index in marked else column
        for index, column in enumerate(table.columns)
    ]
    while columns and columns[-1].text.null_count == len(columns[-1]):
        columns.pop()
    right, count = len(columns) - 1, _filled_rows(columns)
    columns = [_first(column, count) for column in columns]
    merges = [
        (top, left, min(bottom, count - 1), min(last, right))
        for top, left, bottom, last in table.merges
        if left <= right and top < count
    ]
    return replace(table, columns=tuple(columns), merges=tuple(merges))


def _blank(column: Column, at: int) -> Column:
    """The cells above a mark alone: a title may lie over the column."""
    rest = pa.nulls(len(column) - at, pa.string())
    text = pa.concat_arrays([column.text.slice(0, at).cast(pa.string()), rest])
    kind = None if column.kind is None else column.kind.copy()
    if kind is not None:
        kind[at:] = 0
    return Column(text, kind)


def _filled_rows(columns: Sequence[Column]) -> int:
    """How many rows remain once those are cut that held no more than advice."""
    last = 0
    for column in columns:
        count = len(column)
        if last < count:
            valid = column.text.is_valid().to_numpy(zero_copy_only=False)
            filled = valid.nonzero()[0]
            last = max(last, int(filled[-1]) + 1 if len(filled) else 0)
    return last


def _first(column: Column, count: int) -> Column:
    if count == len(column):
        return column
    return Column(column.text.slice(0, count), None if column.kind is None else column.kind[:count])
