"""What the type and the style of a cell in an xlsx make of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fangpin.io.markup import Irregular
from fangpin.io.ooxml import Book
from fangpin.io.package import Package
from fangpin.io.table import Cell
from fangpin.io.xml import parse_xml

SHARED, STRANGE = 100, 101  # beside Cell: a shared string; what only the other readers can tell
_HEAD = re.compile(rb'(?: s="(\d{1,6})")?(?: t="([A-Za-z]{1,9})")?(?: s="(\d{1,6})")? ?')
_TYPES = {
    b"s": SHARED, b"str": Cell.TEXT, b"inlineStr": Cell.TEXT, b"b": Cell.BOOL, b"e": Cell.ERROR,
}  # fmt: skip
_NUMBERS = frozenset([*range(14), *range(37, 45), 48, 49])  # built-in formats (18.8.30)
_DATES = frozenset((14, 15, 16, 17, 22))
_LITERAL = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]|\[(?:Red|Blue|Black|Green|White|Color ?\d+)\]')
_NUMBER_CODE = re.compile(r"(?:General|[0#?.,%_()+*;@ /$¥￥€-])*|[#0.?,]+E[+-]0+", re.IGNORECASE)
_DATE_CODE = re.compile(r"[yYmMdDhHsS年月日时分秒/\-:., @;]*")


@dataclass(frozen=True)
class Formats:
    """styles: Cell.NUMBER, Cell.DATE or STRANGE for a number in each cell style, by its place."""

    styles: Sequence[int]

    @classmethod
    def of(cls, package: Package, book: Book) -> Formats:
        """The styles of a workbook."""
        part = package.beside(book.part, "styles")
        root = parse_xml(package.text(part)) if part else None
        if root is None:
            return cls(())
        own = {e.get("numFmtId"): _of_code(e.get("formatCode", "")) for e in root.iter("{*}numFmt")}
        found = root.find("{*}cellXfs")
        codes = [] if found is None else [xf.get("numFmtId", "0") for xf in found.iter("{*}xf")]
        return cls(tuple(own.get(code, _built_in(code)) for code in codes))

    def kinds(self, heads: Sequence[bytes]) -> npt.NDArray[np.uint8]:
        """What cells are by their heads: all that follows their place.

        Raises Irregular where a head has something else than a style and a type.
        """
        return np.array([self._kind(head) for head in heads], dtype=np.uint8)

    def _kind(self, head: bytes) -> int:
        match = _HEAD.fullmatch(head)
        if match is None or (match[1] and match[3]):
            raise Irregular
        if match[2] and match[2] != b"n":
            return int(_TYPES.get(match[2], STRANGE))
        style = match[1] or match[3]
        if style is None:
            return int(Cell.NUMBER)
        return self.styles[int(style)] if int(style) < len(self.styles) else STRANGE


def _built_in(code: str) -> int:
    number = int(code) if code.isdecimal() else -1
    return Cell.DATE if number in _DATES else Cell.NUMBER if number in _NUMBERS else STRANGE


def _of_code(code: str) -> int:
    """A number format of the workbook's own: a number, a date, or not plain enough to tell."""
    bare = _LITERAL.sub("", code)
    if _NUMBER_CODE.fullmatch(bare):
        return Cell.NUMBER
    first = bare.partition(";")[0]
    dated = _DATE_CODE.fullmatch(bare) and re.search("[yd]", first, re.IGNORECASE)
    return Cell.DATE if dated else STRANGE
