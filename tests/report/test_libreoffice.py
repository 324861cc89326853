"""A county workbook that another program opened and saved again is still what it was."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fangpin.leakcheck import check_file

COUNTY = "土默特左旗"
FILL = ("核实结果", "核实日期", "核实人", "原因", "措施", "联系人")


@pytest.fixture(scope="module")
def pair(out: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, Path]:
    """(as we wrote it, as LibreOffice saved it, the latter's path)."""
    if shutil.which("soffice") is None and os.environ.get("CI") != "true":
        pytest.skip("no LibreOffice here")
    folder = tmp_path_factory.mktemp("saved")
    source = folder / "in.xlsx"
    shutil.copy(out / "send" / f"预警清单_{COUNTY}.xlsx", source)
    (folder / "to").mkdir()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "to"]
    subprocess.run([*call, source], check=True, capture_output=True, timeout=180)
    saved = folder / "to" / "in.xlsx"
    return openpyxl.load_workbook(source), openpyxl.load_workbook(saved), saved


def test_every_value_is_there(pair: tuple[Any, Any, Path]) -> None:
    ours, theirs, _ = pair
    assert ours.sheetnames == theirs.sheetnames
    for sheet in ours.worksheets:
        other = theirs[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                again = other.cell(cell.row, cell.column)
                if isinstance(cell.value, str):
                    # It drops what XML 1.0 has no character for.
                    assert _plain(again.value) == _plain(cell.value)
                else:
                    assert again.value == cell.value


def _plain(text: str | None) -> str:
    kept = (text or "").replace("\x01", "").replace("_x0001_", "")
    return kept.replace("\r", "").strip()


def test_drop_downs_dates_and_locks(pair: tuple[Any, Any, Path]) -> None:
    for book in pair[:2]:
        sheet = book["预警清单"]
        rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
        assert rules["list"].formula1.strip('"').split(",")[0] == "属实"
        assert rules["date"].operator in (None, "between")
        assert sheet.protection.sheet
        header = {cell.value: cell.column for cell in sheet[3]}
        assert sheet.cell(4, header["户编号"]).protection.locked
        assert not any(sheet.cell(4, header[name]).protection.locked for name in FILL)


def test_how_it_prints(pair: tuple[Any, Any, Path]) -> None:
    for book in pair[:2]:
        for sheet in book.worksheets:
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == 9
            if sheet.title != "说明":
                assert sheet.print_title_rows == "$3:$3"
                # Without a window LibreOffice keeps no frozen panes.
                assert sheet.freeze_panes == "F4" or book is pair[1]
                assert sheet.auto_filter.ref.startswith("A3:")


def test_row_heights_stay(pair: tuple[Any, Any, Path]) -> None:
    ours, theirs = pair[0]["预警清单"], pair[1]["预警清单"]
    for row in range(4, ours.max_row + 1):
        high = ours.row_dimensions[row].height
        assert abs(theirs.row_dimensions[row].height - high) < 1


def test_the_copy_leaks_no_more_than_ours(pair: tuple[Any, Any, Path]) -> None:
    assert check_file(pair[2], county=COUNTY) == []
