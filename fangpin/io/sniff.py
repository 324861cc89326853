"""What a file really is, told from its first bytes and, for a zip, from what lies inside."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from fangpin.errors import FileFault
from fangpin.io.limits import Limits
from fangpin.io.package import Package

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

# First bytes of what is often renamed to a table, with the word to say.
_NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ", "xz 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "SQLite 数据库"),
    (b"\x00\x01\x00\x00Standard ", "Access 数据库"),
    (b"MIME-Version:", "单个文件网页（.mht），请另存为 .xlsx"),
    (b"\x09\x00\x04\x00", "Excel 2.0 工作表，请另存为 .xlsx"),
    (b"\x09\x02\x06\x00", "Excel 3.0 工作表，请另存为 .xlsx"),
    (b"\x09\x04\x06\x00", "Excel 4.0 工作表，请另存为 .xlsx"),
)
_TEXT_MAGIC = frozenset({b"BM", b"MZ"})  # two letters may also begin a text
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def refuse_known(data: bytes) -> None:
    """Raise file.not_a_table where the first bytes tell of another kind of file."""
    for magic, word in _NOT_TABLES:
        if data.startswith(magic) and not (magic in _TEXT_MAGIC and b"\x00" not in data[:64]):
            raise FileFault("file.not_a_table", f"内容是{word}，不是表格")


def zip_kind(archive: zipfile.ZipFile) -> str:
    """xlsx (also .xlsm), xlsb or ods; raises file.not_a_table for any other archive."""
    package = Package(archive)
    workbook = package.workbook()
    if workbook.endswith(".bin"):
        return "xlsb"
    names = [name.replace("\\", "/").lower() for name in archive.namelist()]
    for part, word in (("word/", "Word 文档"), ("ppt/", "演示文稿"), ("index/", "Numbers 表格")):
        if any(name.startswith(part) for name in names):
            raise FileFault("file.not_a_table", f"内容是{word}，不能直接读，请另存为 .xlsx")
    if workbook:
        return "xlsx"
    if "content.xml" in names:
        return _opendocument(package)
    if "[content_types].xml" in names or "xl/sharedstrings.xml" in names:
        raise FileFault("file.truncated", "压缩包里没有工作簿部件（xl/workbook.xml）")
    raise FileFault("file.not_a_table", "内容是压缩包，请解压后再给")


def _opendocument(package: Package) -> str:
    mime = package.read("mimetype") if "mimetype" in package else _ODS
    if mime.strip().startswith((_ODS, b"application/x-vnd.oasis.opendocument.spreadsheet")):
        return "ods"
    raise FileFault("file.not_a_table", "内容是 OpenDocument 文档，不是表格")


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive; raises file.truncated for one whose directory at the end is missing."""
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileFault("file.truncated", "压缩包结构不完整，文件可能没有传完") from error


def markup_kind(text: str) -> str:
    """html, spreadsheetml or "" for a decoded text."""
    head = text[:65536].lstrip("\ufeff \t\r\n\x00")
    if not head.startswith("<"):
        return ""
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and re.search(
        r"<(\w+:)?Workbook\b", head
    ):
        return "spreadsheetml"
    if re.search(r"<(html|table|tr|body|div|meta|style|!doctype html)\b", head, re.IGNORECASE):
        return "html"
    return "xml" if head.startswith("<?xml") else ""


def refuse_bomb(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    """Raise file.too_large_inside by the declared sizes, before anything is unpacked."""
    declared = sum(entry.file_size for entry in archive.infolist())
    much = declared > limits.free_bytes and declared > limits.ratio * packed
    if much or declared > limits.declared_bytes:
        detail = f"展开后有 {declared / 1e6:.0f} MB，文件本身只有 {packed / 1e6:.1f} MB"
        raise FileFault("file.too_large_inside", detail)
