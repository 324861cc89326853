"""What a workbook, page or text gives away: numbers, other counties, what is out of sight."""

from __future__ import annotations

from pathlib import Path

from fangpin.errors import FileFault
from fangpin.leakcheck.model import KINDS, Finding, Leaks

__all__ = ["KINDS", "OWN_OF_SLIPS", "Finding", "check_file"]

# What a correction slip holds by its purpose: the sender's own rows with its numbers, notes on the
# cells, and the hidden columns by which a scan knows it again.
OWN_OF_SLIPS = frozenset(
    {"id_number", "id_number_15", "phone", "bank_card", "comment", "hidden_column", "hidden_row"}
)


def check_file(
    path: str | Path,
    *,
    county: str | None = None,
    password: str | None = None,
    department: str | None = None,
) -> list[Finding]:
    """Every place of a file that gives something away, in the file's order, values masked.

    county: the only county whose rows may stand in it; password: opens an encrypted workbook;
    department: it must be this department's correction slip, whose own numbers are no finding.
    The file is told by its content: xlsx, xls, ods (and Word or slide packages), a page, a table
    or any text. Raises FileFault: file.encrypted, file.truncated, file.unreadable, and
    file.not_a_table for what can't be looked into (PDF, pictures, xlsb).
    """
    source = Path(path)
    try:
        data = source.read_bytes()
    except OSError as error:
        raise FileFault("file.unreadable", "文件不存在，或没有读取权限") from error
    leaks = Leaks(source.name, county, department)
    _look(data, leaks, (password,) if password else ())
    if department is None:
        return leaks.findings
    if leaks.departments != [department]:
        leaks.add("", "fangpin.department", "other_department", "、".join(leaks.departments))
    return [one for one in leaks.findings if one.kind not in OWN_OF_SLIPS]


def _look(data: bytes, leaks: Leaks, passwords: tuple[str, ...]) -> None:
    from fangpin.io import sniff

    if data.startswith(b"PK"):
        _look_into_zip(data, leaks)
    elif data.startswith(sniff.OLE2):
        _look_into_ole2(data, leaks, passwords)
    elif data.strip(b"\x00 \t\r\n"):
        from fangpin.leakcheck.text import look

        sniff.refuse_known(data)
        look(data, leaks)


def _look_into_zip(data: bytes, leaks: Leaks) -> None:
    import zipfile
    import zlib

    from fangpin.io import sniff
    from fangpin.io.limits import Limits
    from fangpin.io.package import Package
    from fangpin.leakcheck import ods, ooxml

    try:
        with sniff.open_zip(data) as archive:
            sniff.refuse_bomb(archive, len(data), Limits())
            package = Package(archive)
            package.refuse_entities()
            names = archive.namelist()
            look = ods.look if "content.xml" in names else ooxml.look
            look(package, names, leaks)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileFault("file.truncated", "压缩包内容已损坏，文件可能没有传完") from error


def _look_into_ole2(data: bytes, leaks: Leaks, passwords: tuple[str, ...]) -> None:
    from fangpin.io import biff
    from fangpin.io.encrypted import decrypt
    from fangpin.io.ole import ole2_kind
    from fangpin.leakcheck import xls

    if ole2_kind(data) == "encrypted":
        _look_into_zip(decrypt(data, passwords), leaks)
        return
    looks = biff.look(data)
    if looks.encrypted:
        data = decrypt(data, passwords)
        looks = biff.look(data)
    xls.look(data, looks, leaks)
