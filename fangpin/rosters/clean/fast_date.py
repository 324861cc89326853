"""Dates with a time: nearly all distinct as texts, few as days."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_DAY = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_TIME = r"[ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?"
_TIMED = rf"^{_DAY}{_TIME}$|^[0-9]{{5}}\.[0-9]+$"


def without_time(text: pa.Array) -> pa.Array:
    """The same days without their time: of ISO-like texts, and of serial days with a fraction."""
    timed = pc.match_substring_regex(text, _TIMED)
    if not pc.any(timed).as_py():
        return text
    days = pc.replace_substring_regex(text.filter(timed), "[ T.].*$", "")
    return pc.replace_with_mask(text, timed.fill_null(False), days)
