"""Amounts that are plain decimals, as decimals from end to end: never through floats."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.rosters.clean.types import Fast

YUAN = pa.decimal128(18, 2)
_READ_AS = pa.decimal128(20, 8)
_FRACTION = r"(\.[0-9]{1,8})?"
_PLAIN = f"^-?[0-9]{{1,12}}{_FRACTION}$"
_DRESSED = f"^-?[¥￥]?([0-9]{{1,12}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,3}}){_FRACTION}"
_DRESS = "[¥￥,元]"


def fast_money(factor: int) -> Callable[[pa.Array], Fast] | None:
    """The fast pass of a column in `factor` yuan; None for a factor it can't hold."""
    if not 1 <= factor <= 10_000:
        return None
    unit = pa.scalar(Decimal(factor), pa.decimal128(5, 0))
    dressed = _DRESSED + ("元?$" if factor == 1 else "$")  # in 万元 a cell in 元 is another unit

    def read(text: pa.Array) -> Fast:
        plain = _only(text, _PLAIN)
        if plain.null_count > text.null_count:
            rest = pc.and_(plain.is_null(), text.is_valid())
            bare = pc.replace_substring_regex(_only(text.filter(rest), dressed), _DRESS, "")
            plain = pc.replace_with_mask(plain, rest, bare)
        yuan = _to_the_fen(plain) if factor == 1 else None
        if yuan is None:
            yuan = pc.multiply(plain.cast(_READ_AS), unit)
            yuan = pc.round(yuan, 2, "half_towards_infinity").cast(YUAN)
        return Fast(yuan, plain.is_valid().to_numpy(zero_copy_only=False).astype(np.bool_))

    return read


def _to_the_fen(plain: pa.Array) -> pa.Array | None:
    """Plain decimals as they are, None where one has more than two places."""
    try:
        return plain.cast(YUAN)
    except pa.ArrowInvalid:
        return None


def _only(text: pa.Array, expression: str) -> pa.Array:
    """The texts that the expression matches, null elsewhere."""
    matches = pc.match_substring_regex(text, expression)
    return pc.if_else(matches, text, pa.scalar(None, pa.string()))
