"""From the pipeline's typed frames to the oracle's tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from fangpin.errors import FileFault
from fangpin.io import find_files, read_file

from .model import Table


def tables_of(folder: Path, as_of: date) -> list[Table]:
    """The tables of all files of a folder in reading order; files that can't be read are left."""
    from fangpin.rosters import roster_tables

    tables: list[Table] = []
    for one in find_files([folder])[0]:
        try:
            raw = read_file(one.path, name=one.name)
        except FileFault:
            continue
        tables += [table_of(checked) for checked in roster_tables(raw, as_of)]
    return tables


def table_of(checked: Any) -> Table:
    """One checked roster as a table of plain Python values."""
    roster = checked.roster
    fields = frozenset(roster.cells)
    rows = [dict(row) for row in records(checked.frame)]
    _add_lost_digits(rows, checked.problems)
    alleviated = _says_alleviated(checked)
    return Table(roster.file, roster.sheet, roster.kind.name, fields, alleviated, rows)


def records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows of a frame as plain values, None where missing."""
    columns = {str(name): [_plain(value) for value in frame[name]] for name in frame.columns}
    for i in range(len(frame)):
        yield {name: values[i] for name, values in columns.items()}


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _add_lost_digits(rows: list[dict[str, Any]], problems: pd.DataFrame) -> None:
    """The digits that can still be read of IDs whose precision was lost."""
    lost = problems[problems["code"] == "id.precision_lost"]
    digits = {int(p["row"]): _readable(str(p["value"])) for p in records(lost)}
    for row in rows:
        if row["row"] in digits and row.get("id_text") is None:
            row["id_digits"] = digits[row["row"]]


def _readable(value: str) -> str:
    """The digits before those that were lost: of 1.50121E+17 only the first six."""
    text = value.strip()
    match = re.fullmatch(r"(\d)(?:\.(\d+))?[eE]\+?(\d+)", text)
    if match:
        return (match[1] + (match[2] or ""))[:15]
    return str(Decimal(text).to_integral_value())[:15] if text.isdigit() else ""


def _says_alleviated(checked: Any) -> bool:
    """脱贫户, not after 未 or 非, in the title, the sheet's or the file's name."""
    roster = checked.roster
    if getattr(roster, "title_says_alleviated", False):
        return True
    texts = (getattr(roster, "title", ""), roster.sheet, Path(roster.file).name)
    return any(re.search("(?<![未非])脱贫户", text) for text in texts)
