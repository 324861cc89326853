"""What other libraries read of a spreadsheet, for public_files.py: one JSON line for each path.

Runs alone, in a Python that has openpyxl, xlrd, pandas with odfpy, pyxlsb; every path comes as
`<format> TAB <path>` on standard input.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import math
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Value = str | float | bool | None
Sheets = dict[str, list[list[Value]]]
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = {"0x7": "#DIV/0!", "0xf": "#VALUE!", "0x17": "#REF!", "0x1d": "#NAME?", "0x24": "#NUM!"}
_ERRORS |= {"0x0": "#NULL!", "0x2a": "#N/A"}
_EPOCH = dt.datetime(1899, 12, 30)
_BREAK = re.compile(r"\r\n?")


def plain(cell: Any) -> Value:
    """A cell as it is compared: days and times as the number a spreadsheet keeps, texts bare."""
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _serial(cell)
    if isinstance(cell, int | float):
        return None if math.isnan(cell) else float(cell)  # pandas has nan for an empty cell
    return _BREAK.sub("\n", str(cell)).strip() or None


def _unescaped(cell: Any) -> Any:
    """What openpyxl leaves as it stands in the XML."""
    if not isinstance(cell, str):
        return cell
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)


def _serial(value: Any) -> float:
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        value = dt.datetime.combine(_EPOCH.date(), value)
    elif not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    days: float = (value.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    return days - 1 if 2 <= days < 61 else days  # Excel's 29 February 1900


def rows_of(rows: Iterable[Iterable[Any]]) -> list[list[Value]]:
    """Rows of compared cells without blanks at their ends."""
    found = [[plain(cell) for cell in row] for row in rows]
    for row in found:
        while row and row[-1] is None:
            row.pop()
    while found and not found[-1]:
        found.pop()
    return found


def _openpyxl(path: str) -> Sheets:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not book.worksheets:
        raise ValueError("no sheet in it")  # of a Strict workbook openpyxl sees none
    return {
        sheet.title: rows_of(map(_unescaped, row) for row in sheet.iter_rows(values_only=True))
        for sheet in sheets
    }


def _xlrd(path: str) -> Sheets:
    import xlrd

    book = xlrd.open_workbook(path, logfile=io.StringIO())

    def value(cell: Any) -> Any:
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#?")
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        return (
            "#NUM!" if cell.ctype == xlrd.XL_CELL_NUMBER and math.isnan(cell.value) else cell.value
        )

    return {
        sheet.name: rows_of([value(cell) for cell in sheet.row(n)] for n in range(sheet.nrows))
        for sheet in book.sheets()
        if sheet.visibility == 0
    }


def _pyxlsb(path: str) -> Sheets:
    import pyxlsb

    with pyxlsb.open_workbook(path) as book:
        return {name: _xlsb_rows(book.get_sheet(name)) for name in book.sheets}


def _xlsb_rows(sheet: Any) -> list[list[Value]]:
    found: list[list[Any]] = []
    for row in sheet.rows(sparse=True):
        cells = list(row)
        for cell in cells:
            found.extend([] for _ in range(cell.r + 1 - len(found)))
            found[cell.r].extend([None] * (cell.c + 1 - len(found[cell.r])))
            found[cell.r][cell.c] = _ERRORS.get(cell.v, cell.v)
    return rows_of(found)


def _odf(path: str) -> Sheets:
    import pandas as pd

    frames = pd.read_excel(
        path, sheet_name=None, header=None, engine="odf", dtype=object, keep_default_na=False
    )
    return {str(name): rows_of(frame.to_numpy().tolist()) for name, frame in frames.items()}


def _csv(path: str) -> Sheets:
    data = Path(path).read_bytes()
    for encoding in (
        "utf-8-sig",
        "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030",
    ):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            break
    else:
        text = data.decode("latin-1")
    try:
        dialect = csv.Sniffer().sniff(text[:20000], ",;\t|").delimiter
    except csv.Error:
        dialect = ","
    return {"": rows_of(csv.reader(io.StringIO(text, newline=""), delimiter=dialect))}


READERS: dict[str, Callable[[str], Sheets]] = {
    "xlsx": _openpyxl,
    "xls": _xlrd,
    "xlsb": _pyxlsb,
    "ods": _odf,
    "csv": _csv,
}


def main() -> None:
    """Answer every line of standard input."""
    warnings.simplefilter("ignore")
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        form, _, path = line.rstrip("\n").partition("\t")
        try:
            told: object = READERS[form](path)
        except Exception as error:  # whatever another library makes of a broken file
            told = f"{type(error).__name__}: {error}"[:200]
        print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    main()
