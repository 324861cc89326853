"""The summary on every kind of console."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from fangpin.report.model import Results
from fangpin.report.terminal import render, summary

from .build import NASTY, results


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii", "cp1252"])
def test_it_prints_whatever_the_console_can_show(city: Results, encoding: str) -> None:
    raw = io.BytesIO()
    console = io.TextIOWrapper(raw, encoding=encoding)
    summary(city, Path("结果"), console)
    text = raw.getvalue().decode(encoding)
    assert "2020-04-18" in text
    assert "\x1b" not in text  # no colours in a file
    if encoding in ("utf-8", "gbk"):
        assert "?" not in text


def test_it_says_what_was_not_evaluated_and_what_that_wants(city: Results) -> None:
    text = render(city)
    assert "未评估：C1 财产线索（未提供：车辆、商品房、工商登记、财政供养）" in text
    assert "部分评估：S3 未参加基本医保（名册未覆盖：武川县）" in text
    assert "监测无命中：1 户" in text


def test_counts_and_rows_add_up(city: Results) -> None:
    text = render(city)
    monitored = {
        (row["household_id"])
        for row in city.alerts.to_pylist()
        if row["rule"][0] == "G" and row["outcome"] == "hit"
    }
    (alerts, rows) = [line for line in text.split("\n") if line.startswith("| 合计")]
    assert f" {len(monitored)} / " in alerts
    assert [cell.strip() for cell in rows.split("|")[2:5]] == ["947", "931", "16"]
    assert "没有读入：医保/加密.xlsx：文件有密码，打不开。请去掉密码后重报" in text


def test_an_outdated_policy_is_said(city: Results) -> None:
    outdated = results()
    outdated.run["outdated"] = "参数过期。"
    assert "注意：参数过期。" in render(outdated)
    assert "注意" not in render(city)


def test_it_names_nobody(city: Results) -> None:
    text = render(city)
    for home in city.households.to_pylist():
        assert home["household_id"] not in text
    assert not any(name in text for name in NASTY)
    assert "150121" not in text


def test_markup_in_a_file_name_is_only_text() -> None:
    city = results()
    city.run["inputs"][0]["department"] = "[bold]扶贫[/]"
    assert "[bold]扶贫[/]" in render(city)
