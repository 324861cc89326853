"""Exemptions of a scan's alerts, and the office's own checks beside a scan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from fangpin.checks.alerts import exempt_alerts, with_facts
from fangpin.checks.beside import prepare_own, write_own
from fangpin.checks.exempt import Exemption
from fangpin.errors import UseError
from fangpin.pipeline import ScanOptions, scan
from fangpin.report.model import Results
from fangpin.timing import Clock

from .exports import Maker, write_exports

DAY = date(2024, 10, 15)
LISTS = pa.list_(pa.string())


def results(evidence: list[str]) -> Results:
    alerts = pa.table(
        {
            "rule": ["G1", "W1"],
            "household_id": ["1", "1"],
            "outcome": ["hit", "check"],
            "evidence": pa.array([evidence, ["待核"]], LISTS),
            "county": ["甲县", "甲县"],
        }
    )
    empty = pa.table({"household_id": pa.array([], pa.string())})
    counts = {"G1": {"甲县": {"hit": 1, "check": 0}}, "W1": {"甲县": {"hit": 0, "check": 1}}}
    return Results({"counts": counts}, {}, alerts, empty, empty, empty)


def entry(made: Results, rule: str) -> Exemption:
    facts = dict(with_facts(made).select("check", "facts").iter_rows())[rule]
    return Exemption(rule, "1", "已核实", "王某", date(2025, 1, 1), facts, "exempt.toml 第1行")


def test_an_alert_that_was_answered_for_is_hidden_and_counted() -> None:
    made = results(["人均纯收入4000元", "来源：甲.xlsx第5行“纯收入”"])
    done = exempt_alerts(made, [entry(made, "G1")], DAY)
    assert done.alerts["rule"].to_pylist() == ["W1"]
    assert done.run["counts"] == {
        "G1": {"甲县": {"hit": 0, "check": 0}},
        "W1": {"甲县": {"hit": 0, "check": 1}},
    }
    assert done.run["exempted"] == {"G1": 1}
    assert done.run["hidden"] == [("G1", "1", "已核实", "王某", "2025-01-01")]
    assert made.run["counts"]["G1"]["甲县"]["hit"] == 1


def test_it_holds_while_only_the_row_moves_and_lapses_when_the_figure_does() -> None:
    known = entry(results(["人均纯收入4000元", "来源：甲.xlsx第5行“纯收入”"]), "G1")
    moved = results(["人均纯收入4000元", "来源：甲.xlsx第9行“纯收入”"])
    assert exempt_alerts(moved, [known], DAY).alerts.num_rows == 1
    changed = exempt_alerts(results(["人均纯收入3000元"]), [known], DAY)
    assert changed.alerts.num_rows == 2
    assert changed.run["lapsed"][0][3] == "事实已变"


@pytest.fixture
def asked(tmp_path: Path) -> ScanOptions:
    write_exports(Maker(7, DAY, households=8).tables, tmp_path / "导出")
    own = {"table": "监测对象信息", "unit": "人", "when": '数值("公益性岗位(月数)") = 6'}
    return ScanOptions([tmp_path / "导出"], DAY, config={"checks": {"T1": own}})


def test_own_checks_are_written_beside_a_scan(asked: ScanOptions, tmp_path: Path) -> None:
    prepared = prepare_own(asked, None)
    assert prepared is not None
    number = write_own(prepared, asked, scan(asked, Clock()), tmp_path)
    lines = (tmp_path / "checks.csv").read_text("utf-8-sig").splitlines()
    assert number > 0 and len(lines) == number + 1
    assert lines[1].startswith("T1,")


def test_without_own_checks_there_is_nothing_to_do(asked: ScanOptions) -> None:
    assert prepare_own(replace(asked, config={}), None) is None
    wrong = {"checks": {"T1": {"table": "监测对象信息", "unit": "人", "when": "没有()"}}}
    with pytest.raises(UseError, match="没有名为“没有”的函数"):
        prepare_own(replace(asked, config=wrong), None)


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
