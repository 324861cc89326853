"""Exemptions hide what was answered for, until the facts change or the day comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from fangpin.checks.exempt import Exempted, Exemption, apply, read_registers
from fangpin.checks.register import write_register
from fangpin.errors import UseError

from .small import found, member

ANN = "150101199001019500"
CHECK = """
[T]
table = '监测对象信息'
unit = 'person'
when = '''空(\"民族\")'''
evidence = ['民族', '备注']
"""
DAY = date(2024, 10, 15)


def findings(note: str) -> pl.DataFrame:
    return found(CHECK, 监测对象信息=[member("1", ANN, 民族=None, 备注=note)])


def entry(facts: str, until: date = date(2025, 1, 1)) -> Exemption:
    return Exemption("T", ANN, "已核实", "王某", until, facts, "exempt.toml 第1行")


def told(done: Exempted) -> list[str]:
    return [why for _, _, _, why, _ in done.lapsed]


def test_what_was_answered_for_is_hidden_counted_and_listed() -> None:
    now = findings("甲")
    done = apply(now, [entry(now["facts"][0])], DAY)
    assert done.shown.height == 0
    assert done.counts() == {"T": 1}
    assert done.hidden.select("check", "key", "reason", "who").rows() == [
        ("T", ANN, "已核实", "王某")
    ]
    assert done.lapsed == ()


def test_it_lapses_when_the_facts_change() -> None:
    done = apply(findings("乙"), [entry(findings("甲")["facts"][0])], DAY)
    assert done.shown.height == 1
    assert told(done) == ["事实已变"]


def test_it_holds_through_its_last_day() -> None:
    now = findings("甲")
    facts = now["facts"][0]
    assert apply(now, [entry(facts, DAY)], DAY).shown.height == 0
    assert told(apply(now, [entry(facts, date(2024, 10, 14))], DAY)) == ["已到期"]


def test_without_the_facts_it_hides_nothing_and_says_what_to_write() -> None:
    now = findings("甲")
    done = apply(now, [entry("")], DAY)
    assert done.shown.height == 1
    assert done.lapsed[0][3:] == ("缺事实码", now["facts"][0])


def test_an_entry_for_what_is_found_no_more_is_told() -> None:
    other = found(CHECK, 监测对象信息=[member("1", ANN, 民族="汉族", 备注="甲")])
    assert told(apply(other, [entry("x")], DAY)) == ["已不再出现"]


def test_the_facts_are_the_same_on_every_run() -> None:
    assert findings("甲")["facts"].to_list() == findings("甲")["facts"].to_list()
    assert findings("甲")["facts"].to_list() != findings("乙")["facts"].to_list()


TOML = """
[[exempt]]
check = "T"
key = "150101199001019500"
reason = "已核实"
who = "王某"
until = 2025-01-01
facts = "0123"
"""


def test_a_register_is_read_from_toml(tmp_path: Path) -> None:
    (tmp_path / "exempt.toml").write_text(TOML, "utf-8")
    (one,) = read_registers([str(tmp_path / "exempt.toml")])
    assert one == Exemption(
        "T", ANN, "已核实", "王某", date(2025, 1, 1), "0123", "exempt.toml 第2行"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TOML.replace('who = "王某"\n', ""), "exempt.toml 第2行:缺少 who(登记人)"),
        (TOML.replace("2025-01-01", '"明年"'), "exempt.toml 第2行:until(豁免至)应当是日期"),
        (TOML.replace("reason", "why"), "exempt.toml 第2行:没有“why”这一项"),
        ("[exempt]\n", "里只能有 [[exempt]]"),
        ("x = ", "读不懂"),
    ],
)
def test_a_wrong_register_is_told_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "exempt.toml").write_text(text, "utf-8")
    with pytest.raises(UseError) as error:
        read_registers([str(tmp_path / "exempt.toml")])
    assert message in error.value.message


def test_the_sheet_that_is_filled_in_is_read_back(tmp_path: Path) -> None:
    now = findings("甲")
    path = tmp_path / "豁免登记.xlsx"
    write_register(now, apply(now, [], DAY), path, "2024-10-15")
    assert read_registers([str(path)]) == []  # nothing filled in
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (row,) = [r for r in sheet.iter_rows() if r[0].value == "T"]
    header = {cell.value: n for n, cell in enumerate(sheet[row[0].row - 1])}
    row[header["原因"]].value, row[header["登记人"]].value = "已核实", "王某"
    row[header["豁免至"]].value = date(2025, 6, 30)
    book.save(path)
    (one,) = read_registers([str(path)])
    assert (one.check, one.key, one.until) == ("T", ANN, date(2025, 6, 30))
    assert apply(now, [one], DAY).shown.height == 0
