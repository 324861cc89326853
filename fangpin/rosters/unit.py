"""The unit of money columns: 万元 in a header, or 单位:万元 above the table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_YUAN = {"亿元": 100_000_000, "万元": 10_000, "万": 10_000, "千元": 1_000, "百元": 100, "元": 1}
_IN_HEADER = re.compile(
    r"(?:[(,:/、;]|单位:?|^)(?:单位:)?(?:人民币)?(亿元|万元|千元|百元|元|万)\)?$"
)
_ENDING = re.compile(r"(亿元|万元|千元|百元)$")
_STATED = re.compile(r"单位[:为]\s*([^\s()]{1,24})")
_BETWEEN = re.compile(r"[、,;/]")


def header_unit(parts: Sequence[str]) -> int | None:
    """Yuan in one unit as a header says it, its lowest row first; None where it says nothing."""
    for part in reversed(parts):
        text = "".join(unicodedata.normalize("NFKC", part).split()).rstrip("*")
        for note in re.findall(r"\(([^()]*)\)", text):
            if (found := _in_list(note)) is not None:
                return found
        match = _IN_HEADER.search(text) or _ENDING.search(text)
        if match:
            return _YUAN[match.group(1)]
    return None


def stated_unit(texts: Iterable[str]) -> int | None:
    """Yuan in one unit as the rows above a table say it (单位：万元), None where they don't.

    填报单位：… is an office; a list of units (元、人) says the one that is money.
    """
    for text in texts:
        for match in _STATED.finditer(unicodedata.normalize("NFKC", text)):
            if (found := _in_list(match.group(1))) is not None:
                return found
    return None


def _in_list(text: str) -> int | None:
    for word in _BETWEEN.split(text):
        plain = word.removeprefix("单位:").removeprefix("人民币")
        if plain in _YUAN:
            return _YUAN[plain]
    return None
