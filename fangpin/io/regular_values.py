"""The values of cells cut out of a sheet's XML: what readers of Python cells make, made at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.cells import number_texts, tidy
from fangpin.io.formats import SHARED, STRANGE
from fangpin.io.markup import Irregular, Positions, Tags, decimal
from fangpin.io.shared_strings import texts_of
from fangpin.io.table import Cell, Column

# A decimal of at most 15 digits without superfluous ones is the shortest text of its number.
_SHORTEST = r"^(0|-?[1-9][0-9]{0,9})$|^-?(0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9]$"
_FIRST_SURE, _FIRST_NONE = 61, 2_958_466  # days: after 1900's leap day, which was none; year 10000
_EPOCH, _EPOCH_1904 = 25_569, 24_107  # days from a workbook's day 0 to 1970
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Values:
    """Cells in the order of the file. text: null where shared >= 0, which is the place of the text
    among `strings`."""

    kind: npt.NDArray[np.uint8]
    text: pa.Array
    shared: npt.NDArray[np.int32]
    strings: pa.Array | None = None

    @classmethod
    def together(cls, parts: Sequence[Values], strings: Callable[[], pa.Array]) -> Values:
        """One after the other. Raises Irregular where a shared string is not there."""
        shared = np.concatenate([part.shared for part in parts])
        last = int(shared.max())
        known = strings() if last >= 0 else None
        if known is not None and last >= len(known):
            raise Irregular
        try:
            text = pa.concat_arrays([part.text for part in parts])
        except pa.ArrowInvalid:  # more than 2 GB of text
            raise Irregular from None
        return cls(np.concatenate([part.kind for part in parts]), text, shared, known)


def values_of(
    tags: Tags, holder: Positions, kinds: npt.NDArray[np.uint8], date1904: bool
) -> Values:
    """The values of cells. holder: the tag of each that its text follows; kinds: what it is.

    Raises Irregular for what only the other readers can tell.
    """
    if (kinds == STRANGE).any():
        raise Irregular
    begin, size = tags.text(holder)
    of_strings = kinds == SHARED
    if (size[kinds != Cell.TEXT] == 0).any():
        raise Irregular
    shared = np.full(len(kinds), -1, dtype=np.int32)
    number, digits = decimal(tags.data, begin[of_strings])
    if (digits != size[of_strings]).any():
        raise Irregular
    shared[of_strings] = number
    own = np.flatnonzero(~of_strings)
    made = _read(texts_of(tags, holder[own]), kinds[own], date1904)
    at = np.zeros(len(kinds), dtype=np.int64)
    at[own] = np.arange(len(own))
    text = made.take(pa.array(at, mask=of_strings)) if of_strings.any() else made
    return Values(np.where(of_strings, np.uint8(Cell.TEXT), kinds), text, shared)


def _read(texts: pa.Array, kinds: npt.NDArray[np.uint8], date1904: bool) -> pa.Array:
    """Each text as the cell's kind wants it."""
    made = texts
    for kind in np.unique(kinds).tolist():
        if kind == Cell.TEXT:
            continue
        mask = pa.array(kinds == kind)
        some = texts.filter(mask)
        if kind == Cell.NUMBER:
            read = _numbers(some)
        elif kind == Cell.DATE:
            read = _dates(some, date1904)
        elif kind == Cell.BOOL:
            read = _chosen(some, {"1": "TRUE", "0": "FALSE"})
        else:
            read = some
            if not pc.all(pc.starts_with(some, "#")).as_py():
                raise Irregular
        made = pc.replace_with_mask(made, mask, read)
    return made


def _chosen(texts: pa.Array, words: dict[str, str]) -> pa.Array:
    at = pc.index_in(texts, pa.array(list(words)))
    if at.null_count:
        raise Irregular
    return pa.array(list(words.values())).take(at)


def _numbers(texts: pa.Array) -> pa.Array:
    """Numbers as their shortest plain decimals."""
    short = pc.match_substring_regex(texts, _SHORTEST)
    if pc.all(short).as_py():
        return texts
    long = pc.invert(short)
    return pc.replace_with_mask(texts, long, number_texts(_floats(texts.filter(long)).tolist()))


def _floats(texts: pa.Array) -> npt.NDArray[np.float64]:
    try:
        numbers: npt.NDArray[np.float64] = texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        raise Irregular from None
    if not np.isfinite(numbers).all():
        raise Irregular
    return numbers


def _dates(texts: pa.Array, date1904: bool) -> pa.Array:
    """Days since a workbook's first one as ISO dates, with the time where there is one."""
    serial = _floats(texts)
    if ((serial < _FIRST_SURE) | (serial >= _FIRST_NONE)).any():
        raise Irregular
    first = _EPOCH_1904 if date1904 else _EPOCH
    day = np.floor(serial)
    if (day == serial).all():
        return pa.array((day - first).astype(np.int32)).cast(pa.date32()).cast(pa.string())
    milliseconds = np.floor((serial - first) * _DAY_MS + 0.5).astype(np.int64)
    seconds = (milliseconds + 500) // 1000
    stamps = pa.array(seconds).cast(pa.timestamp("s"))
    return pc.replace_substring_regex(stamps.cast(pa.string()), " 00:00:00$", "")


def column_of_values(values: Values, part: Positions, row: Positions, height: int) -> Column:
    """The cells `part`, which lie in these rows of a column."""
    if not len(part):
        return Column(pa.nulls(height, pa.string()))
    at = np.full(height, -1, dtype=np.int64)
    shared = values.shared[part]
    pool: pa.Array
    if (shared >= 0).all():
        at[row] = shared
        pool = values.strings
    elif (shared < 0).all():
        at[row] = part
        pool = values.text
    else:
        mask = pa.array(shared >= 0)
        pool = values.text.take(pa.array(part))
        assert values.strings is not None
        found = values.strings.take(pa.array(shared).filter(mask))
        pool = pc.replace_with_mask(pool, mask, found)
        at[row] = np.arange(len(part))
    text = tidy(pool.take(pa.array(at, mask=at < 0)))
    kind = np.full(height, Cell.EMPTY, dtype=np.uint8)
    kind[row] = values.kind[part]
    if text.null_count:
        kind[np.asarray(pc.is_null(text))] = Cell.EMPTY
    return Column(text, None if (kind <= Cell.TEXT).all() else kind)
