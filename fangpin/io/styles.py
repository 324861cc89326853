"""Which cell styles of an xlsx show a number as a date."""

from __future__ import annotations

import re

from fangpin.io.ooxml import Book
from fangpin.io.package import Package
from fangpin.io.xml import parse_xml

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NS = "{*}"


def date_styles(package: Package, book: Book) -> frozenset[str]:
    """The style numbers, as cells write them, whose number format is a date."""
    part = package.beside(book.part, "styles")
    if not part:
        return frozenset()
    root = parse_xml(package.text(part))
    own = {
        element.get("numFmtId"): _is_date(element.get("formatCode", ""))
        for element in root.iter(f"{_NS}numFmt")
    }
    styles = root.find(f"{_NS}cellXfs")
    formats = [] if styles is None else [xf.get("numFmtId", "0") for xf in styles]
    return frozenset(
        str(index)
        for index, code in enumerate(formats)
        if own.get(code, code.isdecimal() and int(code) in _BUILT_IN_DATES)
    )


def _is_date(code: str) -> bool:
    return bool(re.search(r"[ymdhs]", _QUOTED.sub("", code.partition(";")[0]), re.IGNORECASE))
