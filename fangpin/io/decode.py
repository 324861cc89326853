"""Bytes to text, strictly: byte order mark, UTF-8, UTF-16, GB18030, else refused with the line."""

from __future__ import annotations

import codecs
import re

from fangpin.errors import FileFault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_CONTROL = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 27}))
_UTF8_HAN = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_CUT = "文件在一个字的中间断了，可能没有传完"


def decode(data: bytes) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding's name.

    Names: utf-8, utf-8-sig, utf-16-le, utf-16-be, utf-32-le, utf-32-be, gb18030 (also GBK and
    GB2312). Raises FileFault file.encoding_mixed (row: the first line that differs),
    file.truncated (ends inside a character), file.not_a_table (no text at all).
    """
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            while data.startswith(mark):  # a file that was put together has more than one
                data = data[len(mark) :]
            return _whole(data, codec), name
    plain = _utf16_without_mark(data)
    if plain:
        return _whole(data, plain), plain
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _not_utf8(data, error)


def _whole(data: bytes, codec: str) -> str:
    """Text whose encoding its own mark tells."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if _is_cut(data, error):
            raise FileFault("file.truncated", _CUT, _line(data, error.start)) from None
        row = data[: error.start].decode(codec, "replace").count("\n") + 1
        raise FileFault(
            "file.encoding_mixed", f"第 {row} 行起不是 {codec.upper()} 编码", row
        ) from None


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    if _is_cut(data, error) and _UTF8_HAN.search(data):
        raise FileFault("file.truncated", _CUT, _line(data, error.start))
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as other:
        if _is_cut(data, other) and not _utf8_line(data):
            raise FileFault("file.truncated", _CUT, _line(data, other.start)) from None
        raise _mixed(data) from None
    if _utf8_line(data):
        raise _mixed(data)
    return text, "gb18030"


def _is_cut(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether decoding failed only because the last character is not all there."""
    ends = ("unexpected end", "incomplete", "truncated")
    return error.end == len(data) and error.reason.startswith(ends)


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _utf8_line(data: bytes) -> bool:
    """Whether a line of a file that is not UTF-8 as a whole is UTF-8 Chinese.

    Such lines often decode as GB18030 too, to rubbish; in real GB18030 text a whole line that
    happens to be UTF-8 Chinese does not occur, single characters do.
    """
    checked = -1
    for match in _UTF8_HAN.finditer(data):
        if match.start() < checked:
            continue
        start = data.rfind(b"\n", 0, match.start()) + 1
        end = data.find(b"\n", match.start())
        checked = len(data) if end < 0 else end
        if _reads(data[start:checked], "utf-8"):
            return True
    return False


def _reads(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(data: bytes) -> FileFault:
    """The fault with the first line that is not in the encoding of the first Chinese line."""
    first = ""
    for row, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        if not first:
            first = next((codec for codec in ("utf-8", "gb18030") if _reads(line, codec)), "")
        if not first or not _reads(line, first):
            return _mixed_at(row, first)
        if first == "gb18030" and _UTF8_HAN.search(line) and _reads(line, "utf-8"):
            return _mixed_at(row, first)
    return _mixed_at(1, first)


def _mixed_at(row: int, first: str) -> FileFault:
    if not first:
        return FileFault("file.encoding_mixed", f"第 {row} 行不是 UTF-8 也不是 GB18030", row)
    detail = f"前面的行是 {first.upper()} 编码，第 {row} 行不是"
    return FileFault("file.encoding_mixed", detail, row)


def _utf16_without_mark(data: bytes) -> str:
    """utf-16-le or utf-16-be where the NULs of its ASCII characters lie on one side only."""
    head = data[:65536]
    nuls = head.count(0)
    if nuls < max(2, len(head) // 50):
        return ""
    high, low = head[1::2].count(0), head[0::2].count(0)
    if high > 20 * low:
        return "utf-16-le"
    return "utf-16-be" if low > 20 * high else ""


def _refuse_binary(data: bytes) -> None:
    """Raise file.not_a_table where too many bytes are no text of any encoding."""
    head = data[:262144]
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > max(16, len(head) // 33):
        raise FileFault("file.not_a_table", "内容不是文字，也不是认得的表格格式")
