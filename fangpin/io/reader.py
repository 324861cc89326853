"""One file to raw tables: what it is by its content, then the reader for that."""

from __future__ import annotations

import gc
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fangpin.errors import FileFault
from fangpin.io import sniff
from fangpin.io.cells import table_of_grid
from fangpin.io.limits import Limits
from fangpin.io.table import RawFile, RawTable

_BLANK = b"\x00 \t\r\n"  # what a file without content may hold

Skipped = list[tuple[str, str]]


def read_file(
    path: str | Path,
    *,
    name: str | None = None,
    password: Sequence[str] = (),
    limits: Limits | None = None,
) -> RawFile:
    """Every table of one file, told by its content and never by its ending.

    name: what RawFile.path keeps (default: the file's own name); password: passwords to try in
    turn. Raises FileFault: file.encrypted, file.too_large_inside, file.entity_expansion,
    file.encoding_mixed (row: the line), file.not_a_table, file.truncated, file.empty,
    file.unreadable (the operating system refuses).
    """
    source = Path(path)
    try:
        data = source.read_bytes()
    except OSError as error:
        raise FileFault("file.unreadable", _why(error)) from error
    return read_bytes(data, name or source.name, password, limits or Limits())


def _why(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "文件不存在",
        PermissionError: "没有读取权限，或文件正被别的程序占用",
        IsADirectoryError: "是文件夹，不是文件",
    }
    return reasons.get(type(error), "读取文件时出错")


def read_bytes(data: bytes, name: str, password: Sequence[str], limits: Limits) -> RawFile:
    """read_file of bytes, a pure function."""
    with _without_collector():
        return _read_bytes(data, name, password, limits)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of new cells, none of them garbage: looking for any costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_bytes(data: bytes, name: str, password: Sequence[str], limits: Limits) -> RawFile:
    if not (data[:4096].strip(_BLANK) or data.strip(_BLANK)):
        raise FileFault("file.empty", "文件是空的（0 字节）" if not data else "文件里没有内容")
    sniff.refuse_known(data)
    if data.startswith(sniff.OLE2):
        content = _read_ole2(data, password, limits)
    elif data.startswith(b"PAR1"):
        from fangpin.io.parquet import read_parquet

        content = _Content("parquet", [read_parquet(data)], [])
    elif data.startswith(b"PK"):
        content = _read_zip(data, limits)
    else:
        content = _read_text(data, limits)
    return _raw_file(data, name, content)


@dataclass(frozen=True)
class _Content:
    """What was found in the bytes."""

    form: str
    tables: list[RawTable]
    skipped: Skipped
    encoding: str = ""


def _raw_file(data: bytes, name: str, content: _Content) -> RawFile:
    """The file with the tables that hold a cell; those without any count as skipped."""
    tables = tuple(table for table in content.tables if len(table))
    blank = [(table.sheet, "空工作表") for table in content.tables if not len(table)]
    skipped = (*content.skipped, *blank)
    if not tables:
        others = f"（有 {len(content.skipped)} 张工作表被隐藏）" if content.skipped else ""
        raise FileFault("file.empty", f"没有任何有内容的单元格{others}")
    digest = hashlib.sha256(data).hexdigest()
    return RawFile(name, digest, content.form, content.encoding, tables, skipped)


def _read_zip(data: bytes, limits: Limits) -> _Content:
    from fangpin.io import workbook
    from fangpin.io.package import Package

    try:
        with sniff.open_zip(data) as archive:
            sniff.refuse_bomb(archive, len(data), limits)
            package = Package(archive)
            package.refuse_entities()
            form = sniff.zip_kind(archive)
            if form == "xlsx":
                return _Content(form, *workbook.read_xlsx(data, package, limits))
            if form == "xlsb":
                return _Content(form, *workbook.read_xlsb(data, package, limits))
            from fangpin.io.ods import read_ods

            return _Content(form, *read_ods(package, limits))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileFault("file.truncated", "压缩包内容已损坏，文件可能没有传完") from error


def _read_ole2(data: bytes, password: Sequence[str], limits: Limits) -> _Content:
    from fangpin.io import biff, workbook
    from fangpin.io.encrypted import decrypt
    from fangpin.io.ole import ole2_kind, patched

    if ole2_kind(data) == "encrypted":
        return _read_zip(decrypt(data, password), limits)
    looks = biff.look(data)
    if looks.encrypted:
        data = decrypt(data, password)
        looks = biff.look(data)
    if looks.code_page:
        place, page = looks.code_page
        data = patched(data, place, page.to_bytes(2, "little"))
    return _Content("xls", *workbook.read_xls(data, looks))


def _read_text(data: bytes, limits: Limits) -> _Content:
    from fangpin.io.decode import decode

    text, encoding = decode(data)
    kind = sniff.markup_kind(text)
    if kind == "html":
        from fangpin.io.html import read_html

        tables = [table_of_grid(grid) for grid in read_html(text, limits)]
        if not tables:
            raise FileFault("file.not_a_table", "内容是网页，里面没有表格")
        return _Content(kind, tables, [], encoding)
    if kind == "spreadsheetml":
        from fangpin.io.spreadsheetml import read_spreadsheetml

        grids, skipped = read_spreadsheetml(text, limits)
        return _Content(kind, [table_of_grid(grid) for grid in grids], skipped, encoding)
    if kind == "xml":
        raise FileFault("file.not_a_table", "内容是 XML，不是 Excel 2003 的 XML 工作簿")
    from fangpin.io.delimited import read_delimited

    return _Content("csv", [read_delimited(text)], [], encoding)
