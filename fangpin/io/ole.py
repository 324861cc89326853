"""OLE2 containers: what lies in them and their workbook stream."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from fangpin.errors import FileFault

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_SUMMARY = "\x05SummaryInformation"
_OTHERS = (
    ("WordDocument", "Word 文档"),
    ("PowerPoint Document", "演示文稿"),
    ("VisioDocument", "Visio 图"),
    ("__properties_version1.0", "邮件"),
)


def ole2_kind(data: bytes) -> str:
    """xls or encrypted (an OOXML package with a password).

    Raises FileFault file.not_a_table for a Word document and the like, file.truncated.
    """
    names, _ = _open(data, read=False)
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        return "encrypted"
    if names & set(_STREAMS):
        return "xls"
    for name, word in _OTHERS:
        if name in names:
            raise FileFault("file.not_a_table", f"内容是{word}，不是表格")
    raise FileFault("file.not_a_table", "内容是 OLE2 容器，里面没有工作簿")


def workbook_stream(data: bytes) -> tuple[bytes, bool]:
    """The workbook's records, and whether a program that calculates saved them (it leaves a
    summary beside)."""
    names, stream = _open(data, read=True)
    return stream, _SUMMARY in names


def patched(data: bytes, place: int, new: bytes) -> bytes:
    """The file with a few bytes of its workbook stream replaced; place: where in the stream."""
    import olefile

    changed = bytearray(data)
    with olefile.OleFileIO(BytesIO(data)) as container:
        name = next(name for name in _STREAMS if container.exists(name))
        entry = container.direntries[container._find(name)]
        for at, byte in enumerate(new, place):
            changed[_in_file(container, entry, at)] = byte
    return bytes(changed)


def _in_file(container: Any, entry: Any, place: int) -> int:
    """Where a byte of a stream lies in the file; a short stream lies in the root's sectors."""
    size = container.sectorsize
    if entry.size < container.minisectorcutoff:
        small = container.minisectorsize
        place = _sector(container.minifat, entry.isectStart, place // small) * small + place % small
        entry = container.root
    sector = _sector(container.fat, entry.isectStart, place // size)
    return (sector + 1) * int(size) + place % int(size)


def _sector(table: Any, first: int, steps: int) -> int:
    for _ in range(steps):
        first = table[first]
    return first


def _open(data: bytes, *, read: bool) -> tuple[set[str], bytes]:
    import olefile  # type: ignore[import-untyped, unused-ignore]

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            names = {entry[0] for entry in container.listdir(streams=True)}
            name = next((name for name in _STREAMS if name in names), "")
            stream = container.openstream(name).read() if read and name else b""
    except (OSError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise FileFault("file.truncated", "工作簿内部结构不完整，文件可能没有传完") from error
    return names, stream
