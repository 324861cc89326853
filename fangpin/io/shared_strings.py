"""The shared strings of an xlsx in the plain form, as one Arrow array."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangpin.io.cells import has
from fangpin.io.markup import (
    CLOSED,
    Irregular,
    Names,
    Positions,
    Tags,
    among,
    blank_between,
    cut,
    follows,
    spans,
)

_SI, _SI_END, _T, _T_END, _PHONETIC = 1, 2, 3, 4, 5
_NAMES = Names(
    {b"si": _SI, b"/si": _SI_END, b"t": _T, b"/t": _T_END, b"phoneticPr": _PHONETIC}, closes=True
)
_FOLLOWS = (
    (_SI, _T), (_SI, _T + CLOSED), (_SI, _SI_END), (_T, _T_END), (_T_END, _SI_END),
    (_T_END, _PHONETIC + CLOSED), (_T + CLOSED, _SI_END),
    (_T + CLOSED, _PHONETIC + CLOSED), (_PHONETIC + CLOSED, _SI_END),
    (_SI_END, _SI), (_SI_END, _SI + CLOSED), (_SI + CLOSED, _SI), (_SI + CLOSED, _SI + CLOSED),
)  # fmt: skip
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_ENCODING = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([^\"']*)")
_DECLARATION = 1024  # bytes in which an XML declaration ends
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PADDED = r"^[ \t\r\n]|[ \t\r\n]$"
_BLANK = np.isin(np.arange(256), list(b" \t\r\n"))
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def shared_strings(data: bytes) -> pa.Array:
    """The texts in order. Raises Irregular for rich text and whatever else is not plain."""
    first, last = data.find(b"<si"), data.rfind(b"</sst>")
    if first < 0 or last < first:
        raise Irregular
    refuse_other_encoding(data[:first])
    tags = cut(data[first:last], _NAMES)
    follows(tags, _FOLLOWS)
    blank_between(tags, tags.code == _T)
    if tags.code[0] % CLOSED != _SI or tags.code[-1] not in (_SI_END, _SI + CLOSED):
        raise Irregular
    return _one_each(tags)


def refuse_other_encoding(head: bytes) -> None:
    """Raise Irregular where an XML part says or shows that it is not UTF-8."""
    match = _ENCODING.search(head[:_DECLARATION])
    if (match and match[1].lower() not in (b"utf-8", b"utf8")) or b"\0" in head:
        raise Irregular


def _one_each(tags: Tags) -> pa.Array:
    items = among(tags.code, (_SI, _SI + CLOSED))
    opened = np.flatnonzero(tags.code == _T)
    texts = texts_of(tags, opened)
    if len(opened) == np.count_nonzero(items):
        return texts
    at = np.full(np.count_nonzero(items), -1, dtype=np.int64)
    at[np.cumsum(items)[opened] - 1] = np.arange(len(opened))
    return pc.fill_null(texts.take(pa.array(at, mask=at < 0)), "")


def texts_of(tags: Tags, holder: Positions) -> pa.Array:
    """The texts that follow these tags, as the workbook means them.

    Raises Irregular where one has blanks at an end and its tag does not say to keep them.
    """
    begin, size = tags.text(holder)
    raw = spans(tags.data, begin, size)
    texts = plain(raw)
    bare = tags.end[holder] - tags.start[holder] == 2
    if texts is raw:
        some = np.flatnonzero(bare & (size > 0))
        first = begin[some]
        padded = _BLANK[tags.data[first]] | _BLANK[tags.data[first + size[some] - 1]]
    else:  # what was spelt out may be a blank too
        padded = np.asarray(pc.match_substring_regex(texts, _PADDED)).astype(np.bool_) & bare
    if padded.any():
        raise Irregular
    return texts


def plain(texts: pa.Array) -> pa.Array:
    """Texts of XML: plain line ends, entities and then the workbook's own escapes replaced.

    Raises Irregular for an unknown one.
    """
    texts = _mended(texts, "\r", lambda text: text.replace("\r\n", "\n").replace("\r", "\n"))
    return _mended(_mended(texts, "&", _entities), "_x", _escapes)


def _mended(texts: pa.Array, mark: str, mend: Callable[[str], str]) -> pa.Array:
    """The texts, those that hold the mark mended, each distinct one once."""
    if not has(texts, mark):
        return texts
    marked = pc.match_substring(texts, mark)
    encoded = texts.filter(marked).dictionary_encode()
    mended = pa.array([mend(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, marked, mended.take(encoded.indices))


def _entities(text: str) -> str:
    if "&" in _ENTITY.sub("", text):
        raise Irregular
    return _ENTITY.sub(_character, text)


def _escapes(text: str) -> str:
    return _ESCAPED.sub(lambda match: _chr(int(match[1], 16)), text)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    return _chr(int(match[2]) if match[2] else int(match[3], 16))


def _chr(number: int) -> str:
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise Irregular
    return chr(number)
