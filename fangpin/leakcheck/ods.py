"""Into an OpenDocument sheet: every cell, annotations, what is hidden, what lies beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fangpin.errors import FileFault
from fangpin.io.package import Package
from fangpin.io.xml import keep_controls, parse_xml
from fangpin.leakcheck.model import Leaks, Sheet, covered, letters

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_PERSONS = frozenset({"initial-creator", "creator", "printed-by"})


def look(package: Package, names: Sequence[str], leaks: Leaks) -> None:
    """Everything in the package."""
    if "META-INF/manifest.xml" in package and "encryption-data" in package.text(
        "META-INF/manifest.xml"
    ):
        raise FileFault("file.encrypted", "文件有密码")
    root = parse_xml(keep_controls(package.text("content.xml")))
    hidden = _hidden_styles(root)
    for table in root.iter(f"{_TABLE}table"):
        _table(table, hidden, leaks)
    _beside_cells(root, leaks)
    for name in names:
        if name.startswith("Pictures/") and not name.endswith("/"):
            leaks.add("", name, "image", "")
        elif name.startswith("Object") and name.count("/") == 0:
            leaks.add("", name, "embedded", "")
        elif name.startswith(("Basic/", "Scripts/")) and name.endswith((".xml", ".py", ".js")):
            leaks.add("", name, "macro", "")
    for part in ("styles.xml", "settings.xml"):
        if part in package:
            _texts(parse_xml(keep_controls(package.text(part))), part, leaks)
    if "meta.xml" in package:
        _meta(parse_xml(package.text("meta.xml")), leaks)


def _hidden_styles(root: Any) -> set[str]:
    found = set()
    for style in root.iter(f"{_STYLE}style"):
        for properties in style.iter(f"{_STYLE}table-properties"):
            if properties.get(f"{_TABLE}display") == "false":
                found.add(style.get(f"{_STYLE}name", ""))
    return found


def _table(table: Any, hidden: set[str], leaks: Leaks) -> None:
    name = table.get(f"{_TABLE}name", "")
    leaks.text("", "工作表名", name)
    if table.get(f"{_TABLE}style-name") in hidden:
        leaks.add(name, "", "hidden_sheet", "")
    sheet = Sheet(leaks, name)
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        many = _repeat(element, "columns")
        if _unseen(element):
            leaks.add(name, f"{letters(column)}:{letters(column + many - 1)}", "hidden_column", "")
        column += many
    row = 0
    for element in table.iter(f"{_TABLE}table-row"):
        if _row(element, row, sheet) and _unseen(element):
            leaks.add(name, f"第 {row + 1} 行", "hidden_row", "")
        row += _repeat(element, "rows")


def _row(element: Any, row: int, sheet: Sheet) -> bool:
    """Read a row; whether anything stands in it. A repeated cell is read once."""
    place, filled = 0, False
    for cell in element:
        for note in cell.iter(f"{_OFFICE}annotation"):
            at = f"{letters(place)}{row + 1}"
            sheet.leaks.add(sheet.name, at, "comment", covered("".join(note.itertext())))
            sheet.leaks.text(sheet.name, at, "".join(note.itertext()))
            note.getparent().remove(note)
        text = "".join(cell.itertext())
        value, formula = cell.get(f"{_OFFICE}value"), cell.get(f"{_TABLE}formula")
        if text:
            sheet.cell(row, place, text)
            filled = True
        if value and value != text:
            sheet.cell(row, place, value, numeric=True)
        if formula:
            sheet.leaks.text(sheet.name, f"{letters(place)}{row + 1}", formula)
        place += _repeat(cell, "columns")
    return filled


def _beside_cells(root: Any, leaks: Leaks) -> None:
    for element in root.iter(f"{_TABLE}named-expression"):
        name = element.get(f"{_TABLE}name", "")
        text = element.get(f"{_TABLE}expression", "")
        leaks.add("", name, "defined_name", covered(text))
        leaks.text("", name, text)
    for element in root.iter(f"{_TABLE}data-pilot-table"):
        leaks.add("", element.get(f"{_TABLE}name", ""), "pivot_cache", "")
    for element in root.iter("*"):
        target = element.get(_LINK) if isinstance(element.tag, str) else None
        if target and "://" in target:
            leaks.add("", "content.xml", "external_link", covered(target))
    for element in root.iter(f"{_TABLE}content-validation", f"{_TABLE}tracked-changes"):
        if element.tag.endswith("tracked-changes") and len(element):
            leaks.add("", "content.xml", "revisions", "")
        _texts(element, "content.xml", leaks)


def _texts(root: Any, part: str, leaks: Leaks) -> None:
    for element in root.iter("*"):
        for text in (element.text or "", *element.attrib.values()):
            leaks.text("", part, text)


def _meta(root: Any, leaks: Leaks) -> None:
    for element in root.iter("*"):
        name, text = element.tag.rpartition("}")[2], element.text or ""
        if name in _PERSONS:
            leaks.property(name, text)
        elif name == "user-defined":
            given = element.get(f"{_META}name", "")
            if given == "fangpin.place":
                if leaks.county is not None and text.partition("_")[0] != leaks.county:
                    leaks.add("", given, "other_county", text)
            elif not given.startswith("fangpin."):
                leaks.property(given, text)
        else:
            leaks.text("", name, text)


def _repeat(element: Any, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated") or 1)


def _unseen(element: Any) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")
