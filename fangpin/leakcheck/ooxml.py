"""Into an xlsx package (and Word and slide packages): every cell, and every part beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fangpin.errors import FileFault
from fangpin.io import ooxml
from fangpin.io.package import Package
from fangpin.io.xml import SAFE, keep_controls, parse_xml
from fangpin.leakcheck.model import Leaks, Sheet, covered, letters
from fangpin.leakcheck.values import Found, secrets

_PARTS = (
    ("comment", re.compile(r"/(threadedcomments/.+|comments[^/]*|comments/.+)\.xml$")),
    ("pivot_cache", re.compile(r"/pivotcache/pivotcachedefinition[^/]*\.xml$")),
    ("external_link", re.compile(r"/(externallinks/[^/]+|connections|querytables/[^/]+)\.xml$")),
    ("image", re.compile(r"/media/[^/]+$")),
    ("embedded", re.compile(r"/(embeddings|activex|model)/[^/]+$")),
    ("macro", re.compile(r"/vbaproject\.bin$")),
    ("revisions", re.compile(r"/revisions/[^/]+\.xml$")),
)
_PERSONS = frozenset({"creator", "lastModifiedBy", "Company", "Manager", "HyperlinkBase"})
_PLAIN_NAME = re.compile(r"(('[^']+'|[^'!\[\]\"{}()]+)!)?[$A-Z0-9:,#REF! ]+")
_OWN = "fangpin."
Shared = Sequence[tuple[str, Found]]


def look(package: Package, names: Sequence[str], leaks: Leaks) -> None:
    """Everything in the package."""
    if package.workbook().endswith(".bin"):
        raise FileFault("file.not_a_table", "xlsb 不能查，请另存为 xlsx")
    sheets: set[str] = set()
    if package.workbook():
        book = ooxml.book(package)
        sheets = {info.part.lower() for info in book.sheets}
        shared = _shared_strings(package, book.part)
        for info in book.sheets:
            _sheet(package, info, shared, leaks)
        _defined_names(package, book.part, leaks)
        sheets |= {book.part.lower(), package.beside(book.part, "sharedStrings").lower()}
    for name in names:
        part = "/" + name.replace("\\", "/").lstrip("/")
        if part[1:].lower() not in sheets:
            _part(package, part, leaks)


def _sheet(package: Package, info: ooxml.SheetInfo, shared: Shared, leaks: Leaks) -> None:
    leaks.text("", "工作表名", info.name)
    if info.hidden:
        leaks.add(info.name, "", "hidden_sheet", "")
    if info.part not in package:
        return
    sheet = Sheet(leaks, info.name)
    for element in _elements(package, info.part):
        name = _local(element)
        if name == "row":
            _row(element, sheet, shared)
        elif name == "col" and _yes(element, "hidden"):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            span = letters(first - 1) + (f":{letters(last - 1)}" if last > first else "")
            leaks.add(info.name, span, "hidden_column", "")
        elif name not in ("sheetData", "c", "v", "t", "r", "is", "f"):
            _loose(element, info.name, info.part.rpartition("/")[2], leaks)


def _elements(package: Package, part: str) -> Iterator[Any]:
    """Elements as they end; a row is emptied once it was seen."""
    from lxml import etree

    inside = 0
    try:
        with package.open(part) as stream:
            for event, element in etree.iterparse(stream, events=("start", "end"), **SAFE):
                row = _local(element) == "row"
                if event == "start":
                    inside += row
                    continue
                inside -= row
                if row or not inside:
                    yield element
                if row:
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
    except etree.XMLSyntaxError:
        raise FileFault("file.truncated", "XML 结构不完整，文件可能没有传完") from None


def _row(row: Any, sheet: Sheet, shared: Shared) -> None:
    number = int(row.get("r") or 0) - 1
    filled = False
    for place, cell in enumerate(row):
        at = _place(cell.get("r"), number, place)
        text, kind = _value(cell)
        if kind == "s":
            known = shared[int(text)] if text.isdigit() and int(text) < len(shared) else ("", ())
            text = known[0]
            sheet.known(*at, *known)
        elif text:
            sheet.cell(*at, text, numeric=kind in ("", "n"))
        filled |= bool(text)
    if filled and (_yes(row, "hidden") or row.get("ht") in ("0", "0.0")):
        sheet.leaks.add(sheet.name, f"第 {number + 1} 行", "hidden_row", "")


def _place(reference: str | None, row: int, place: int) -> tuple[int, int]:
    if not reference:
        return row, place
    column = ooxml.column_number(re.sub(r"[^A-Z]", "", reference.upper()).encode())
    return int(re.sub(r"\D", "", reference) or row + 1) - 1, column - 1


def _value(cell: Any) -> tuple[str, str]:
    """A cell's text with its formula's, and its type."""
    kind = cell.get("t") or ""
    text = formula = ""
    for child in cell:
        name = _local(child)
        if name == "v":
            text = child.text or ""
        elif name == "is":
            text = "".join(child.itertext())
        elif name == "f" and child.text:
            formula = child.text
    if formula:
        return f"{text} ={formula}", "str"
    return text, kind


def _shared_strings(package: Package, book: str) -> Shared:
    part = package.beside(book, "sharedStrings")
    if not part:
        return ()
    root = parse_xml(keep_controls(package.text(part)))
    texts = ["".join(item.itertext()) for item in root.iter("{*}si")]
    return [(text, secrets(text)) for text in texts]


def _defined_names(package: Package, part: str, leaks: Leaks) -> None:
    """Names that hold something themselves; what only points at cells of the file is no leak."""
    for element in parse_xml(package.text(part)).iter("{*}definedName", "{*}fileSharing"):
        name, text = element.get("name", ""), (element.text or "").strip()
        if _local(element) == "fileSharing":
            if element.get("userName"):
                leaks.property("userName", element.get("userName"))
        elif not name.startswith("_xlnm.") and not _PLAIN_NAME.fullmatch(text.replace("$", "")):
            leaks.add("", name, "defined_name", covered(text))
            leaks.text("", name, text)


def _part(package: Package, part: str, leaks: Leaks) -> None:
    """One part beside the sheets: what its kind says, then every text in it."""
    kinds = [k for k, p in _PARTS if p.search(part.lower()) and not part.endswith(".rels")]
    if not part.lower().endswith((".xml", ".rels", ".vml")):
        for kind in kinds:
            leaks.add("", part[1:], kind, "")
        return
    root = parse_xml(keep_controls(package.text(part)))
    for kind in kinds:
        notes = root.iter("{*}comment", "{*}threadedComment") if kind == "comment" else ()
        places = [(note.get("ref", ""), covered("".join(note.itertext()))) for note in notes]
        for cell, value in places or [("", "")]:
            leaks.add("", f"{part[1:]} {cell}".strip(), kind, value)
    if part.lower().startswith("/docprops/"):
        _properties(root, leaks)
        return
    for element in root.iter("*"):
        _loose(element, "", part[1:], leaks)


def _properties(root: Any, leaks: Leaks) -> None:
    for element in root.iter("*"):
        name, text = _local(element), element.text or ""
        if name in _PERSONS:
            leaks.property(name, text)
        elif name == "property" and element.get("name", "") == _OWN + "place":
            _own_place("".join(element.itertext()).strip(), leaks)
        elif name == "property" and element.get("name", "") == _OWN + "department":
            leaks.departments.append("".join(element.itertext()).strip())
        elif name == "property" and not element.get("name", "").startswith(_OWN):
            leaks.property(element.get("name", ""), "".join(element.itertext()))
        elif text.strip() and not element.get("name"):
            leaks.text("", name, text)


def _own_place(place: str, leaks: Leaks) -> None:
    """Our own workbook says whose it is, county or county_town."""
    if leaks.county is not None and place.partition("_")[0] != leaks.county:
        leaks.add("", "fangpin.place", "other_county", place)


def _loose(element: Any, sheet: str, part: str, leaks: Leaks) -> None:
    """An element anywhere: its text, its attributes, where it leads."""
    if _local(element) == "Relationship":
        if element.get("TargetMode") == "External":
            leaks.add(sheet, part, "external_link", covered(element.get("Target", "")))
        return
    texts = (element.text or "", *element.attrib.values())
    for text in texts:
        if len(text) > 10:
            leaks.text(sheet, part, text)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _yes(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true", "on")
