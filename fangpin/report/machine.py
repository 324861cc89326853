"""Files for machines: CSV, Parquet and JSON with full IDs, readable by their owner only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from fangpin.report.private import open_private

_BOM = b"\xef\xbb\xbf"
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"  # a spreadsheet reads -300 as a number, and runs nothing
_CONTROL = r"[\x00-\x1f]"


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as UTF-8 CSV with BOM.

    Lists become JSON arrays, dates ISO, null empty; a text that a spreadsheet would run as a
    formula gets a leading apostrophe, a number never.
    """
    frame = as_frame(table)
    cells = frame.select(_cell(name, kind) for name, kind in frame.schema.items())
    with open_private(path) as file:
        file.write(_BOM)
        cells.write_csv(file)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, values as they are."""
    with open_private(path) as file:
        pq.write_table(table.replace_schema_metadata(None), file, compression="zstd")


def write_json(obj: Any, path: Path) -> None:
    """Write JSON with sorted keys; dates as ISO text, decimals as numbers.

    Raises ValueError for a number that JSON lacks (NaN, infinity).
    """
    text = json.dumps(
        _plain_keys(obj),
        ensure_ascii=False,
        sort_keys=True,
        indent=2,
        allow_nan=False,
        default=_plain,
    )
    with open_private(path) as file:
        file.write(text.encode("utf-8") + b"\n")


def as_frame(table: pa.Table) -> pl.DataFrame:
    """An Arrow table as a polars frame, dictionary columns as plain text."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


def _cell(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.String:
        return _harmless(column).alias(name)
    if isinstance(kind, pl.List):
        return _json_array(column).alias(name)
    if kind == pl.Null:
        return column.cast(pl.String)
    return column


def _harmless(column: pl.Expr) -> pl.Expr:
    runs = column.str.contains(_FORMULA) & ~column.str.contains(_NUMBER)
    return pl.when(runs).then("'" + column).otherwise(column)


def _json_array(column: pl.Expr) -> pl.Expr:
    texts = column.cast(pl.List(pl.String))
    return "[" + texts.list.eval(_json_string(pl.element())).list.join(", ") + "]"


def _json_string(text: pl.Expr) -> pl.Expr:
    """JSON strings of texts; only one with a control character passes through Python."""
    quoted = '"' + text.str.replace_many(["\\", '"'], ["\\\\", '\\"']) + '"'
    controls = text.str.contains(_CONTROL)
    rare = pl.when(controls).then(text)  # null elsewhere, and nulls are passed over
    slow = rare.map_elements(lambda value: json.dumps(value, ensure_ascii=False), pl.String)
    return pl.when(text.is_null()).then(pl.lit("null")).when(controls).then(slow).otherwise(quoted)


def _plain_keys(obj: Any) -> Any:
    """The same object with text keys only, so that they sort."""
    if isinstance(obj, Mapping):
        return {str(key): _plain_keys(value) for key, value in obj.items()}
    if isinstance(obj, (list, tuple)):
        return [_plain_keys(value) for value in obj]
    return obj


def _plain(value: object) -> Any:
    if isinstance(value, date):  # datetime too
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Path):
        return value.as_posix()
    raise TypeError(f"no JSON for {type(value).__name__}")
