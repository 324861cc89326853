"""Into a page, a table in text, or any other text."""

from __future__ import annotations

import re
from html import unescape

from fangpin.leakcheck.model import Leaks, Sheet, covered
from fangpin.leakcheck.xls import walk

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_LOADED = re.compile(
    r"""<(?:script|img|link|iframe|object|embed|source|video|audio|a|form|use|image|base)\b[^>]*?
    \b(?:src|href|data|action)\s*=\s*["']?\s*((?:https?:|file:)?//[^"'\s>]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(?!svg\+xml[;,][^\"']*<svg)[a-z+.-]+", re.IGNORECASE)
_CELL = re.compile(
    r"<(t[hd])\b[^>]*>(.*?)(?=</t[hd]\s*>|<t[hdr]\b|</tr|</table)", re.IGNORECASE | re.DOTALL
)
_AUTHOR = re.compile(
    r"<meta\b[^>]*\bname\s*=\s*[\"']?(author|generator-user|company)\b[^>]*>", re.I
)
_CONTENT = re.compile(r"\bcontent\s*=\s*[\"']([^\"']*)", re.IGNORECASE)


def look(data: bytes, leaks: Leaks) -> None:
    """Everything in the text."""
    from fangpin.io.decode import decode
    from fangpin.io.sniff import markup_kind

    text, _ = decode(data)
    if markup_kind(text) in ("html", "xml", "spreadsheetml"):
        _page(text, leaks)
    elif leaks.file.lower().endswith((".csv", ".tsv", ".tab")):
        from fangpin.io.delimited import read_delimited

        walk(read_delimited(text), Sheet(leaks, ""))
    else:
        _lines(text, leaks)


def _lines(text: str, leaks: Leaks) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        leaks.text("", f"第 {number} 行", line)


def _page(text: str, leaks: Leaks) -> None:
    _lines(unescape(text), leaks)
    for match in _COMMENT.finditer(text):
        leaks.add("", _line(text, match), "comment", covered(match[1]))
    for pattern in (_LOADED, _IN_STYLE):
        for match in pattern.finditer(text):
            leaks.add("", _line(text, match), "external_link", covered(match[1]))
    for match in _IMAGE.finditer(text):
        leaks.add("", _line(text, match), "image", "")
    for match in _AUTHOR.finditer(text):
        content = _CONTENT.search(match[0])
        leaks.property(match[1], unescape(content[1]) if content else "")
    if leaks.county is not None:
        _tables(text, leaks)


def _tables(text: str, leaks: Leaks) -> None:
    """Cells by row and column, to find the column of counties."""
    for table in re.split(r"<table\b", text, flags=re.IGNORECASE)[1:]:
        sheet = Sheet(leaks, "")
        for row, line in enumerate(re.split(r"<tr\b", table, flags=re.IGNORECASE)[1:]):
            for column, match in enumerate(_CELL.finditer(line)):
                plain = unescape(re.sub(r"<[^>]*>", "", match[2])).strip()
                sheet.known(row, column, plain, ())


def _line(text: str, match: re.Match[str]) -> str:
    return f"第 {text.count(chr(10), 0, match.start()) + 1} 行"
