"""XML in the plain form that spreadsheet programs write, cut into tags for whole arrays at once.

Not a parser: what has comments, prefixes, unknown tags or anything else out of the ordinary is
Irregular, and a real parser is asked instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Positions = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]
Bytes = npt.NDArray[np.uint8]

CLOSED = 16  # added to the code of a tag that closes itself
PAD = 32  # bytes behind the text that may be looked at
_LT, _GT, _SLASH, _BLANK = b"<>/ "
_UNKNOWN = 255
_WORD = np.dtype("<u8")
_KEEP = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [2**64 - 1], dtype=_WORD)


class Irregular(Exception):
    """The text is not in the plain form; it may be right all the same."""


@dataclass(frozen=True)
class Tags:
    """The tags of a text. data: its bytes and PAD zeros; start, end: of < and of >; code: which."""

    data: Bytes
    start: Positions
    end: Positions
    code: Codes

    def __len__(self) -> int:
        return len(self.code)

    def text(self, which: Positions) -> tuple[Positions, Positions]:
        """Where the text after these tags begins, and its length; none of them is the last."""
        begin = self.end[which] + 1
        return begin, self.start[which + 1] - begin


class Names:
    """The tags that a text may have: name -> code, `c` for <c ...>, `/c` for </c>.

    closes: whether an opening tag may close itself; CLOSED is then added to its code.
    """

    def __init__(self, codes: Mapping[bytes, int], *, closes: bool) -> None:
        self.codes, self.closes = codes, closes
        self._first = np.full(1 << 16, _UNKNOWN, dtype=np.uint8)
        for name, code in codes.items():
            for follow in b" />" if len(name) == 1 else b"?":
                key = name + bytes((follow,))
                self._first[int.from_bytes(key[:2], "little")] = code

    def of(self, data: Bytes, start: Positions, end: Positions) -> Codes:
        """Each tag's code: by its first two bytes, then whether the rest is right too."""
        first = np.ndarray((len(data) - 1,), dtype="<u2", buffer=data, strides=(1,))[start + 1]
        code: Codes = self._first[first]
        if (code == _UNKNOWN).any():
            raise Irregular
        for name, number in self.codes.items():
            if name.startswith(b"/"):
                at = np.flatnonzero(code == number)
                if (end[at] - start[at] != len(name) + 1).any():
                    raise Irregular
            elif len(name) > 1:
                at = np.flatnonzero(code == number)
            if len(name) > 2:
                self._whole(data, start[at] + 1, name)
        return code

    def _whole(self, data: Bytes, begin: Positions, name: bytes) -> None:
        """Raise Irregular where another name begins with the same two bytes."""
        for n, byte in enumerate(name):
            if (data[begin + n] != byte).any():
                raise Irregular
        if not _ends(data[begin + len(name)]).all():
            raise Irregular


def _ends(byte: Bytes) -> npt.NDArray[np.bool_]:
    ends: npt.NDArray[np.bool_] = (byte == _GT) | (byte == _BLANK) | (byte == _SLASH)
    return ends


def cut(text: bytes, names: Names) -> Tags:
    """The tags of a text. Raises Irregular for one that names does not know, and where < and > do
    not alternate."""
    data = np.frombuffer(text + bytes(PAD), dtype=np.uint8)
    start, end = np.flatnonzero(data == _LT), np.flatnonzero(data == _GT)
    if len(start) != len(end) or (start > end).any() or (end[:-1] > start[1:]).any():
        raise Irregular
    code = names.of(data, start, end)
    closed = np.flatnonzero(data[end - 1] == _SLASH)
    if len(closed) and not names.closes:
        raise Irregular
    code[closed] += CLOSED
    return Tags(data, start, end, code)


def among(codes: Codes, wanted: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Which codes are wanted."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(wanted)] = True
    return table[codes]


def words(data: Bytes, at: Positions) -> npt.NDArray[np.uint64]:
    """The eight bytes from each position as one number, the first byte lowest."""
    every = np.ndarray((len(data) - 7,), dtype=_WORD, buffer=data, strides=(1,))
    return every[at]


def follows(tags: Tags, allowed: Sequence[tuple[int, int]]) -> None:
    """Raise Irregular where a tag follows another that it may not follow."""
    pairs = tags.code[:-1].astype(np.uint16) * 256 + tags.code[1:]
    found = np.flatnonzero(np.bincount(pairs, minlength=1))
    if not {(int(pair) >> 8, int(pair) & 255) for pair in found} <= set(allowed):
        raise Irregular


def blank_between(tags: Tags, but: npt.NDArray[np.bool_]) -> None:
    """Raise Irregular where text follows a tag, those in `but` aside."""
    if ((tags.start[1:] - tags.end[:-1] != 1) & ~but[:-1]).any():
        raise Irregular


def spans(data: Bytes, begin: Positions, size: Positions) -> pa.Array:
    """The texts that lie there, as an Arrow array. Raises Irregular where one is not UTF-8."""
    offsets = np.zeros(len(size) + 1, dtype=np.int32)
    np.cumsum(size, out=offsets[1:])
    where = np.repeat(begin - offsets[:-1], size)
    where += np.arange(len(where))
    made = pa.StringArray.from_buffers(
        len(size), pa.py_buffer(offsets), pa.py_buffer(data[where].tobytes())
    )
    try:
        made.validate(full=True)
    except pa.ArrowInvalid:
        raise Irregular from None
    return made


def heads(data: Bytes, begin: Positions, size: Positions) -> tuple[list[bytes], Positions]:
    """The distinct byte strings of up to 24 bytes that lie there, and which of them each is."""
    if len(size) and int(size.max()) > 24:
        raise Irregular
    rows = np.empty((len(size), 3), dtype=_WORD)
    for n in range(3):
        rows[:, n] = words(data, np.minimum(begin + 8 * n, len(data) - 8))
        rows[:, n] &= _KEEP[np.clip(size - 8 * n, 0, 8)]
    fixed = pa.Array.from_buffers(pa.binary(24), len(size), [None, pa.py_buffer(rows.tobytes())])
    encoded = fixed.dictionary_encode()
    distinct = [one.rstrip(b"\0") for one in encoded.dictionary.to_pylist()]
    return distinct, encoded.indices.to_numpy().astype(np.int64)


def decimal(data: Bytes, begin: Positions, most: int = 7) -> tuple[Positions, Positions]:
    """The plain whole numbers that begin there, and how many digits each has (0: none)."""
    value = np.zeros(len(begin), dtype=np.int64)
    size = np.zeros(len(begin), dtype=np.int64)
    more = np.ones(len(begin), dtype=np.bool_)
    for n in range(most):
        digit = data[begin + n] - np.uint8(48)
        more &= digit < 10
        value = np.where(more, value * 10 + digit, value)
        size += more
    return value, size
