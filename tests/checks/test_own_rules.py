"""An office's own rules: any fact and any column, in every output that the shipped rules have."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fangpin.checks.own_names import fact_types

from .office import PLACE, Office, number, person

A, B, C, D, E = (number(born, n) for n, born in enumerate(
    ("19500101", "19850202", "20120303", "19900404", "20150505")
))  # fmt: skip
MEMBERS = [
    person("1", "甲", A, **{"人均纯收入": "3000", "种植面积（亩）": "2.5", "电动车": "有"}),
    person("1", "乙", B, 与户主关系="之子", **{"人均纯收入": "3000", "备注": "外出"}),
    person("1", "丙", C, 与户主关系="之孙女", **{"人均纯收入": "3000"}),
    person("2", "丁", D, **{"人均纯收入": "8000", "种植面积（亩）": "12", "电动车": "无"}),
    person("2", "戊", E, 与户主关系="之女", **{"人均纯收入": "8000"}),
    person("3", "己", "", **{"人均纯收入": "4000", "村": "丁村"}),
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return given(tmp_path)


def given(folder: Path) -> Office:
    made = Office(folder)
    made.give("脱贫户家庭成员", MEMBERS)
    made.give(
        "低保名册",
        [
            {"姓名": "乙", "证件号码": B, "低保类别": "低保", "保障金额": "300", "银行": "甲行"},
            {"姓名": "丁", "证件号码": D, "低保类别": "低保", "保障金额": "500", "银行": "乙行"},
        ],
    )  # fmt: skip
    made.give("行政村信息", [{**PLACE, "行政村": "乙村", "总户数": "90", "通村路": "未硬化"}])
    return made


def rule(text: str, name: str = "X1", **more: str) -> str:
    told = {"name": "自己的规则", "local": "县里要求"} | more
    return f"[rules.{name}]\n" + "".join(f"{k} = '''{v}'''\n" for k, v in told.items()) + text


# Each condition, by what it is judged for, and the households that it finds.
CONDITIONS = [
    ("income_per_capita < 5000", "户", {"1": "hit", "3": "hit"}),
    ("上年人均纯收入 < $income_line", "户", {"1": "hit", "3": "hit"}),
    ('"种植面积" > 10', "户", {"2": "hit", "3": "check"}),
    ('"电动车" = \'有\'', "户", {"1": "hit", "3": "check"}),
    ('"电动车" = \'有\' and income_per_capita < 5000', "户", {"1": "hit", "3": "check"}),
    ('("电动车" = \'有\') is true', "户", {"1": "hit"}),
    ('空("电动车")', "户", {"3": "hit"}),
    ("有成员(age >= 65 and 周岁(\"证件号码\") >= 65)", "户", {"1": "hit"}),
    ("全户都(age < 60)", "户", {"2": "hit"}),
    ("成员数(age < 18) = 1 and size >= 3", "户", {"1": "hit"}),
    ("有成员(有记录('subsistence', 数值(\"保障金额\") > 900))", "户", {}),
    ("记录值('subsistence', \"银行\") = '甲行'", "户", {"1": "hit"}),
    ("记录值('subsistence', \"银行\") is null", "户", {"3": "hit"}),
    ("not 记录值('subsistence', \"银行\") = '甲行'", "户", {"2": "hit", "3": "hit"}),
    ("记录合计('subsistence', 数值(\"保障金额\")) < 400", "户", {"1": "hit", "3": "hit"}),
    ("有成员(有记录('subsistence', 数值(\"保障金额\") > 400))", "户", {"2": "hit"}),
    ("有记录('低保、特困供养', \"银行\" = '甲行')", "户", {"1": "hit"}),
    ("记录合计('subsistence', 数值(\"保障金额\")) * 12 / size > 2000", "户", {"2": "hit"}),
    ("成员值(\"备注\", age between 30 and 40) = '外出'", "户", {"1": "hit"}),
    ("有记录('行政村信息', \"通村路\" = '未硬化')", "村", {"1": "hit", "2": "hit"}),
    ("成员数() > 4 and income_per_capita < 5000", "村", {"1": "hit"}),
    ("G1 is true and not 有成员(age < 6)", "户", {"1": "hit", "3": "hit"}),
    ("age >= 65", "人", {"1": "hit", "3": "check"}),
    ("\"与户主关系\" = '之子' and 有记录('subsistence')", "人", {"1": "hit"}),
    ("第几位(\"证件号码\", 7, 10) = '2015'", "人", {"2": "hit", "3": "check"}),
    ("age < 18 and 有成员(\"与户主关系\" = '户主' and age > 60)", "人", {"1": "hit"}),
    ("birth_date >= '2015-01-01' and \"姓名\" = '戊'", "人", {"2": "hit"}),
    ("月份差('2015-05', 核查日) >= 59 and age < 6", "人", {"2": "hit", "3": "check"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A scan with every condition as a rule of its own, X1 and on."""
    office = given(tmp_path_factory.mktemp("conditions"))
    rules = [
        rule(f"when = '''{when}'''\n", f"X{n}", per=per)
        for n, (when, per, _) in enumerate(CONDITIONS, 1)
    ]
    office.configure("\n".join(rules))
    office.scan("-q")
    return office


@pytest.mark.parametrize("place", range(len(CONDITIONS)), ids=[one[0] for one in CONDITIONS])
def test_a_condition_finds_whom_it_is_for(judged: Office, place: int) -> None:
    alerts = judged.alerts(f"X{place + 1}")
    assert {home: one["outcome"] for home, one in alerts.items()} == CONDITIONS[place][2]


