"""Dates as ISO texts, and dates with a time: nearly all distinct as texts, few as days."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.rosters.clean.types import Fast

_DAY = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_TIME = r"[ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?"
_TIMED = rf"^{_DAY}{_TIME}$|^[0-9]{{5}}\.[0-9]+$"


_ISO = "^(1[89]|2[01])[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]$"


def fast_dates(text: pa.Array) -> Fast:
    """The days written 2020-04-18, as spreadsheets' own date cells are."""
    iso = pc.match_substring_regex(text, _ISO)
    days = pc.strptime(pc.if_else(iso, text, None), "%Y-%m-%d", "s", error_is_null=True)
    days = days.cast(pa.date32())
    same = pc.equal(days.cast(pa.string()), text).fill_null(False)  # 2020-02-30 is no day
    return Fast(days, np.asarray(same).astype(np.bool_))


def without_time(text: pa.Array) -> pa.Array:
    """The same days without their time: of ISO-like texts, and of serial days with a fraction."""
    timed = pc.match_substring_regex(text, _TIMED)
    if not pc.any(timed).as_py():
        return text
    days = pc.replace_substring_regex(text.filter(timed), "[ T.].*$", "")
    return pc.replace_with_mask(text, timed.fill_null(False), days)
