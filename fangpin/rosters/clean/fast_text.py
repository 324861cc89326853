"""Texts that hold nothing to change: found by one expression over the whole column."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.rosters.clean.types import Fast

_NOTHING_TO_CHANGE = {
    "name": "^[\\p{Han}\u00b7]+$",
    "text": "^[\\p{Han}A-Za-z0-9][\\p{Han}A-Za-z0-9._()\u00b7\u3001\u3002-]*$",
    "household_id": "^[A-Z]{0,4}[0-9]+$",
    "phone": "^[0-9]+$",
}
# What of normal.is_missing those could let through, in every case of letters.
_NO_VALUE = pa.array(
    "".join(letters)
    for word in ("\u65e0", "NULL", "NONE", "NAN")
    for letters in product(*(sorted({one, one.lower()}) for one in word))
)


def fast_text(field_type: str) -> Callable[[pa.Array], Fast]:
    """The fast pass of name, text, household_id or phone."""
    expression = _NOTHING_TO_CHANGE[field_type]

    def read(text: pa.Array) -> Fast:
        unchanged = pc.match_substring_regex(text, expression)
        good = pc.and_not(unchanged, pc.is_in(text, value_set=_NO_VALUE)).fill_null(False)
        return Fast(text, good.to_numpy(zero_copy_only=False).astype(np.bool_))

    return read
