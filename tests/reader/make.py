"""Files as departments send them, and what `fangpin inspect --json` says of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import xlwt
from io_build import MAIN, xlsx_parts, zipped
from rosters.make import person

from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.io.reader import read_bytes
from fangpin.rosters.inspect import inspect_file, inspect_refused

AS_OF = date(2025, 6, 30)
HEADER = ("姓名", "身份证号码", "户编号")
Answer = dict[str, Any]
Rows = Iterable[Sequence[object]]

__all__ = [
    "AS_OF",
    "HEADER",
    "book",
    "column",
    "faults",
    "inspected",
    "member",
    "old_book",
    "only",
    "parts",
    "person",
    "refused",
    "rows_of",
    "text",
]


def member(number: int, name: str = "") -> tuple[str, str, str]:
    """A row of name, ID and household number."""
    return name or f"云{'一二三四五六七八九十'[number % 10]}", person(number), f"HB{number:04d}"


def inspected(data: bytes | str, name: str = "名册.xlsx", **told: Any) -> Answer:
    """What inspect says of these bytes (a text: as UTF-8), through JSON and back."""
    raw = data.encode() if isinstance(data, str) else data
    try:
        file = read_bytes(raw, name, told.pop("password", ()), told.pop("limits", Limits()))
    except FileFault as fault:
        answer = inspect_refused(name, fault)
    else:
        answer = inspect_file(file, AS_OF, **told)
    whole: Answer = json.loads(json.dumps(answer, ensure_ascii=False))
    return whole


def refused(answer: Answer) -> str:
    """The code of a file that can't be read, "" for one that can."""
    return answer["refused"]["code"] if answer["refused"] else ""


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    """The data rows of all tables."""
    assert not answer["refused"], answer["refused"]
    return [row for table in answer["tables"] for row in table["rows"]]


def only(answer: Answer, *fields: str) -> list[tuple[Any, ...]]:
    """Some fields of all rows."""
    return [tuple(row.get(field) for field in fields) for row in rows_of(answer)]


def column(answer: Answer, field: str) -> list[Any]:
    """One field of all rows."""
    return [row[field] for row in rows_of(answer)]


def faults(answer: Answer) -> list[tuple[int, str, str]]:
    """(row, field, code) of every fault."""
    return [
        (one["row"], one["field"], one["code"])
        for table in answer["tables"]
        for one in table["problems"]
    ]


def book(
    rows: Rows, *, merges: Sequence[str] = (), more: Mapping[str, Rows] | None = None
) -> bytes:
    """An xlsx of one sheet, and of more by their names."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    for title, others in (more or {}).items():
        other = made.create_sheet(title)
        for row in others:
            other.append(list(row))
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def old_book(rows: Rows, *, date1904: bool = False, merges: Sequence[Sequence[int]] = ()) -> bytes:
    """An xls (BIFF8) of one sheet; merges: top, bottom, left, right, its value."""
    made = xlwt.Workbook()
    made.dates_1904 = date1904
    sheet = made.add_sheet("名册", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for n, row in enumerate(rows):
        for at, value in enumerate(row):
            if value is not None:
                style = (day,) if isinstance(value, date) else ()
                sheet.write(n, at, value, *style)
    for top, bottom, left, right in merges:
        sheet.merge(top, bottom, left, right)
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def parts(sheet: str, **others: str) -> dict[str, str | bytes]:
    """The parts of an xlsx by hand, with what stands in <sheetData>."""
    return xlsx_parts(f"<sheetData>{sheet}</sheetData>", **others)


def shared(made: dict[str, str | bytes], items: str) -> bytes:
    """The parts with shared strings, zipped."""
    relations = str(made["xl/_rels/workbook.xml.rels"])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId8" Type="{kind}" Target="sharedStrings.xml"/>'
    link += "</Relationships>"
    made["xl/_rels/workbook.xml.rels"] = relations.replace("</Relationships>", link)
    made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    return zipped(made)


def text(
    rows: Rows, separator: str = ",", end: str = "\r\n", header: Sequence[object] = HEADER
) -> str:
    """Delimited text, without quotes."""
    return "".join(separator.join(map(str, row)) + end for row in (header, *rows))
