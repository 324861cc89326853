"""Several tables one below the other in one sheet, and tables far below the sheet's top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.table import Column, RawTable
from fangpin.rosters.headers import normal, resolve_numbered
from fangpin.rosters.kinds import Kinds
from fangpin.rosters.model import Positions

_WHO = ("id_number", "disability_certificate", "name", "head_name", "household_id", "hukou_id")
_FAR = 30  # rows above a table that are read along with it; its header lies among the first 40
_FEW = 200  # rows with one such word that are looked at
_TITLES = 5  # rows above a later header that may be its titles
_NUMBER = r"(^|[^0-9.])[0-9]{6}"
_BLANKS = "[\\s\u3000\u00a0*]+"


def stacked(table: RawTable, kinds: Kinds) -> list[RawTable]:
    """The tables of one sheet, each with its titles; nearly always that is the sheet as it is.

    A later header is a row that names who a row is of in other columns than the header before it;
    between two headers lies a row with a number. Later tables are called by the sheet's name and
    their place in it. A header that comes again is none.
    """
    headers = _headers(table, kinds)
    if not headers or (len(headers) == 1 and headers[0] <= _FAR):
        return [table]
    starts = [_start(table, headers[0] - _FAR, 0)]
    starts += [_start(table, at - _TITLES, at) for at in headers[1:]]
    ends = [*starts[1:], len(table)]
    return [_part(table, n, *place) for n, place in enumerate(zip(starts, ends, strict=True))]


def _headers(table: RawTable, kinds: Kinds) -> list[int]:
    """The rows of the sheet's headers, each the first row of one."""
    found: list[int] = []
    before: dict[int, str] = {}
    for row in _candidates(table, kinds):
        fields = _fields(table, row, kinds)
        if not _is_header(fields, len(_row(table, row))) or (found and _same(fields, before)):
            continue
        if found and not _numbers_between(table, found[-1] + 1, row):
            before = fields  # a header of several rows
            continue
        found.append(row)
        before = fields
    return found


def _is_header(fields: dict[int, str], filled: int) -> bool:
    """Whether a row names two columns of who it is of, or one and others, and little else."""
    named = set(fields.values())
    who = named & {*_WHO}
    return len(who) > 1 or (len(who) == 1 and len(named) > 2 and 3 * len(fields) >= 2 * filled)


def _candidates(table: RawTable, kinds: Kinds) -> list[int]:
    """Rows in which cells are words for who a row is of, all that have two and the first others."""
    words = _words(kinds)
    hits = np.zeros(len(table), np.uint16)
    for column in table.columns:
        hits += np.asarray(pc.is_in(column.text, value_set=words)).astype(np.uint16)
    few = _without_numbers(table, np.flatnonzero(hits))
    sure = [int(row) for row in few if hits[row] > 1]
    return sorted({*sure, *few[:_FEW].tolist()})


def _without_numbers(table: RawTable, rows: Positions) -> Positions:
    """The rows that hold no number of somebody: in a row of data 户主 and 残疾人证 are values."""
    for column in table.columns:
        if not len(rows):
            break
        numbered = pc.match_substring_regex(column.text.take(pa.array(rows)), _NUMBER)
        rows = rows[~np.asarray(pc.fill_null(numbered, False)).astype(np.bool_)]
    return rows


@lru_cache(maxsize=8)
def _words_of(names: tuple[str, ...]) -> pa.Array:
    spelt = {name.upper() for name in names} | {f"*{name}" for name in names}
    spaced = {f"{name[0]}{blank}{name[1]}" for name in names if len(name) == 2 for blank in _GAPS}
    return pa.array(sorted({*names, *spelt, *spaced}), pa.string())


_GAPS = (" ", "  ", "   ", "    ", "\u3000", "\u3000\u3000")


def _words(kinds: Kinds) -> pa.Array:
    meanings = kinds.anything.meanings
    return _words_of(tuple(text for text, one in meanings.items() if one.field in _WHO))


def _row(table: RawTable, row: int) -> dict[int, str]:
    cells = ((n, column.text[row].as_py()) for n, column in enumerate(table.columns))
    return {n: text for n, text in cells if text is not None and text.strip()}


def _fields(table: RawTable, row: int, kinds: Kinds) -> dict[int, str]:
    """Column -> the field that its text in this row means."""
    found: dict[int, str] = {}
    for n, text in _row(table, row).items():
        meaning = resolve_numbered((text,), kinds.anything.meaning, kinds.foreign)
        if meaning is not None:
            found[n] = meaning[0].field
    return found


def _same(fields: dict[int, str], before: dict[int, str]) -> bool:
    """Whether a header is the one before it again."""
    shared = sum(before.get(n) == field for n, field in fields.items())
    return shared >= 2 and 3 * shared >= 2 * max(len(fields), len(before))


def _numbers_between(table: RawTable, start: int, end: int) -> bool:
    """Whether a row between two headers has a number of somebody."""
    for column in table.columns:
        texts = column.text.slice(start, min(end - start, 1000))
        if pc.any(pc.match_substring_regex(texts, _NUMBER)).as_py():
            return True
    return False


def _start(table: RawTable, least: int, header: int) -> int:
    """The first row of a table: titles above its header, back to a blank row or a row of data."""
    if header == 0:
        return max(least, 0)
    row = header
    while row - 1 >= max(least, 0) and _is_title(_row(table, row - 1)):
        row -= 1
    return row


def _is_title(cells: dict[int, str]) -> bool:
    return 0 < len(cells) <= 2 and not any(normal(text).isdecimal() for text in cells.values())


def _part(table: RawTable, number: int, start: int, end: int) -> RawTable:
    columns = tuple(_slice(column, start, end) for column in table.columns)
    merges = tuple(_moved(table.merges, start, end))
    name = table.sheet if number == 0 else f"{table.sheet}(第{number + 1}个表)"
    hidden = table.hidden_rows if number == 0 else 0
    return replace(
        table,
        sheet=name,
        columns=columns,
        first_row=table.first_row + start,
        merges=merges,
        hidden_rows=hidden,
    )


def _slice(column: Column, start: int, end: int) -> Column:
    kind = None if column.kind is None else column.kind[start:end]
    return Column(column.text.slice(start, end - start), kind)


def _moved(
    merges: Sequence[tuple[int, int, int, int]], start: int, end: int
) -> Iterator[tuple[int, int, int, int]]:
    for top, left, bottom, right in merges:
        if top >= start and bottom < end:
            yield top - start, left, bottom - start, right
