"""统计汇总.xlsx ties to the lists and gives no sick person away."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fangpin.report.model import Results

from .build import COUNTIES


@pytest.fixture(scope="module")
def review(out: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(out / "send" / "统计汇总.xlsx")


@pytest.fixture(scope="module")
def full(work: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(work / "send" / "统计汇总.xlsx")


def _table(sheet: Worksheet, depth: int) -> dict[tuple[Any, ...], dict[tuple[str, str], Any]]:
    """Rows by place, cells by (group, header)."""
    groups, headers, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    keys, group = [], ""
    for above, header in zip(groups, headers, strict=True):
        group = above or group
        keys.append((group, header))
    return {row[:depth]: dict(zip(keys[depth:], row[depth:], strict=True)) for row in rows}


def _hits(city: Results, rule: str) -> list[dict[str, Any]]:
    return [
        row for row in city.alerts.to_pylist() if row["rule"] == rule and row["outcome"] == "hit"
    ]


def test_counts_by_county_tie_to_the_alerts(city: Results, full: openpyxl.Workbook) -> None:
    table = _table(full["旗县区"], 1)
    sizes = {row["household_id"]: row["size"] for row in city.households.to_pylist()}
    for rule in ("G1", "G2", "G3", "G4"):
        name = city.rules[rule].name
        for county in COUNTIES:
            hits = [hit for hit in _hits(city, rule) if hit["county"] == county]
            assert table[county,][name, "户"] == len(hits)
            assert table[county,][name, "人"] == sum(sizes[hit["household_id"]] for hit in hits)
        assert table["合计",][name, "户"] == len(_hits(city, rule))
    for rule in ("W1", "W2", "W3", "W4", "W7"):
        key = ("支出和申请预警（户）", city.rules[rule].name)
        assert table["合计",][key] == len(_hits(city, rule))


@pytest.mark.parametrize(("name", "depth"), [("旗县区", 1), ("乡镇", 2), ("村", 3)])
def test_every_total_is_the_sum_of_its_rows(full: openpyxl.Workbook, name: str, depth: int) -> None:
    table = _table(full[name], depth)
    total = table.pop(("合计", *[None] * (depth - 1)))
    for key, whole in total.items():
        assert whole == sum(row[key] for row in table.values())


def test_households_count_once_under_their_most_urgent_level(
    city: Results, full: openpyxl.Workbook
) -> None:
    total = _table(full["旗县区"], 1)["合计",]
    group = "预警户按最急级别（户）"
    hit = {r["household_id"] for r in city.alerts.to_pylist() if r["outcome"] == "hit"}
    assert sum(total[group, level] for level in "红橙黄蓝") == len(hit)
    assert total["其他（户）", "预警户合计"] == len(hit)


@pytest.mark.parametrize("name", ["旗县区", "乡镇", "村", "原因级别"])
def test_outside_work_no_one_or_two_tells_of_illness(review: openpyxl.Workbook, name: str) -> None:
    shown = []
    if name == "原因级别":
        for row in review[name].iter_rows(min_row=4, values_only=True):
            shown += row[2:] if row[0] in ("因病", "因残", "部门阈值") else ()
    else:
        for row in _table(review[name], {"旗县区": 1, "乡镇": 2, "村": 3}[name]).values():
            shown += [row["支出和申请预警（户）", cause] for cause in ("因病", "因残", "部门阈值")]
    assert "*" in shown
    assert not {1, 2} & set(shown)


def test_work_hides_nothing(full: openpyxl.Workbook) -> None:
    for name in ("旗县区", "乡镇", "村", "原因级别", "总览"):
        cells = [cell for row in full[name].iter_rows(values_only=True) for cell in row]
        assert "*" not in cells


def test_levels_add_up_to_the_cause(full: openpyxl.Workbook) -> None:
    rows = list(full["原因级别"].iter_rows(min_row=4, values_only=True))
    assert rows
    for row in rows:
        assert sum(row[2:6]) == row[6]


def test_guarantee_rates_come_from_the_runs_counts(
    city: Results, review: openpyxl.Workbook
) -> None:
    rows = {row[:2]: row[2:] for row in review["保障户数"].iter_rows(min_row=4, values_only=True)}
    cell = city.run["counts"]["S5"]["土默特左旗"]
    scope, hit, check = cell["scope"], cell["hit"], cell["check"]
    met = scope - hit - check
    assert rows["住房安全", "土默特左旗"] == (scope, met, hit, check, met / (met + hit))
    assert set(rows["基本医保参保", "武川县"]) == {"—"}  # not covered there
    assert ("大病救治", "全市") not in rows  # tells of illness


def test_data_quality_adds_up(city: Results, review: openpyxl.Workbook) -> None:
    rows = {row[0]: row[1:] for row in review["数据质量"].iter_rows(min_row=4, values_only=True)}
    assert rows["扶贫"][:3] == (490, 486, 4)
    assert rows["合计"][:3] == (947, 931, 16)
    faults = list(review["数据问题"].iter_rows(min_row=4, values_only=True))
    assert ("医保", "id.length", "证件号位数不对", "请按身份证原件填写", "退回", 2) in faults
    assert faults[-1][-1] == city.problems.num_rows


def test_rules_say_what_they_lacked(review: openpyxl.Workbook) -> None:
    rows = {row[1]: row for row in review["规则"].iter_rows(min_row=4, values_only=True)}
    assert rows["G1"][5] == "已评估"
    assert rows["C1"][5:] == ("未评估", "未提供：车辆、商品房、工商登记、财政供养")
    assert rows["S3"][5:] == ("部分评估", "名册未覆盖：武川县")


def test_a_rule_that_was_not_evaluated_has_no_numbers(review: openpyxl.Workbook) -> None:
    rows = {row[1]: row for row in review["总览"].iter_rows(values_only=True)}
    assert rows["财产线索"][2:6] == ("—", "—", "—", "未评估")


def test_charts_are_native(out: Path) -> None:
    with zipfile.ZipFile(out / "send" / "统计汇总.xlsx") as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2


def test_statistics_name_nobody(city: Results, out: Path) -> None:
    with zipfile.ZipFile(out / "send" / "统计汇总.xlsx") as file:
        text = file.read("xl/sharedStrings.xml").decode()
    for home in city.households.to_pylist():
        assert home["household_id"] not in text
    assert "张1测" not in text