RULE = """
[parameters."县.线"]
title = "县里的线"
unit = "元"
range = [0, 100000]
vary = ["county"]
values = [
    { from = 2020-01-01, value = 1, local = "别的县不用" },
    { from = 2020-01-01, value = 5000, county = "武川县", local = "县里定" },
]

[rules.define."有地"]
arguments = ["多少"]
expression = '''"种植面积" >= 多少'''

[rules.X1]
name = "收入低、有地"
local = "县里要求"
requires = "income"
reads = "subsistence"
scope = "registered"
when = '''income_per_capita < $县.线 and 有地(2) and "人均纯收入" < $县.线'''
level = "case when income_per_capita < 4000 then 'orange' else 'yellow' end"
cause = "因灾"
department = "农牧"
evidence = "人均{income_per_capita}元,种地{\\"种植面积\\"}亩,{成员数()}人,建档立卡{registered}"
"""


def test_it_is_in_every_output(office: Office) -> None:
    office.configure(RULE)
    told = office.scan()
    assert "其他" in told
    found = office.alerts("X1")
    assert list(found) == ["1", "3"]
    hit, check = found["1"], found["3"]
    assert (hit["outcome"], hit["level"], hit["cause"]) == ("hit", "orange", "因灾")
    assert (hit["department"], hit["clause"]) == ("农牧", "本地:县里要求")
    assert hit["evidence"][0] == "人均3000元,种地2.5亩,3人,建档立卡是"
    assert "来源：脱贫户家庭成员.csv第2行“人均纯收入、种植面积”" in hit["evidence"]
    assert "民政临时救助" in hit["measures"]
    assert (check["outcome"], check["missing"]) == ("check", ["种植面积"])
    record = office.record()
    assert record["rules"]["X1"]["state"] == "evaluated"
    assert record["counts"]["X1"] == {"武川县": {"hit": 1, "check": 1, "scope": 3}}
    assert record["parameters"]["县.线"]["unit"] == "元"
    folder = office.folder / "结果"
    facts = duckdb.sql(f"describe from '{folder / 'households.parquet'}'").fetchall()
    assert "own_x1_1" in [row[0] for row in facts]
    county = openpyxl.load_workbook(folder / "send" / "预警清单_武川县.xlsx")
    assert "人均3000元,种地2.5亩,3人" in text_of(county["预警清单"])
    assert "种植面积" in text_of(county["待核"])
    assert "收入低、有地" in text_of(county["说明"])
    assert "收入低、有地" in text_of(openpyxl.load_workbook(folder / "send" / "统计汇总.xlsx"))


def text_of(cells: object) -> str:
    sheets = cells.worksheets if isinstance(cells, openpyxl.Workbook) else [cells]
    return "\n".join(str(c.value) for sheet in sheets for row in sheet for c in row)  # type: ignore[attr-defined]


def test_explain_and_whatif_know_it(office: Office) -> None:
    office.configure(RULE)
    office.scan("-q")
    out = str(office.folder / "结果")
    result = office.run("explain", "1", "--run", out, "--json")
    card = json.loads(result.output)
    assert card["agrees"]
    own = next(one for one in card["rules"] if one["id"] == "X1")
    assert own["outcome"] == "hit"
    assert "人均3000元,种地2.5亩" in own["sentence"]
    labels = [one["label"] for one in own["numbers"]]
    assert "种植面积" in labels and "上年人均纯收入" in labels
    result = office.run("whatif", "--set", "县.线=100", "--run", out)
    assert result.exception is None, result.exception
    assert "X1" in result.output


def test_without_a_sentence_it_says_what_it_looked_at(office: Office) -> None:
    office.configure(rule("when = '''age < 9 and \"与户主关系\" = '之女' '''\n", per="人"))
    office.scan("-q")
    (alert,) = [one for one in office.alerts("X1").values() if one["outcome"] == "hit"]
    assert alert["evidence"][0] == "戊,自己的规则:年龄=4、与户主关系=之女"
    assert alert["persons"] == ["戊"]
    assert "来源：脱贫户家庭成员.csv第6行“与户主关系”" in alert["evidence"]


def test_a_roster_that_did_not_come_leaves_the_rule_out(office: Office) -> None:
    text = "when = '''有成员(有记录('deaths', \"死因\" = '病')) or age_days > 3'''\n"
    office.configure(rule(text.replace(" or age_days > 3", "")))
    told = office.scan()
    assert office.record()["rules"]["X1"] == {
        "state": "not", "missing": ["死亡、户口注销"], "not_in": []
    }  # fmt: skip
    assert "未评估：X1 自己的规则（未提供：死亡、户口注销）" in told


def test_a_column_that_is_nowhere_is_told_with_its_line(office: Office) -> None:
    office.configure(rule("when = '''\n有成员(true)\nand \"种植面机\" > 1'''\n"))
    with pytest.raises(Exception, match="第6行,X1:“家庭成员”没有“种植面机”这一列") as error:
        office.scan("-q")
    assert "种植面积（亩）" in error.value.hint  # type: ignore[attr-defined]


def test_the_types_of_facts_are_those_of_a_run(office: Office) -> None:
    from datetime import date

    from fangpin.pipeline import judged
    from fangpin.run import ScanOptions
    from fangpin.timing import Clock

    with judged(ScanOptions([office.folder / "名册"], date(2020, 4, 18)), Clock()) as done:
        for unit in ("household", "person"):
            rows = done.connection.execute(f"describe {unit}_fact").fetchall()
            assert dict(fact_types(unit)) == {row[0]: row[1] for row in rows}
