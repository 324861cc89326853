"""Free texts, names, household numbers and phone numbers."""

from __future__ import annotations

import re

from fangpin.io.table import Cell
from fangpin.rosters.clean.normal import is_missing, plain, tight
from fangpin.rosters.clean.types import Result

# U+00B7 is the dot of names by the notice of twelve ministries of 2016; people type these others.
_MIDDLE_DOTS = re.compile("[\u2022\u2024\u2027\u2219\u22c5\u25cf\u30fb\uff65\uff0e\u16eb\ua78f]")
_HAN = "[\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_FULL_STOP = re.compile(f"(?<={_HAN})\\.(?={_HAN})")
_AS_FLOAT = re.compile(r"(\d+)\.0+", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE][-+]?\d+", re.ASCII)
_DOUBLE_DIGITS = 15


def parse_text(text: str, kind: int) -> Result:
    """A text as it stands, half-width and trimmed."""
    value = plain(text)
    return Result(None if is_missing(value) else value)


def parse_name(text: str, kind: int) -> Result:
    """A person's name without inner spaces, every middle dot being the same."""
    value = "".join(plain(_MIDDLE_DOTS.sub("\u00b7", text)).split())
    if is_missing(value):
        return Result(None)
    return Result(_FULL_STOP.sub("\u00b7", value))


def parse_household_id(text: str, kind: int) -> Result:
    """A household number; a number cell with more digits than it can hold has lost some."""
    value = tight(text)
    if is_missing(value):
        return Result(None)
    whole = _AS_FLOAT.fullmatch(value)
    digits = whole.group(1) if whole else value
    exact = kind != Cell.NUMBER and not whole
    if _SCIENTIFIC.fullmatch(value) or (not exact and len(digits) > _DOUBLE_DIGITS):
        return Result(None, "household_id.precision_lost")
    return Result(digits)


def parse_phone(text: str, kind: int) -> Result:
    """A phone number as text; a number cell is its plain digits."""
    value = tight(text)
    if is_missing(value):
        return Result(None)
    whole = _AS_FLOAT.fullmatch(value)
    return Result(whole.group(1) if whole else value)
