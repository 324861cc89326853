"""Exemptions hide what was answered for, until the facts change or the day comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from fangpin.checks.exempt import Exempted, Exemption, Register, apply
from fangpin.checks.offer import write_offer
from fangpin.checks.register import known, read_registers
from fangpin.checks.remembered import recall, save
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


def entry(facts: str = "", until: date = date(2025, 1, 1), reason: str = "已核实") -> Register:
    return Register((Exemption("T", ANN, reason, "王某", until, facts, "exempt.toml 第1行"),))


def told(done: Exempted) -> list[str]:
    return [one.why for one in done.lapsed]


def test_what_was_answered_for_is_hidden_counted_and_listed() -> None:
    done = apply(findings("甲"), entry(), DAY)
    assert done.shown.height == 0
    assert done.counts() == {"T": 1}
    (row,) = done.table().iter_rows(named=True)
    assert (row["rule"], row["key"], row["state"], row["reason"]) == ("T", ANN, "hidden", "已核实")
    assert (row["since"], row["register"]) == ("2024-10-15", "exempt.toml 第1行")
    assert "民族=空" in row["evidence"]
    assert not done.lapsed


def test_it_lapses_by_itself_when_the_facts_change() -> None:
    first = apply(findings("甲"), entry(), DAY)
    same = apply(findings("甲"), entry(), date(2024, 11, 1), first.memory)
    assert same.shown.height == 0
    assert same.hidden["since"].to_list() == ["2024-10-15"]
    changed = apply(findings("乙"), entry(), date(2024, 11, 1), first.memory)
    assert changed.shown.height == 1
    assert told(changed) == ["登记后事实有变"]
    (row,) = changed.table().iter_rows(named=True)
    assert "备注=甲" in row["before"] and "备注=乙" in row["evidence"]


def test_an_entry_that_is_written_anew_rests_on_the_facts_of_then() -> None:
    first = apply(findings("甲"), entry(), DAY)
    again = apply(findings("乙"), entry(reason="乙也核实了"), DAY, first.memory)
    assert again.shown.height == 0
    back = apply(findings("甲"), entry(), DAY, again.memory)
    assert back.shown.height == 0  # the facts that it rests on are there again


def test_the_facts_may_stand_in_the_register() -> None:
    now = findings("甲")
    assert apply(now, entry(now["facts"][0]), DAY).shown.height == 0
    assert told(apply(findings("乙"), entry(now["facts"][0]), DAY)) == ["登记后事实有变"]


def test_it_holds_through_its_last_day() -> None:
    assert apply(findings("甲"), entry(until=DAY), DAY).shown.height == 0
    over = apply(findings("甲"), entry(until=date(2024, 10, 14)), DAY)
    assert told(over) == ["已到期"]
    assert not over.memory


def test_an_entry_for_what_is_found_no_more_is_told() -> None:
    other = found(CHECK, 监测对象信息=[member("1", ANN, 民族="汉族", 备注="甲")])
    assert told(apply(other, entry(), DAY)) == ["已不再出现"]
    assert told(apply(other, entry(), DAY, judged=())) == ["这条规则这次没有评估"]


def test_what_entries_rest_on_is_remembered_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "豁免事实.csv"
    assert recall(path) == {}
    done = apply(findings("甲\n二行"), entry(), DAY)
    save(done.memory, path)
    assert recall(path) == done.memory
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.stat().st_mtime_ns
    save(done.memory, path)
    assert path.stat().st_mtime_ns == before
    path.write_text("别的,东西\n1,2\n", "utf-8")
    with pytest.raises(UseError, match="豁免依据的事实"):
        recall(path)


TOML = """
[[exempt]]
rule = "T"
household = "150101199001019500"
reason = "已核实"
who = "王某"
until = 2025-01-01
"""


def test_a_register_is_read_from_toml(tmp_path: Path) -> None:
    (tmp_path / "exempt.toml").write_text(TOML, "utf-8")
    made = read_registers([tmp_path / "exempt.toml"])
    assert made == Register(
        (Exemption("T", ANN, "已核实", "王某", date(2025, 1, 1), "", "exempt.toml 第2行"),)
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TOML.replace('who = "王某"\n', ""), "exempt.toml 第9行“登记人”一列:没有填登记人"),
        (TOML.replace("2025-01-01", '"明年"'), "exempt.toml 第9行“until”一列:不是日期"),
        (TOML.replace("reason", "why"), "exempt.toml 第9行:没有“why”这一项"),
        (TOML.replace('"150101199001019500"', "5"), "“household”一列:应当是文字,请加上引号"),
    ],
)
def test_a_wrong_row_is_told_and_the_rest_goes_on(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "exempt.toml").write_text(TOML + text, "utf-8")
    made = read_registers([tmp_path / "exempt.toml"])
    assert len(made.entries) == 1
    (said,) = made.faults
    assert fault in said and said.endswith("这一条没有采用")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("exempt.toml", "[exempt]\n", "里只能有 [[exempt]]"),
        ("exempt.toml", "x = ", "读不懂"),
        ("登记.csv", "户编号,规则\n1,G1\n", "不是豁免登记"),
        ("没有.toml", "", "找不到豁免登记"),
    ],
)
def test_a_file_that_is_no_register_is_a_wrong_call(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    if text:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UseError) as error:
        read_registers([tmp_path / name])
    assert message in error.value.message


SHEET = """某县豁免登记,,,,
户编号,规则,原因,登记人,豁免至
1,G1,已核实,王某,2025-06-30
2,G1,已核实,,2025-06-30
3,G1,已核实,王某,六月
4,G9,已核实,王某,2025.6.30
,,,,
5,,已核实,王某,2025/6/30
1.5227E+15,G1,已核实,王某,20250630
6,S3,已核实,王某,2025年6月30日
"""


def test_a_sheet_with_wrong_rows(tmp_path: Path) -> None:
    (tmp_path / "登记.csv").write_text(SHEET, "utf-8")
    made = known(read_registers([tmp_path / "登记.csv"]), ["G1", "G2", "S3"], ["G1"])
    assert [(one.check, one.key, one.until) for one in made.entries] == [
        ("G1", "1", date(2025, 6, 30))
    ]
    assert list(made.faults) == [
        "登记.csv 第4行“登记人”一列:没有填登记人,这一条没有采用",
        "登记.csv 第5行“豁免至”一列:不是日期,请写成 2025-06-30,这一条没有采用",
        "登记.csv 第8行“规则”一列:没有填规则,这一条没有采用",
        "登记.csv 第9行“户编号”一列:编号变成了科学计数,请改成文字格式再填,这一条没有采用",
        "登记.csv 第6行“规则”一列:没有规则“G9”,相近的:G2、G1,这一条没有采用",
    ]


def test_a_workbook_with_days_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["household", "rule", "reason", "who", "until when"])
    sheet.append([1501030000139, "G1", "已核实", "王某", date(2025, 6, 30)])
    book.save(tmp_path / "登记.xlsx")
    (one,) = read_registers([tmp_path / "登记.xlsx"]).entries
    assert (one.key, one.until) == ("1501030000139", date(2025, 6, 30))


def test_the_sheet_that_is_filled_in_is_read_back(tmp_path: Path) -> None:
    now = findings("甲")
    path = tmp_path / "豁免登记.xlsx"
    write_offer(apply(now, Register(), DAY), path, "2024-10-15")
    assert read_registers([path]) == Register()  # nothing filled in
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (row,) = [r for r in sheet.iter_rows() if r[0].value == "T"]
    header = {cell.value: n for n, cell in enumerate(sheet[row[0].row - 1])}
    row[header["原因"]].value, row[header["登记人"]].value = "已核实", "王某"
    row[header["豁免至"]].value = date(2025, 6, 30)
    book.save(path)
    (one,) = read_registers([path]).entries
    assert (one.check, one.key, one.until) == ("T", ANN, date(2025, 6, 30))
    assert one.facts == now["facts"][0]
    assert apply(now, Register((one,)), DAY).shown.height == 0
