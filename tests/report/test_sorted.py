"""A county workbook filled in, sorted and saved in LibreOffice: every row keeps its key."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

pytestmark = pytest.mark.slow

COUNTY = "土默特左旗"
HEADER = 3
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
Sub Work(src, dst, lastRow, keyColumn, whoColumn, sortColumn)
  On Error Goto Failed
  lr = CLng(lastRow) : kc = CLng(keyColumn) : wc = CLng(whoColumn) : sc = CLng(sortColumn)
  Dim a(0) As New com.sun.star.beans.PropertyValue
  a(0).Name = "Hidden" : a(0).Value = True
  d = StarDesktop.loadComponentFromURL(ConvertToURL(src), "_blank", 0, a())
  s = d.Sheets.getByIndex(1)
  s.unprotect("")
  For i = 3 To lr
    s.getCellByPosition(wc, i).setString("核" + s.getCellByPosition(kc, i).getString())
  Next
  Dim f(0) As New com.sun.star.table.TableSortField
  f(0).Field = sc : f(0).IsAscending = False
  Dim p(1) As New com.sun.star.beans.PropertyValue
  p(0).Name = "SortFields" : p(0).Value = f()
  p(1).Name = "ContainsHeader" : p(1).Value = False
  s.getCellRangeByPosition(0, 3, wc + 3, lr).sort(p())
  s.protect("")
  Dim b(0) As New com.sun.star.beans.PropertyValue
  b(0).Name = "FilterName" : b(0).Value = "Calc MS Excel 2007 XML"
  d.storeToURL(ConvertToURL(dst), b())
  d.close(True)
  Exit Sub
Failed:
  StarDesktop.terminate()
End Sub
</script:module>
"""
)


@pytest.fixture(scope="module")
def pair(out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """(the sheet as we wrote it, the same filled in, sorted by the head's name and saved)."""
    if shutil.which("soffice") is None and os.environ.get("CI") != "true":
        pytest.skip("no LibreOffice here")
    folder = tmp_path_factory.mktemp("sorted")
    source, target = folder / "in.xlsx", folder / "out.xlsx"
    shutil.copy(out / "send" / f"预警清单_{COUNTY}.xlsx", source)
    ours = openpyxl.load_workbook(source)["预警清单"]
    place = {cell.value: cell.column - 1 for cell in ours[HEADER]}
    call = ["soffice", "--headless", "--norestore",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}"]  # fmt: skip
    ended([*call, "--terminate_after_init"])
    basic = folder / "profile/user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="M"/>'))
    (basic / "dialog.xlb").write_text(_LIBRARY.format(""))
    (basic / "M.xba").write_text(_MODULE, "utf-8")
    told = (ours.max_row - 1, place["户编号"], place["核实人"], place["户主"])
    numbers = ",".join(f'"{number}"' for number in told)
    macro = f'macro:///Standard.M.Work("{source}","{target}",{numbers})'
    ended([*call, macro])
    return ours, openpyxl.load_workbook(target)["预警清单"]


def ended(call: list[str], seconds: int = 120) -> None:
    """Run LibreOffice to its end; one that waits for somebody is ended with its children."""
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _rows(sheet: Any) -> dict[str, dict[str, Any]]:
    heads = [cell.value for cell in sheet[HEADER]]
    lines = sheet.iter_rows(min_row=HEADER + 1, values_only=True)
    return {line[heads.index("户编号")]: dict(zip(heads, line, strict=True)) for line in lines}


def test_it_was_sorted_and_no_row_lost_its_key(pair: tuple[Any, Any]) -> None:
    before, after = (_rows(sheet) for sheet in pair)
    assert list(before) != list(after)
    assert set(before) == set(after)
    for key, row in after.items():
        assert row["核实人"] == f"核{key}"
        for head in ("序号", "户主", "预警依据", "级别", "建议措施"):
            told, again = before[key][head], row[head]
            if isinstance(told, str):
                told, again = (str(t).replace("\x01", "").strip() for t in (told, again))
            assert again == told


def test_drop_downs_dates_and_locks_hold_for_every_row(pair: tuple[Any, Any]) -> None:
    sheet = pair[1]
    heads = {cell.value: cell.column for cell in sheet[HEADER]}
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    for kind, head in (("list", "核实结果"), ("date", "核实日期")):
        told = {cell for area in rules[kind].sqref.ranges for row in area.rows for cell in row}
        rows = {(row, heads[head]) for row in range(HEADER + 1, sheet.max_row + 1)}
        assert rows <= told
    assert sheet.protection.sheet
    for row in range(HEADER + 1, sheet.max_row + 1):
        assert sheet.cell(row, heads["户编号"]).protection.locked
        assert not sheet.cell(row, heads["核实结果"]).protection.locked


def test_filters_stay_open_to_the_clerk(out: Path) -> None:
    """In Excel's own words: 0 is allowed."""
    for name in ("预警清单", "待核"):
        sheet = openpyxl.load_workbook(out / "send" / f"预警清单_{COUNTY}.xlsx")[name]
        assert sheet.protection.sheet
        assert not sheet.protection.autoFilter
        assert not sheet.protection.sort
        assert sheet.auto_filter.ref
