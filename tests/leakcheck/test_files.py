"""What a file holds out of sight is found, in every format; our own workbooks are clean."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from report.build import COUNTIES, results

from fangpin.commands.leakcheck import command
from fangpin.errors import FileFault
from fangpin.leakcheck import KINDS, check_file
from fangpin.report import write_reports

from .test_values import CARD, ID

PHONE = "13812345678"


def kinds(path: Path, **more: Any) -> set[str]:
    return {one.kind for one in check_file(path, **more)}


@pytest.fixture(scope="session")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with everything wrong that openpyxl can do."""
    path = tmp_path_factory.mktemp("leaky") / "漏.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    for row in (
        ["旗县区", "姓名", "证件号码", "电话", "卡号"],
        ["武川县", "张甲测", ID, int(PHONE), CARD],
        ["清水河县", "张乙测", "150121************", None, None],
    ):
        sheet.append(row)
    sheet["B2"].comment = Comment("家中有病人", "王某")
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[3].hidden = True
    other = book.create_sheet("草稿")
    other["A1"] = f"请打{PHONE}"
    other.sheet_state = "hidden"
    book.defined_names["机主"] = DefinedName("机主", attr_text=f'"{PHONE}"')
    book.defined_names["范围"] = DefinedName("范围", attr_text="名单!$A$1:$C$3")
    book.properties.creator = "王某某"
    book.properties.lastModifiedBy = "fangpin"
    book.save(path)
    return path


def converted(path: Path, form: str, folder: Path) -> Path:
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice here")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*call, str(path)], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{form}"


SEEN = {"id_number", "phone", "bank_card", "other_county", "hidden_sheet", "hidden_column",
        "hidden_row", "comment", "defined_name"}  # fmt: skip


def test_xlsx(leaky: Path) -> None:
    found = check_file(leaky, county="武川县")
    assert {one.kind for one in found} == SEEN | {"property"}
    places = {(one.sheet, one.cell, one.kind): one.value for one in found}
    assert places["名单", "C2", "id_number"] == "150121************"
    assert places["名单", "D2", "phone"] == "138****5678"
    assert places["名单", "E2", "bank_card"] == "6222************"
    assert places["名单", "A3", "other_county"] == "清水河县"
    assert ("名单", "D", "hidden_column") in places
    assert places["", "creator", "property"] == "王***"
    assert ("草稿", "A1", "phone") in places
    assert "other_county" not in kinds(leaky)


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_other_formats_saved_by_another_program(leaky: Path, tmp_path: Path, form: str) -> None:
    found = kinds(converted(leaky, form, tmp_path), county="武川县")
    assert SEEN - found == set()


def test_text_and_pages(tmp_path: Path) -> None:
    rows = f"旗县区,电话\n武川县,{PHONE}\n清水河县,\n"
    for name, encoding in (("a.csv", "utf-8-sig"), ("b.csv", "gb18030")):
        (tmp_path / name).write_text(rows, encoding=encoding)
        found = check_file(tmp_path / name, county="武川县")
        assert [(one.cell, one.kind) for one in found] == [("B2", "phone"), ("A3", "other_county")]
    (tmp_path / "c.log").write_text(f"一\n二 {ID}\n", encoding="utf-8")
    assert [one.cell for one in check_file(tmp_path / "c.log")] == ["第 2 行"]
    page = tmp_path / "d.html"
    page.write_text(
        '<!DOCTYPE html><html><!-- 王某 --><img src="https://x.cn/a.png"><table><tr><th>旗县区</th>'
        "</tr><tr><td>清水河县</td></tr></table><p>&#49;3812345678</p></html>",
        encoding="utf-8",
    )
    assert kinds(page, county="武川县") == {"comment", "external_link", "phone", "other_county"}


def test_parts_beside_the_sheets(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.write_url(0, 0, "https://x.cn/名单", string="见")
    sheet.set_header(f"&L{PHONE}")
    sheet.data_validation(1, 0, 1, 0, {"validate": "list", "source": [PHONE]})
    book.set_properties({"company": "某局", "author": "fangpin"})
    book.close()
    with zipfile.ZipFile(path, "a") as archive:
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        cache = f'<pivotCacheDefinition {space}><s v="{ID}"/></pivotCacheDefinition>'
        archive.writestr("xl/pivotCache/pivotCacheDefinition1.xml", cache)
        archive.writestr("xl/media/image1.png", b"\x89PNG")
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", f"<externalLink {space}/>")
    found = check_file(path)
    assert {one.kind for one in found} == {
        "external_link", "phone", "property", "pivot_cache", "id_number", "image", "macro",
    }  # fmt: skip
    assert sum(one.kind == "phone" for one in found) == 2


def test_text_in_pieces_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True})
    book.add_worksheet().write_rich_string(0, 0, "电话138", bold, "12345678")
    book.close()
    assert kinds(path) == {"phone"}


def test_our_own_workbooks_are_clean(tmp_path: Path) -> None:
    write_reports(results(per_village=20), tmp_path)
    for county in COUNTIES:
        assert check_file(tmp_path / "send" / f"预警清单_{county}.xlsx", county=county) == []
    assert check_file(tmp_path / "send" / "统计汇总.xlsx") == []


def test_another_countys_workbook_is_told_by_its_mark(tmp_path: Path) -> None:
    write_reports(results(), tmp_path)
    path = tmp_path / "send" / "预警清单_武川县.xlsx"
    assert kinds(path, county="清水河县") == {"other_county"}


def test_household_numbers_are_no_cards(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"户编号,备注\n{CARD},\n{PHONE},\n1,{CARD}\n{ID},\n", encoding="utf-8")
    found = check_file(path)
    assert [(one.cell, one.kind) for one in found] == [("B4", "bank_card"), ("A5", "id_number")]


def test_what_cannot_be_looked_into_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.pdf", b"%PDF-1.7\n"), ("b.xlsx", b"PK\x03\x04rubbish")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileFault):
            check_file(tmp_path / name)


def test_the_command_shows_masked_values_only(leaky: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, [str(leaky), "--county", "武川县"], standalone_mode=False)
    assert done.return_value == 1
    assert "完整证件号:C2 150121************" in done.output
    for value in (ID, PHONE, CARD, "王某"):
        assert value not in done.output
    (tmp_path / "好.csv").write_text("旗县区\n武川县\n", encoding="utf-8")
    done = CliRunner().invoke(command, [str(tmp_path / "好.csv")], standalone_mode=False)
    assert done.return_value == 0
    assert all(kind in KINDS for kind in kinds(leaky))
