"""HTML tables under a spreadsheet's name, as web systems export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fangpin.io.cells import Grid, Merge
from fangpin.io.limits import Limits, Room

_SPACE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_TEXT_FORMAT = re.compile(r"mso-number-format\s*:\s*['\"]?\\?@", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MAX_SPAN = 16384
_MAX_ROWS = 1_048_576


def read_html(text: str, limits: Limits) -> list[Grid]:
    """Every table with cells of its own, nested ones apart, in the document's order.

    A cell is text, except where it carries x:num (then the number it states). Rows count down
    the document as Excel shows it: the second table begins below the first.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    data = _without_declaration(text).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # not one element in it
        return []
    grids: list[Grid] = []
    room = Room(limits.sparse_cells)
    top = 0
    for table in root.iter("table"):
        grid = _Builder(top, room).build(table)
        if any(any(row) for row in grid.rows):
            grids.append(grid)
            top += len(grid.rows)
    return grids or _loose_rows(root, room)


def _without_declaration(text: str) -> str:
    """The text without an encoding of its own: it has been decoded already."""
    head, rest = text[:4096], text[4096:]
    head = re.sub(r"<\?xml[^>]*\?>", "", head)
    return re.sub(r"charset\s*=\s*[\"']?[\w-]+", "charset=utf-8", head, flags=re.I) + rest


def _loose_rows(root: Any, room: Room) -> list[Grid]:
    """Rows without a table around them (some systems leave it out)."""
    grid = _Builder(0, room).build(root) if next(root.iter("tr"), None) is not None else None
    return [grid] if grid is not None and any(any(row) for row in grid.rows) else []


class _Builder:
    """Lays the cells of one table out on a grid, spans and all."""

    def __init__(self, top: int, room: Room) -> None:
        self.top = top
        self.room = room
        self.rows: list[list[object]] = []
        self.merges: list[Merge] = []
        self.hidden = 0
        self.taken: dict[int, int] = {}  # column -> rows it is still covered from above

    def build(self, table: Any) -> Grid:
        for row in _own(table, "tr"):
            self._row(row)
        return Grid("", self.rows, self.top, 0, self.merges, self.hidden)

    def _row(self, row: Any) -> None:
        cells: list[object] = []
        covered = {column: left - 1 for column, left in self.taken.items() if left > 1}
        for cell in _own(row, "td", "th"):
            while len(cells) in self.taken:
                cells.append(None)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            self.room.take(width)
            first = len(cells)
            cells.extend([_value(cell), *[None] * (width - 1)])
            if height > 1:
                covered.update(dict.fromkeys(range(first, first + width), height - 1))
            if height > 1 or width > 1:
                self._merge(first, width, height)
        self.taken = covered
        self.hidden += bool(_HIDDEN.search(row.get("style", "")))
        self.rows.append(cells)

    def _merge(self, left: int, width: int, height: int) -> None:
        top = self.top + len(self.rows)
        self.merges.append((top, left, top + height - 1, left + width - 1))


def _own(element: Any, *tags: str) -> Iterator[Any]:
    """Descendants with these tags that belong to this element and not to a table inside it."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag != "table" and isinstance(child.tag, str):
            yield from _own(child, *tags)


def _span(cell: Any, name: str) -> int:
    stated = cell.get(name)
    if stated is None:
        return 1
    digits = re.match(r"\s*\+?(\d{1,6})", stated)
    most = _MAX_SPAN if name == "colspan" else _MAX_ROWS
    return min(max(int(digits[1]), 1), most) if digits else 1


def _value(cell: Any) -> object:
    stated = cell.get("x:num")
    if stated is not None and not _TEXT_FORMAT.search(cell.get("style", "")):
        shown = stated or _text(cell)
        if _NUMBER.fullmatch(shown):
            return float(shown)
    return _text(cell)


def _text(cell: Any) -> str:
    """What the cell shows: spaces run together, a line break for <br>, tables inside left out."""
    if not len(cell):
        plain = _SPACE.sub(" ", cell.text or "").strip(" ")
        return plain if plain.strip() else ""
    parts: list[str] = []
    _collect(cell, parts)
    lines = "".join(parts).split("\x0b")
    text = "\n".join(line.strip(" ") for line in lines).strip("\n")
    return text if text.strip() else ""  # a lone &nbsp; is how HTML writes an empty cell


def _collect(element: Any, parts: list[str]) -> None:
    parts.append(_SPACE.sub(" ", element.text or ""))
    for child in element:
        if child.tag == "br":
            parts.append("\x0b")
        elif child.tag in ("p", "div") and any(parts):
            parts.append("\x0b")
            _collect(child, parts)
        elif isinstance(child.tag, str) and child.tag not in ("table", "script", "style"):
            _collect(child, parts)
        parts.append(_SPACE.sub(" ", child.tail or ""))
