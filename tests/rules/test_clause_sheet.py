"""The sheet 条款对照: every clause, what serves it, and figures that agree with the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fangpin.cli import run
from fangpin.demo import AS_OF
from fangpin.report.statistics_clauses import FIELDS, NAME
from fangpin.rules.clauses import clauses

from .city import DemoCity

Line = dict[str, Any]


@pytest.fixture(scope="module")
def out(city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan of the demo city."""
    folder = tmp_path_factory.mktemp("sheet") / "out"
    words = ["scan", str(city.folder), "--as-of", AS_OF.isoformat(), "--out", str(folder)]
    run([*words, "-q", "--no-cache"], debug=True)
    return folder


@pytest.fixture(scope="module")
def lines(out: Path) -> list[Line]:
    """The lines of the sheet by header."""
    sheet = openpyxl.load_workbook(out / "send/统计汇总.xlsx")[NAME]
    rows = list(sheet.iter_rows(values_only=True))
    heads = [field.header for field in FIELDS]
    start = next(n for n, row in enumerate(rows) if list(row[: len(heads)]) == heads)
    return [dict(zip(heads, row, strict=False)) for row in rows[start + 1 :] if row[0]]


def test_every_clause_is_there(lines: list[Line]) -> None:
    assert list(dict.fromkeys(line["编号"] for line in lines)) == [c.number for c in clauses()]


def test_a_clause_that_nothing_serves_says_so(lines: list[Line]) -> None:
    waiting = {line["编号"] for line in lines if line["状态"] == "未实现"}
    assert waiting == {one.number for one in clauses() if not one.served}
    assert all(
        line["没有评估的和原因、没有覆盖的"].startswith("等：")
        for line in lines
        if line["状态"] == "未实现"
    )


def test_the_figures_are_those_of_the_run(lines: list[Line], out: Path) -> None:
    record = json.loads((out / "run.json").read_text("utf-8"))
    for line in lines:
        rule = str(line["规则或输出"]).partition(" ")[0]
        if line["状态"] not in ("已评估", "部分评估") or line["命中"] == "*":
            continue
        off = set(record["rules"][rule]["not_in"])
        cells = [n for county, n in record["counts"][rule].items() if county not in off]
        assert line["研判户数"] == sum(n.get("scope", 0) for n in cells)
        assert line["命中"] == sum(n.get("hit", 0) for n in cells)


def test_a_rule_that_was_not_evaluated_says_why(lines: list[Line], out: Path) -> None:
    record = json.loads((out / "run.json").read_text("utf-8"))
    off = [line for line in lines if line["状态"] == "未评估"]
    assert {str(line["规则或输出"]).partition(" ")[0] for line in off} <= {
        rule for rule, state in record["rules"].items() if state["state"] == "not"
    }
    assert all("未提供" in line["没有评估的和原因、没有覆盖的"] for line in off)
    assert all(line["命中"] == "—" for line in off)


def test_small_figures_of_illness_are_hidden(lines: list[Line]) -> None:
    told = [line for line in lines if str(line["规则或输出"]).startswith(("W1 ", "W4 ", "S16 "))]
    assert told
    assert [line for line in told if line["命中"] in (1, 2) or line["待核"] in (1, 2)] == []
