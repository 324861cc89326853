"""What `fangpin inspect` says of a file: how it is read, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from fangpin.errors import FileFault
from fangpin.faults import describe_file
from fangpin.io.table import RawFile
from fangpin.rosters.check import check
from fangpin.rosters.kinds import Kinds, load_kinds
from fangpin.rosters.label import label
from fangpin.rosters.model import Checked, Refused


def inspect_file(
    raw: RawFile,
    as_of: date,
    *,
    kinds: Kinds | None = None,
    forced_kind: str | None = None,
    forced_columns: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A file as JSON values: file, refused, tables, and sheets that hold no table.

    refused: {code, message, suggestion} where no table of the file can be told, else null. A table
    whose kind is unknown or whose columns are ambiguous has `refused` of its own, and lists its
    columns and rows as far as they are understood.
    """
    kinds = kinds or load_kinds()
    labelled = label(raw, kinds, forced_kind=forced_kind, forced_columns=forced_columns)
    tables = [_table(check(roster, as_of, kinds), None) for roster in labelled.rosters]
    tables += [
        _table(check(one.roster, as_of, kinds), one) for one in labelled.refused if one.roster
    ]
    order = {table.sheet: n for n, table in enumerate(raw.tables)}
    tables.sort(key=lambda table: (_place(table["sheet"], order), table["header_rows"]))
    whole = next((one for one in labelled.refused if one.roster is None), None)
    return {
        "file": raw.path,
        "format": raw.format,
        "encoding": raw.encoding,
        "refused": None if whole is None else _told(whole.code, whole.detail),
        "tables": tables,
        "sheets_without_table": [
            {"sheet": sheet, "why": why} for sheet, why in (*raw.skipped_sheets, *labelled.no_table)
        ],
    }


def inspect_refused(file: str, fault: FileFault) -> dict[str, Any]:
    """The same for a file that could not be read."""
    return {"file": file, "refused": _told(fault.code, fault.detail), "tables": []}


def _place(sheet: str, order: Mapping[str, int]) -> int:
    """Where a table's sheet stands; a second table of a sheet has its own name."""
    return order[sheet] if sheet in order else order[sheet.rpartition("(")[0]]


def _told(code: str, detail: str) -> dict[str, str]:
    message, suggestion = describe_file(code, detail)
    return {"code": code, "message": message, "suggestion": suggestion}


def _table(checked: Checked, refused: Refused | None) -> dict[str, Any]:
    roster = checked.roster
    return {
        "sheet": roster.sheet,
        "kind": roster.kind.name if roster.kind else None,
        "score": roster.score,
        "refused": None if refused is None else _told(refused.code, refused.detail),
        "header_rows": list(roster.header_rows),
        "title": roster.title,
        "units": dict(roster.units),
        "hidden_rows": roster.hidden_rows,
        "columns": [
            {"header": one.header, "field": one.field, **({"why": one.why} if one.why else {})}
            for one in roster.columns
        ],
        "rows": _rows(checked.frame),
        "problems": _problems(checked.problems),
        "skipped": [{"row": row, "why": why} for row, why in sorted(roster.above + roster.skipped)],
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with their fields; an ID that fails its checks is there as it can be read."""
    columns = {name: frame[name].astype(object).tolist() for name in frame.columns}
    readable = columns.pop("id_text", None)
    if readable is not None and "id_number" in columns:
        pairs = zip(columns["id_number"], readable, strict=True)
        columns["id_number"] = [text if pd.isna(good) else good for good, text in pairs]
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, map(_json, row), strict=True)) for row in rows]


def _json(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _problems(problems: pd.DataFrame) -> list[dict[str, Any]]:
    wanted = problems[["row", "column", "field", "code", "severity", "value"]]
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.itertuples(index=False)]
