"""Exemptions of a scan's alerts, and the office's own checks beside a scan."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from fangpin.checks.alerts import exempt_alerts
from fangpin.checks.beside import prepare_own, run_own, write_exempted
from fangpin.checks.exempt import Exemption, Memory, Register
from fangpin.errors import UseError
from fangpin.pipeline import scan
from fangpin.report.model import Results
from fangpin.run import ScanOptions
from fangpin.timing import Clock

from .exports import Maker, write_exports

DAY = date(2024, 10, 15)
LISTS = pa.list_(pa.string())


def results(evidence: list[str], level: str = "yellow") -> Results:
    alerts = pa.table(
        {
            "rule": ["G1", "W1"],
            "household_id": ["1", "1"],
            "outcome": ["hit", "check"],
            "level": [level, "yellow"],
            "evidence": pa.array([evidence, ["待核"]], LISTS),
            "county": ["甲县", "甲县"],
        }
    )
    empty = pa.table({"household_id": pa.array([], pa.string())})
    counts = {
        "G1": {"甲县": {"hit": 1, "check": 0, "scope": 5}},
        "W1": {"甲县": {"hit": 0, "check": 1}},
    }
    states = {"G1": {"state": "evaluated"}, "W1": {"state": "partly"}, "W7": {"state": "not"}}
    return Results({"counts": counts, "rules": states}, {}, alerts, empty, empty, empty)


def entry(rule: str, until: date = date(2025, 1, 1)) -> Register:
    return Register((Exemption(rule, "1", "已核实", "王某", until, "", "exempt.toml 第1行"),))


FIRST = ["张三，45岁，人均纯收入4000元", "来源：甲.xlsx第5行“纯收入”"]


def test_an_alert_that_was_answered_for_is_hidden_and_counted() -> None:
    made = results(FIRST)
    done, exempted = exempt_alerts(made, entry("G1"), DAY, {})
    assert done.alerts["rule"].to_pylist() == ["W1"]
    assert done.run["counts"] == {
        "G1": {"甲县": {"hit": 0, "check": 0, "scope": 4}},  # neither met nor unmet
        "W1": {"甲县": {"hit": 0, "check": 1}},
    }
    assert done.run["exempted"] == {"G1": 1}
    assert done.run["exempted_counts"] == {"G1": {"甲县": 1}}
    assert done.run["hidden"] == [["G1", "1", "已核实", "王某", "2025-01-01"]]
    assert made.run["counts"]["G1"]["甲县"]["hit"] == 1
    assert exempted.hidden.height == 1


def why(made: Results, register: Register, memory: Memory) -> list[str]:
    done, _ = exempt_alerts(made, register, DAY, memory)
    return [one[3] for one in done.run["lapsed"]]


def test_it_holds_while_only_the_row_moves_and_lapses_when_the_figure_does() -> None:
    _, first = exempt_alerts(results(FIRST), entry("G1"), DAY, {})
    moved = ["张三，46岁，人均纯收入4000元", "来源：甲.xlsx第9行“纯收入”"]
    assert why(results(moved), entry("G1"), first.memory) == []
    changed = ["张三，45岁，人均纯收入3000元"]
    assert why(results(changed), entry("G1"), first.memory) == ["登记后事实有变"]
    assert why(results(FIRST, "red"), entry("G1"), first.memory) == ["登记后事实有变"]


def test_what_hides_nothing_says_why() -> None:
    assert why(results(FIRST), entry("G1", date(2024, 10, 14)), {}) == ["已到期"]
    assert why(results(FIRST), entry("W7"), {}) == ["这条规则这次没有评估"]


@pytest.fixture
def asked(tmp_path: Path) -> ScanOptions:
    write_exports(Maker(7, DAY, households=8).tables, tmp_path / "导出")
    own = {"table": "监测对象信息", "unit": "人", "when": '数值("公益性岗位(月数)") = 6'}
    return ScanOptions([tmp_path / "导出"], DAY, config={"checks": {"T1": own}})


def test_own_checks_are_written_beside_a_scan(asked: ScanOptions, tmp_path: Path) -> None:
    prepared = prepare_own(asked)
    assert prepared is not None
    done = scan(asked, Clock())
    checked = run_own(prepared, asked, done)
    write_exempted(done, checked, tmp_path, None)
    number = checked.shown.height
    lines = (tmp_path / "checks.csv").read_text("utf-8-sig").splitlines()
    assert number > 0 and len(lines) == number + 1
    assert lines[1].startswith("T1,")


def test_without_own_checks_there_is_nothing_to_do(asked: ScanOptions) -> None:
    assert prepare_own(replace(asked, config={})) is None
    wrong = {"checks": {"T1": {"table": "监测对象信息", "unit": "人", "when": "没有()"}}}
    with pytest.raises(UseError, match="没有名为“没有”的函数"):
        prepare_own(replace(asked, config=wrong))


def test_the_scan_command_writes_them_and_refuses_a_wrong_one_first(
    asked: ScanOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from fangpin.cli import cli

    good = "[checks.T1]\ntable = '监测对象信息'\nunit = '人'\nwhen = '空(\"民族\")'\n"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fangpin.toml").write_text(good, "utf-8")
    words = ["scan", str(asked.paths[0]), "--as-of", "2024-10-15", "--out", "结果", "-q"]
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.exception is None, result.exception
    assert (tmp_path / "结果" / "checks.csv").is_file()
    (tmp_path / "fangpin.toml").write_text(good.replace("空(", "没有("), "utf-8")
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert isinstance(result.exception, UseError)
    assert "fangpin.toml 第4行,T1:没有名为“没有”的函数" in result.exception.message


def test_a_register_hides_alerts_and_own_checks_of_a_scan(
    asked: ScanOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from fangpin.cli import cli

    monkeypatch.chdir(tmp_path)
    own = "[checks.T1]\ntable = '监测对象信息'\nunit = '人'\nwhen = '''\"姓名\" is not null'''\n"
    (tmp_path / "fangpin.toml").write_text('exempt = ["登记.csv"]\n' + own, "utf-8")
    (tmp_path / "登记.csv").write_text("户编号,规则,原因,登记人,豁免至\n", "utf-8")

    def run() -> str:
        words = ["scan", "导出", "--as-of", "2024-10-15", "--out", "结果"]
        result = CliRunner().invoke(cli, words, standalone_mode=False)
        assert result.exception is None, result.exception
        return result.output

    run()
    first = read(tmp_path / "结果" / "alerts.csv")[0]
    check = read(tmp_path / "结果" / "checks.csv")[0]
    with (tmp_path / "登记.csv").open("a", encoding="utf-8") as file:
        file.write(f"{first['household_id']},{first['rule']},已核实,王某,2025-01-01\n")
        file.write(f"{check['key']},T1,已核实,王某,2025-01-01\n")
        file.write("1,C001,已核实,王某,2025-01-01\n")  # an audit's: not of this run
    told = run()  # not “没有重写”: the register is an input
    assert "已豁免：2 处" in told
    listed = read(tmp_path / "结果" / "exempted.csv")
    assert {(r["rule"], r["key"]) for r in listed} == {
        (first["rule"], first["household_id"]),
        ("T1", check["key"]),
    }
    assert first not in read(tmp_path / "结果" / "alerts.csv")
    assert check not in read(tmp_path / "结果" / "checks.csv")
    assert "没有重写" in run()
    county = tmp_path / "结果" / "send" / f"预警清单_{first['county']}.xlsx"
    cover = openpyxl.load_workbook(county).worksheets[0]
    assert any("另有 1 处已由本级登记豁免" in str(c.value) for row in cover for c in row)
    city = openpyxl.load_workbook(tmp_path / "结果" / "send" / "统计汇总.xlsx")
    assert city["豁免"]["A4"].value == first["rule"]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
