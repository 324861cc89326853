"""What every type does to a text first: width, blanks, wrappers, and what counts as missing."""

from __future__ import annotations

import re

from fangpin.io.table import Cell

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(
    [0x00A0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], " "
)
# Zero-width characters, joiners, direction marks and the byte order mark: nobody typed them.
_UNSEEN = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF], None)
_UNSEEN |= dict.fromkeys([*range(0x2060, 0x2065), *range(0x2066, 0x2070)], None)
_CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]
_TABLE: dict[int, int | str | None] = {**FULL_WIDTH, **_BLANKS, **_UNSEEN, 0x85: " "}
_TABLE |= dict.fromkeys(_CONTROLS, None)

_CONTROL = re.compile("[" + "".join(f"\\x{code:02x}" for code in _CONTROLS) + "]")
_GUARD = re.compile(r'="([^"]*)"')  # ="1501..." keeps a spreadsheet from making it a number
_NO_VALUE = re.compile(r"[-\u2010-\u2015\u2212\u2500]+|[/\\]+|#?N/A|\(?NULL\)?|NONE|NAN|无")
_ERROR_VALUE = re.compile(
    r"#(N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|PYTHON!|GETTING_DATA)|ERR:\d{3}"
)


def has_control(text: str) -> bool:
    """Whether the text holds control characters (tabs and line ends are none)."""
    return _CONTROL.search(text) is not None


def plain(text: str) -> str:
    """The text half-width, without unseen and control characters, wrappers and outer blanks."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_TABLE)
    text = text.strip()
    guarded = _GUARD.fullmatch(text) if text.startswith("=") else None
    return guarded.group(1).strip() if guarded else text


def tight(text: str) -> str:
    """`plain` without any blank and without the apostrophe that makes a cell text."""
    return "".join(plain(text).lstrip("'‘’`").split())


def is_missing(text: str) -> bool:
    """Whether a text that went through `plain` stands for no value."""
    return not text or _NO_VALUE.fullmatch(text.upper()) is not None


def cell_fault(text: str, kind: int) -> str | None:
    """The fault that a cell has whatever its type: an error value or a formula without value.

    An error value that came as text (every CSV has them so) is one too.
    """
    if kind == Cell.FORMULA:
        return "cell.formula_without_value"
    wrong = kind == Cell.ERROR or (text[:1] in "#Ee" and _ERROR_VALUE.fullmatch(text.upper()))
    return "cell.error_value" if wrong else None
