"""Names of a slip's sheets and files: short, allowed, each one once."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PATH = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]'
)
_NOTHING = re.compile(r"(sheet|工作表|表)\s*\d*", re.IGNORECASE)
_LONGEST = 31  # UTF-16 units
_BYTES = 180  # of a department's name in a file's, which has 255


class SheetNames:
    """Gives each sheet of one workbook a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = {"history"}

    def take(self, wanted: str, ending: str = "") -> str:
        """A name like `wanted` that is free, allowed and no longer than Excel allows."""
        base = _FORBIDDEN.sub(" ", wanted).strip().strip("'").strip() or "表"
        for number in range(1, 10_000):
            tail = ending + (f"({number})" if number > 1 else "")
            name = _cut(base, _LONGEST - _units(tail)) + tail
            if name.lower() not in self._taken:
                self._taken.add(name.lower())
                return name
        raise RuntimeError("more sheets than names")


def sheet_name(file: str, sheet: str) -> str:
    """What a sheet is called in a slip: its own name, its file's where its own says nothing."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    return stem if not sheet or _NOTHING.fullmatch(sheet.strip()) else sheet


def file_name(department: str) -> str:
    """The file of a department's slip."""
    name = _PATH.sub("_", department).strip(" .") or "未分部门"
    short = name.encode()[:_BYTES].decode(errors="ignore").rstrip(" .")
    return f"数据问题_{short}.xlsx"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[:-1]
    return text.rstrip().rstrip("'")
