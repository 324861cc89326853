"""msoffcrypto calls its encryption experimental: LibreOffice, which shares no code, opens it."""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import signal
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from fangpin.leaving.encrypt import encrypted

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice"),
]

_DTD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'  # noqa: E501
_LIBRARY = (
    _DTD.format("library:library", "library")
    + '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    ' library:readonly="false" library:passwordprotected="false">{0}</library:library>'
)
_MODULE = (
    _DTD.format("script:module", "module")
    + """<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M"
 script:language="StarBasic">
Sub Copy(src As String, dst As String, pw As String)
  Dim a(1) As New com.sun.star.beans.PropertyValue
  a(0).Name = "Hidden" : a(0).Value = True
  a(1).Name = "Password" : a(1).Value = pw
  d = StarDesktop.loadComponentFromURL(ConvertToURL(src), "_blank", 0, a())
  If Not IsNull(d) Then
    Dim b(0) As New com.sun.star.beans.PropertyValue
    b(0).Name = "FilterName" : b(0).Value = "Calc MS Excel 2007 XML"
    d.storeToURL(ConvertToURL(dst), b())
    d.close(True)
  End If
End Sub
</script:module>
"""
)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LibreOffice profile with a macro that opens a workbook by its password."""
    folder = tmp_path_factory.mktemp("profile")
    soffice(folder, "--terminate_after_init")
    basic = folder / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="M"/>'))
    (basic / "dialog.xlb").write_text(_LIBRARY.format(""))
    (basic / "M.xba").write_text(_MODULE)
    return folder


def soffice(profile: Path, *words: str, seconds: int = 120) -> None:
    """Run LibreOffice; a wrong password makes it wait for ever, so it is ended."""
    base = ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}"]
    process = subprocess.Popen(
        [*base, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def copied(profile: Path, source: Path, password: str, seconds: int = 120) -> Path:
    """The workbook as LibreOffice read and saved it, in the clear."""
    target = source.with_name(f"copy_{source.name}")
    macro = f'macro:///Standard.M.Copy("{source}","{target}","{password}")'
    soffice(profile, macro, seconds=seconds)
    return target


def workbook(rows: int) -> bytes:
    """A workbook of random text."""
    made, dice = io.BytesIO(), random.Random(7)
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("预警")
    for row in range(rows):
        sheet.write_row(
            row, 0, [f"第{row}行", *(f"{dice.getrandbits(1200):0300x}" for _ in range(8))]
        )
    book.close()
    return made.getvalue()


@pytest.mark.parametrize(("rows", "least"), [(3, 0), (6_500, 7_200_000)])
def test_libreoffice_opens_it(profile: Path, tmp_path: Path, rows: int, least: int) -> None:
    plain = workbook(rows)
    assert len(plain) > least
    path = tmp_path / "sealed.xlsx"
    path.write_bytes(encrypted(plain, "密码a1"))
    sheet = openpyxl.load_workbook(copied(profile, path, "密码a1"), read_only=True)["预警"]
    before = openpyxl.load_workbook(io.BytesIO(plain), read_only=True)["预警"]
    assert list(sheet.iter_rows(values_only=True)) == list(before.iter_rows(values_only=True))


def test_libreoffice_does_not_open_it_with_another_password(profile: Path, tmp_path: Path) -> None:
    path = tmp_path / "sealed.xlsx"
    path.write_bytes(encrypted(workbook(3), "密码a1"))
    assert not copied(profile, path, "wrong", seconds=15).exists()
