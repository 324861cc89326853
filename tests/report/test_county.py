"""The county workbooks."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fangpin.report import write_reports
from fangpin.report.county import file_names, write_counties
from fangpin.report.model import Results

from .build import COUNTIES, NASTY, results

_ID = re.compile(r"150121[0-9]{9}")
_PHONE = re.compile(r"1[3-9][0-9]{9}(?![0-9])")


def _book(folder: Path, name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder / "send" / f"预警清单_{name}.xlsx")


def _rows(sheet: Worksheet) -> list[dict[str, Any]]:
    header, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(header, row, strict=True)) for row in rows]


def _alerts(city: Results, county: str, outcome: str) -> list[dict[str, Any]]:
    return [
        row
        for row in city.alerts.to_pylist()
        if row["county"] == county and row["outcome"] == outcome
    ]


def _texts(path: Path) -> str:
    with zipfile.ZipFile(path) as file:
        return "\n".join(file.read(name).decode() for name in file.namelist() if "xml" in name)


@pytest.mark.parametrize("county", COUNTIES)
def test_a_line_a_household_with_all_its_causes(city: Results, out: Path, county: str) -> None:
    hits = _alerts(city, county, "hit")
    rows = _rows(_book(out, county)["预警清单"])
    assert {row["户编号"] for row in rows} == {hit["household_id"] for hit in hits}
    assert len({row["户编号"] for row in rows}) == len(rows)
    by_id = {row["户编号"]: row["预警依据"] for row in rows}
    for hit in hits:
        assert f"【{city.rules[hit['rule']].name}】" in by_id[hit["household_id"]]


@pytest.mark.parametrize("county", COUNTIES)
def test_check_households_with_what_is_missing_and_what_to_ask(
    city: Results, out: Path, county: str
) -> None:
    checks = _alerts(city, county, "check")
    rows = _rows(_book(out, county)["待核"])
    assert {row["户编号"] for row in rows} == {check["household_id"] for check in checks}
    hits = {hit["household_id"] for hit in _alerts(city, county, "hit")}
    for row in rows:
        assert "上年家庭纯收入" in row["缺什么"]
        assert "因病" not in row["缺什么"]  # another rule is nothing that one can ask for
        assert row["入户要问"].split("\n") == [
            "上年度全家纯收入多少元？工资、经营、财产、转移性收入各多少？",
            "请核对身份证原件，把号码报回。",
        ]
        assert (row["同时在预警清单"] == "是") == (row["户编号"] in hits)


def test_where_figures_came_from_stands_on_a_sheet_of_its_own(city: Results, out: Path) -> None:
    book = _book(out, "土默特左旗")
    rows = _rows(book["出处"])
    assert len(rows) == len(_alerts(city, "土默特左旗", "hit"))
    numbers = {row["户编号"]: row["序号"] for row in _rows(book["预警清单"])}
    for row in rows:
        assert row["序号"] == numbers[row["户编号"]]
        assert "医保/医疗费用.csv第12行“自付”" in row.values()
    assert not any("来源" in row["预警依据"] for row in _rows(book["预警清单"]))


def test_ranked_by_village_then_level_then_causes(out: Path) -> None:
    levels = "红橙黄蓝"
    for county in COUNTIES:
        rows = _rows(_book(out, county)["预警清单"])
        keys = [
            (row["乡镇"], row["村"], levels.index(row["级别"]), -_causes(row["预警依据"]))
            for row in rows
        ]
        assert keys == sorted(keys)
        assert [row["序号"] for row in rows] == list(range(1, len(rows) + 1))


def _causes(reasons: str) -> int:
    return len(re.findall(r"(?m)^【(?!另有待核)", reasons))


def test_households_with_their_members(city: Results, out: Path) -> None:
    rows = _rows(_book(out, "土默特左旗")["户情"])
    listed = {
        row["household_id"] for row in city.alerts.to_pylist() if row["county"] == "土默特左旗"
    }
    members = [row for row in city.members.to_pylist() if row["household_id"] in listed]
    assert {row["户编号"] for row in rows} == listed
    assert len(rows) == len(members)
    firsts = [row for row in rows if row["脱贫属性"]]
    assert len(firsts) == len(listed)
    assert {row["住房"] for row in firsts} == {"安全", "不安全", "不明"}
    assert any("疑似未登记" in (row["与户主关系"] or "") for row in rows)


def test_review_gives_no_id_and_no_phone_away(out: Path) -> None:
    for path in (out / "send").glob("*.xlsx"):
        text = _texts(path)
        assert not _ID.search(text)
        assert not _PHONE.search(re.sub(r"1501[0-9]{9}", "", text))  # household numbers
    rows = _rows(_book(out, "土默特左旗")["户情"])
    assert {row["证件号码"] for row in rows} - {None} == {"150121************"}
    assert {row["联系电话"][:3] for row in rows if row["联系电话"]} == {"138"}


def test_work_shows_everything_and_says_so(city: Results, work: Path) -> None:
    book = _book(work, "土默特左旗")
    ids = {row["id_number"] for row in city.members.to_pylist()}
    shown = {row["证件号码"] for row in _rows(book["户情"])} - {None}
    assert shown <= ids
    assert len(shown) > 20
    assert "严禁外传" in str(book["说明"]["A3"].value)


def test_public_shows_village_head_size_and_group_only(tmp_path: Path) -> None:
    city = results()
    for path in write_counties(city, tmp_path, "public"):
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["公示"]
        text = _texts(path)
        assert not _ID.search(text)
        assert not re.search("病|残|138|户编号|1501", text)
        for row in _rows(book["公示"]):
            assert set(row) == {"序号", "乡镇", "村", "户主", "家庭人口", "类别"}
            assert row["户主"][1] == "*"
            assert set(row["类别"].split("、")) <= {
                "脱贫不稳定户",
                "低收入边缘户",
                "补贴依赖户",
                "刚性支出骤增户",
            }


def test_a_county_without_alerts_gets_its_workbook(out: Path) -> None:
    book = _book(out, "新城区")
    assert _rows(book["预警清单"]) == []
    assert "没有预警户" in str([cell.value for cell in book["说明"]["A"]])
    (leaving,) = _rows(book["监测无命中"])
    assert leaving["情况"] == "监测无命中"


def test_nasty_names_are_text(out: Path) -> None:
    cells = [
        cell
        for county in COUNTIES
        for row in _book(out, county)["户情"].iter_rows(min_row=4)
        for cell in row
    ]
    assert not [cell for cell in cells if cell.data_type == "f"]
    names = {str(cell.value) for cell in cells}
    assert {name for name in NASTY if "\x01" not in name} <= names
    assert any("赵" in name and "六" in name for name in names)


def test_what_to_fill_in_is_open_and_the_key_is_locked(city: Results, out: Path) -> None:
    sheet = _book(out, "土默特左旗")["预警清单"]
    header = {cell.value: cell.column for cell in sheet[3]}
    assert sheet.protection.sheet
    for row in range(4, sheet.max_row + 1):
        assert sheet.cell(row, header["户编号"]).protection.locked
        for name in ("核实结果", "核实日期", "核实人", "原因", "措施", "联系人"):
            assert not sheet.cell(row, header[name]).protection.locked
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert rules["list"].formula1 == '"属实,不属实,部分属实,暂未核实"'
    first = (date(2020, 4, 18) - date(1899, 12, 30)).days
    assert rules["date"].formula1.lstrip("=") == str(first)
    for rule in rules.values():
        (block,) = rule.sqref.ranges
        assert (block.min_row, block.max_row) == (4, sheet.max_row)


def test_it_prints_on_a4_with_its_header_on_every_page(out: Path) -> None:
    for sheet in _book(out, "托克托县").worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        if sheet.title != "说明":
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.freeze_panes == "F4"
            assert sheet.auto_filter.ref.startswith("A3:")


def test_no_row_hides_its_text(out: Path) -> None:
    """Measured apart from the code: Chinese characters of two widths, lines of the column's."""
    sheet = _book(out, "土默特左旗")["预警清单"]
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            room = sheet.column_dimensions[cell.column_letter].width
            lines = sum(
                max(1, -(-sum(2 if ord(c) > 255 else 1 for c in line) // int(room)))
                for line in str(cell.value or "").split("\n")
            )
            assert sheet.row_dimensions[cell.row].height >= min(lines * 13.5, 409)


def test_the_cover_counts_what_the_lists_hold(city: Results, out: Path) -> None:
    sheet = _book(out, "土默特左旗")["说明"]
    rows = list(sheet.iter_rows(values_only=True))
    for rule, text in city.rules.items():
        hits = [r for r in _alerts(city, "土默特左旗", "hit") if r["rule"] == rule]
        checks = [r for r in _alerts(city, "土默特左旗", "check") if r["rule"] == rule]
        found = [row for row in rows if row[1] == text.name and isinstance(row[3], int)]
        if city.run["rules"][rule]["state"] == "not":
            assert found == []
        else:
            assert (found[0][3], found[0][5]) == (len(hits), len(checks))


def test_the_cover_names_what_was_not_evaluated_here(out: Path) -> None:
    here = str(list(_book(out, "武川县")["说明"].iter_rows(values_only=True)))
    assert "报来的名册没有覆盖本县" in here
    assert "未提供：大病、慢病的是否救治" in here
    there = str(list(_book(out, "托克托县")["说明"].iter_rows(values_only=True)))
    assert "没有覆盖" not in there


def test_an_outdated_policy_is_said_on_every_cover(tmp_path: Path) -> None:
    city = results()
    city.run["outdated"] = True
    for path in write_counties(city, tmp_path):
        cells = [cell.value for cell in openpyxl.load_workbook(path)["说明"]["A"]]
        assert any("请先核对现行标准" in str(cell) for cell in cells)


def test_the_same_input_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for path in write_reports(results(), tmp_path):
        assert path.read_bytes() == (out / path.relative_to(tmp_path)).read_bytes()


def test_processes_side_by_side_write_the_same(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangpin.report.jobs.MANY", 0)
    for path in write_counties(results(), tmp_path, workers=2):
        assert path.read_bytes() == (out / "send" / path.name).read_bytes()


def test_a_workbook_that_another_process_cannot_write_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangpin.report.jobs.MANY", 0)
    (tmp_path / "是文件").write_text("")
    with pytest.raises(OSError):
        write_counties(results(), tmp_path / "是文件", workers=2)


@pytest.mark.parametrize(("split", "count"), [("none", 1), ("town", 9), ("county", 5)])
def test_a_workbook_a_county_a_town_or_one(tmp_path: Path, split: str, count: int) -> None:
    assert len(write_counties(results(), tmp_path, split=split)) == count


def test_file_names_that_windows_takes() -> None:
    names = file_names(["a/b:c", "con", "COM1.x", "尾. ", "A", "a", "", "\x01县"])
    assert names == {
        "a/b:c": "a_b_c",
        "con": "con_",
        "COM1.x": "COM1.x_",
        "尾. ": "尾",
        "A": "A",
        "a": "a_2",
        "": "未命名",
        "\x01县": "_县",
    }
