"""A second look into the XML of xlsx sheets: errors, uncached formulas, hidden rows, extent.

calamine shows an error and a formula without value as blank, and lays every sheet out as a full
rectangle; what this module finds in the bytes tells what to mend and what not to hand to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from fangpin.errors import FileFault
from fangpin.io.cells import ErrorText, FormulaText
from fangpin.io.look import SheetLook
from fangpin.io.package import Package
from fangpin.io.xml import ENTITIES, parse_xml

_CHUNK = 4 << 20
_HEAD = 1 << 16
_FARTHEST = 1 << 16  # from a cell's start to its formula or type
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\shidden=[\"'](?:1|true)")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[ />])")
_ERROR = re.compile(rb"\st=[\"']e[\"']")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_REF = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW_REF = re.compile(rb"row\b[^>]*?\sr=[\"'](\d{1,7})[\"']")
_FAR = re.compile(rb"r=[\"'](?:([A-Z]{2,3})\d|[A-Z]\d{7})")  # past column Z, or past row 999,999
_FAR_ROW = re.compile(rb"r=[\"'][A-Z]{1,3}(\d{5,9})[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f\b([^>]*)>([^<]*)</")
_SHARED = re.compile(rb"\bsi=[\"'](\d+)[\"']")
_STRING_RESULT = re.compile(rb"\st=[\"'](?:str|s|inlineStr)[\"']")
_BELOW_ZERO = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?v>(-[\d.eE+-]+)</")
_STYLE = re.compile(rb"\bs=[\"'](\d+)[\"']")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\s*/>|<(?:\w+:)?v(?:\s[^>]*)?>\s*</")


@dataclass(frozen=True)
class SheetInfo:
    """part: "" where the workbook names none; hidden: "", "hidden" or "veryHidden"."""

    name: str
    part: str
    hidden: str = ""
    worksheet: bool = True


@dataclass(frozen=True)
class Book:
    """The sheets in workbook order. recalculates: whoever wrote the workbook asked for all
    formulas to be worked out on opening, so that cached zeros mean nothing."""

    part: str
    sheets: tuple[SheetInfo, ...]
    date1904: bool
    recalculates: bool = False


def book(package: Package) -> Book:
    """What the workbook part says."""
    part = package.workbook()
    targets = package.targets(part)
    root = parse_xml(package.text(part))
    sheets: list[SheetInfo] = []
    date1904 = recalculates = False
    for element in root.iter("{*}sheet", "{*}workbookPr", "{*}calcPr"):
        if element.tag.endswith("}sheet"):
            sheets.append(_sheet_info(element, targets))
        elif element.tag.endswith("}workbookPr"):
            date1904 = element.get("date1904") in ("1", "true")
        else:
            recalculates = element.get("fullCalcOnLoad") in ("1", "true")
    return Book(part, tuple(sheets), date1904, recalculates)


def _sheet_info(element: Any, targets: dict[str, tuple[str, str]]) -> SheetInfo:
    relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
    kind, part = targets.get(relation, ("worksheet", ""))
    state = element.get("state", "")
    hidden = state if state in ("hidden", "veryHidden") else ""
    return SheetInfo(element.get("name", ""), part, hidden, kind == "worksheet")


def look(package: Package, part: str, dates: frozenset[str] = frozenset()) -> SheetLook:
    """Scan one sheet part, in pieces that end with a row, so that memory stays small.

    dates: the styles that show a number as a date, which one below zero can't be.
    """
    found = SheetLook()
    shared: dict[bytes, str] = {}
    cell = error = formula = b""
    for piece in pieces(package, part):
        if not cell:
            head = piece[:_HEAD]  # a writer does not change its ways within a sheet
            cell, formula = (b":c ", b":f") if b":row" in head else (b"<c ", b"<f")
            error = b"t='e'" if b"='" in head else b't="e"'
        _extent(piece, found)
        if b"hidden=" in piece:
            found.hidden_rows += len(HIDDEN_ROW.findall(piece))
        if dates and b"v>-" in piece:
            _below_zero(piece, dates, found)
        places: list[int] = []
        if error in piece:
            places.extend(match.start() for match in _ERROR.finditer(piece))
        if formula in piece:
            places.extend(match.start() for match in _FORMULA.finditer(piece))
        for start in sorted({_cell_start(piece, place, cell) for place in places} - {-1}):
            _judge(piece, start, shared, found)
    return found


def pieces(package: Package, part: str) -> Iterator[bytes]:
    """The bytes of a sheet part in pieces that end with a row."""
    rest: list[bytes] = []
    first = True
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if first and (b"<!DOCTYPE" in chunk[:4096] or b"<!ENTITY" in chunk[:4096]):
                raise FileFault("file.entity_expansion", ENTITIES)
            first = False
            cut = chunk.rfind(b"row>") + 4
            if cut < 4:
                rest.append(chunk)
                continue
            yield b"".join([*rest, chunk[:cut]])
            rest = [chunk[cut:]]
    yield b"".join(rest)


def _extent(piece: bytes, found: SheetLook) -> None:
    tail = piece[max(piece.rfind(b"row "), 0) :]
    for match in _ROW_REF.finditer(tail):
        found.rows = max(found.rows, int(match[1]))
    far = set(_FAR.findall(piece))
    found.columns = max([found.columns, 26, *map(column_number, far)])
    if far:  # a cell may say that it lies in another row than the one around it
        found.rows = max([found.rows, *map(int, set(_FAR_ROW.findall(piece)))])


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell_start(piece: bytes, position: int, tag: bytes) -> int:
    """Where the cell around a position begins, -1 where there is none (a rule's <f>, say)."""
    start = piece.rfind(tag, max(0, position - _FARTHEST), position)
    if start < 0:
        return -1
    start = piece.rfind(b"<", 0, start + 1)
    between = piece[start:position]
    return -1 if _CELL_END.search(between) or b"row>" in between else start


def _judge(piece: bytes, start: int, shared: dict[bytes, str], found: SheetLook) -> None:
    """Look at one cell that has an error or a formula."""
    head_end = piece.find(b">", start)
    end = _CELL_END.search(piece, head_end)
    head, body = piece[start:head_end], piece[head_end : end.start() if end else len(piece)]
    place = _REF.search(head)
    if place is None:
        return
    at = _at(place)
    value = _VALUE.search(body)
    text = unescape(value[1].decode("utf-8", "replace")).strip() if value else ""
    if _ERROR.search(head):
        found.cells[at] = ErrorText(text or "#VALUE!")
        return
    formula = _formula_text(body, shared)
    if text == "0":
        found.doubtful[at] = formula
    elif text or b"<is>" in body:
        found.cached += 1
    elif not (_STRING_RESULT.search(head) and _EMPTY_VALUE.search(body)):
        found.cells[at] = formula


def _below_zero(piece: bytes, dates: frozenset[str], found: SheetLook) -> None:
    for match in _BELOW_ZERO.finditer(piece):
        style, place = _STYLE.search(match[1]), _REF.search(b" " + match[1])
        if place and style and style[1].decode() in dates:
            found.cells[_at(place)] = float(match[2])


def _at(place: re.Match[bytes]) -> tuple[int, int]:
    return int(place[2]) - 1, column_number(place[1]) - 1


def _formula_text(body: bytes, shared: dict[bytes, str]) -> FormulaText:
    match = _FORMULA_TEXT.search(body)
    text = unescape(match[2].decode("utf-8", "replace")) if match else ""
    group = _SHARED.search(body)
    if group:
        text = shared.setdefault(group[1], text) if text else shared.get(group[1], "")
    return FormulaText("=" + text)


def is_sparse(package: Package, part: str, look: SheetLook, most: int) -> bool:
    """Whether a sheet spans more than `most` cells and nine in ten of them are not there."""
    area = look.rows * look.columns
    if area <= most:
        return False
    filled = sum(piece.count(b"</c>") + piece.count(b":c>") for piece in pieces(package, part))
    return filled < area / 10
