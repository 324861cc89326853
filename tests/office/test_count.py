"""Totals and rates are counted from the rosters of a scan, and shown as the office named them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cron.county import AS_OF, COUNTIES, NAMES, person, write

from fangpin.cli import run
from fangpin.rosters.clean.id_number import check_character

HEAD = ["户编号", "姓名", "证件号码", "与户主关系", "旗县区", "乡镇", "行政村", "脱贫属性",
        "是否享受政策", "劳动技能", "是否危房户"]  # fmt: skip
CONFIG = """
[tables."十个百分百"]
by = "town"
rates = [
    { name = "义务教育在校率", rule = "S1" },
    { name = "基本医保参保率", per = "person", of = "registered", met = "insured" },
    { name = "安全住房率", of = "registered", met = "not unsafe_housing" },
    { name = "无病率", of = "registered", met = "not serious_illness" },
    { name = "未用的规则", rule = "N1" },
]
[totals.homes]
name = "脱贫户"
stated = 7
unit = "户"
per = "household"
of = "poverty_status = '已脱贫'"
parts = [{ say = "武川县的", of = "county = '武川县'", within = true }]
"""


def child(number: int) -> str:
    first = f"150125201005{10 + number}{960 + number}"
    return first + check_character(first)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    heads = [
        [f"15012{n}001", NAMES[n], person(n), "户主", list(COUNTIES)[n // 2], f"{n}镇", "甲村",
         "已脱贫", "是", "普通劳动力" if n else "", "否"]
        for n in range(6)
    ]  # fmt: skip
    heads += [
        [f"15012{n}001", "白小", child(n), "之子", list(COUNTIES)[n // 2], f"{n}镇", "甲村",
         "已脱贫", "是", "", "否"]
        for n in range(2)
    ]  # fmt: skip
    write(folder / "名册/扶贫/成员.csv", [HEAD, *heads])
    rows = [[NAMES[n], person(n), "2020", "正常参保"] for n in range(4)]
    write(folder / "名册/医保/参保.csv", [["姓名", "证件号码", "参保年度", "参保状态"], *rows])
    school = [["白小", child(0), "小学", "在读"]]
    write(folder / "名册/教育/学籍.csv", [["姓名", "证件号码", "学段", "学籍状态"], *school])
    (folder / "fangpin.toml").write_text(CONFIG, "utf-8")
    words = ["--config", str(folder / "fangpin.toml"), "--out", str(folder / "出"), "-q"]
    run(["scan", str(folder / "名册"), "--as-of", AS_OF, *words], debug=True)
    return folder / "出"


@pytest.fixture(scope="module")
def book(out: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(out / "send/统计汇总.xlsx")


def record(out: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((out / "run.json").read_text("utf-8"))
    return made


def test_stated_totals_stand_beside_what_the_rosters_say(out: Path) -> None:
    found = {one["key"]: one for one in record(out)["totals"]}
    assert found["workers"]["found"] == 5  # one of six heads has no word of labour
    assert ["劳动能力没有填", False, 1] in found["workers"]["parts"]
    assert found["students"]["found"] == 1
    assert ["义务教育适龄、未见有效学籍", False, 1] in found["students"]["parts"]
    assert found["fringe_students"]["found"] is None
    assert found["fringe_students"]["missing"]
    assert found["homes"]["parts"] == [["武川县的", True, 2]]


def test_the_sheet_says_the_difference_and_where_to_look(book: openpyxl.Workbook) -> None:
    rows = {row[2]: row for row in book["通知数对账"].iter_rows(min_row=4, values_only=True)}
    workers = rows["已脱贫享受政策且有劳动意愿的人"]
    assert workers[4:7] == (7245, 5, -7240)
    assert "另有劳动能力没有填：1 人" in workers[7]
    assert rows["义务教育阶段边缘户家庭学生"][5] == "—"
    assert "未提供" in rows["义务教育阶段边缘户家庭学生"][7]
    assert rows["脱贫户"][4:7] == (7, 6, -1)


def test_rates_of_the_office_are_a_sheet(book: openpyxl.Workbook) -> None:
    sheet = book["十个百分百"]
    groups = [
        cell for cell in next(sheet.iter_rows(min_row=3, max_row=3, values_only=True)) if cell
    ]
    assert groups[2:] == [
        "义务教育在校率（户）", "基本医保参保率（人）", "安全住房率（户）", "无病率（户）",
        "未用的规则（户）",
    ]  # fmt: skip
    rows = {row[:2]: row[2:] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert rows["全市", None][5:10] == (8, 4, 4, 0, 0.5)
    assert rows["武川县", "小计"][5:10] == (4, 2, 2, 0, 0.5)
    assert rows["武川县", "0镇"][5:10] == (2, 1, 1, 0, 0.5)
    assert rows["全市", None][0:4] == (6, 5, 1, 0)
    assert set(rows["武川县", "小计"][15:20]) == {"*"}  # tells of illness: the city alone
    assert set(rows["全市", None][20:25]) == {"—"}
    meaning = {row[0]: row for row in book["十个百分百口径"].iter_rows(min_row=4, values_only=True)}
    assert meaning["基本医保参保率"][1:4] == ("人", "registered", "insured")
    assert "本政策不用" in meaning["未用的规则"][4]


def test_a_name_of_persons_in_a_rate_of_households_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '[tables."甲"]\nrates = [{ name = "乙", of = "registered", met = "insured" }]\n'
    (tmp_path / "fangpin.toml").write_text(text, "utf-8")
    write(tmp_path / "名册/扶贫/成员.csv", [HEAD[:8], [
        "150125001", "白雪莲", person(0), "户主", "武川县", "某镇", "甲村", "已脱贫"]])  # fmt: skip
    words = ["--config", str(tmp_path / "fangpin.toml"), "--out", str(tmp_path / "出")]
    assert run(["scan", str(tmp_path / "名册"), "--as-of", AS_OF, *words], debug=False) == 2
    told = capsys.readouterr().err
    assert "insured" in told
    assert "person" in told
