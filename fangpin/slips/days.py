"""Workbooks whose days count from 1904, for a slip whose days count from 1900."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa

from fangpin.io.table import Cell, Column, RawTable
from fangpin.rosters.clean.dates import date_parser
from fangpin.rosters.kinds import Kinds
from fangpin.rosters.model import Roster


def from_1900(roster: Roster, kinds: Kinds) -> Roster:
    """The roster with each number in a date column that means another day as that day itself.

    A workbook has one date system, and a slip may hold sheets of several.
    """
    table = roster.source
    if not table.date1904:
        return roster
    days = {one.index for one in roster.columns if one.field and _is_day(one.field, kinds)}
    columns = tuple(
        _column(column) if index in days else column for index, column in enumerate(table.columns)
    )
    source: RawTable = replace(table, columns=columns, date1904=False)
    return replace(roster, source=source)


def _is_day(field: str, kinds: Kinds) -> bool:
    return kinds.fields[field].type == "date"


def _column(column: Column) -> Column:
    texts = column.values()
    filled = np.array([text is not None for text in texts], np.uint8)
    kinds = filled if column.kind is None else column.kind.copy()
    told: dict[tuple[str, int], str | None] = {}
    for at, text in enumerate(texts):
        if text is None or kinds[at] not in (Cell.TEXT, Cell.NUMBER):
            continue
        cell = (text, int(kinds[at]))
        if cell not in told:
            told[cell] = _day(*cell)
        if told[cell] is not None:
            texts[at], kinds[at] = told[cell], Cell.DATE
    return Column(pa.array(texts, pa.string()), kinds)


def _day(text: str, kind: int) -> str | None:
    """The day that a cell means, where a count from 1900 would mean another."""
    meant, other = (
        date_parser(month_end=False, by_month=True, date1904=so)(text, kind).value
        for so in (True, False)
    )
    return meant.isoformat() if isinstance(meant, date) and meant != other else None
