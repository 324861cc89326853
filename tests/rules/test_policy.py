"""Policies: dated values by county and group, files that extend one, and every fault of a file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from fangpin.cli import run
from fangpin.errors import UseError
from fangpin.rules.policy import Policy, build, load_policy, shipped
from fangpin.rules.policy_check import check_file

HEAD = 'extends = "hohhot-2020"\n'
LINE = "[parameters.income_line]\n"
GOOD = '{ from = 2020-05-01, value = 6000, clause = "试" }'


def write(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def own(text: str) -> Policy:
    return build("own", HEAD + text, "own.toml")


def values(text: str) -> str:
    return HEAD + LINE + f"values = [{text}]\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('extends = "nowhere"\n', 1, "没有名为“nowhere”的政策"),
        (HEAD + "colour = 1\n", 2, "不认识“colour”"),
        (HEAD + "from = 2020\n", 2, "from 应当是日期"),
        (HEAD + 'rules = ["G1", "G9"]\n', 2, "没有规则“G9”"),
        (HEAD + 'rules = ["G1",\n "G1"]\n', 2, "规则“G1”写了两次"),
        (HEAD + 'rules = "G1"\n', 2, "rules 应当是一组规则编号"),
        ("title = '甲'\n", 1, "没有 rules"),
        (HEAD + "[parameters.no_such]\nvalues = []\n", 2, "参数 no_such 在被扩展的政策中不存在"),
        (HEAD + LINE + "colour = 1\n", 3, "参数 income_line中不认识“colour”"),
        (values('{ from = 2020-05-01, value = "多", clause = "试" }'), 3, "应当是数字"),
        (values('{ from = 2020-05-01, value = true, clause = "试" }'), 3, "应当是数字"),
        (values('{ from = 2020-05-01, value = 50001, clause = "试" }'), 3, "超出允许范围"),
        (values('{ from = 2020-05-01, value = 999, clause = "试" }'), 3, "超出允许范围"),
        (values("{ from = 2020-05-01, value = 6000 }"), 3, "没有出处"),
        (values('{ value = 6000, clause = "试" }'), 3, "缺少 from 日期或 value"),
        (values('{ from = "五月", value = 6000, clause = "试" }'), 3, "缺少 from 日期或 value"),
        (values('{ from = 2020-05-01, clause = "试" }'), 3, "缺少 from 日期或 value"),
        (values(f"{GOOD},\n {GOOD}"), 4, "在 2020-05-01 有两个值"),
        (
            values('{ from = 2020-05-01, value = 6000, clause = "试", group = "all" }'),
            3, "group 不能是“all”",
        ),
        (
            values('{ from = 2020-05-01, value = 6000, clause = "试", group = "other" }'),
            3, "不能按 group 取不同的值",
        ),
        (
            values('{ from = 2020-05-01, value = 6000, clause = "试", town = "甲镇" }'),
            3, "不认识“town”",
        ),
        (
            HEAD + '[parameters."subsidy.ending_fields"]\n'
            'values = [{ from = 2020-05-01, value = ["pay"], clause = "试" }]\n',
            3, "不能取“pay”",
        ),
        (
            HEAD + '[parameters."subsidy.ending_items"]\n'
            'values = [{ from = 2020-05-01, value = "甲", clause = "试" }]\n',
            3, "应当是一组文字",
        ),
        (HEAD + '[measures]\n"因病" = "医疗救助"\n', 3, "措施“因病”应当是一组文字"),
        (HEAD + "rules = [\n", 2, "不是有效的 TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    (fault,) = check_file(write(tmp_path, text))
    assert fault.line == line
    assert said in fault.message


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + 'rules = ["G9"]\n' + LINE + "values = [{ from = 2020-05-01, value = 1 }]\n"
    text += "[parameters.other]\nvalues = []\n"
    path = write(tmp_path, text)
    assert run(["policy", "check", str(path)], debug=True) == 2
    told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told[:3]] == [f"{path} 第{n}行" for n in (2, 4, 5)]
    assert told[3] == "共 3 处错误"


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('title = "甲"'.encode("gb18030"))
    assert check_file(path)[0].message == "不是 UTF-8 编码"


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="打不开政策文件"):
        check_file(tmp_path / "none.toml")


def test_a_good_file_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, values(GOOD))
    assert run(["policy", "check", str(path)], debug=True) == 0
    assert "没有错误" in capsys.readouterr().out


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_policies_have_no_fault(name: str) -> None:
    folder = Path(__file__).parents[2] / "fangpin" / "policies"
    assert check_file(folder / f"{name}.toml") == []


def test_a_value_counts_from_its_first_day() -> None:
    line = own(LINE + f"values = [{GOOD}]\n").parameters["income_line"]
    day = date(2020, 5, 1)
    assert (line.plain(day - timedelta(days=1)), line.plain(day)) == (5000, 6000)


def test_a_county_has_its_own_value() -> None:
    text = '{ from = 2020-05-01, county = "武川县", value = 7000, clause = "试" }'
    line = own(LINE + f"values = [{text}]\n").parameters["income_line"]
    found = {v.county: v.value for v in line.in_force(date(2020, 5, 1))}
    assert found == {None: 5000, "武川县": 7000}


def test_no_value_in_force_says_what_to_write() -> None:
    line = load_policy("national-2021").parameters["income_line"]
    assert line.plain(date(2021, 12, 31)) == 6000
    with pytest.raises(UseError, match=r"income_line.*没有有效值") as caught:
        line.plain(date(2022, 1, 1))
    assert "[parameters.income_line]" in caught.value.hint


def test_a_scan_on_a_day_without_a_value_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/脱贫户成员.csv").write_text(
        "户编号,姓名,证件号码,家庭人均纯收入\nH1,甲,,100\n", encoding="utf-8"
    )
    words = ["scan", str(tmp_path / "in"), "--policy", "national-2021", "--as-of", "2022-03-01"]
    assert run([*words, "--out", str(tmp_path / "out")], debug=True) == 2
    assert "income_line" in capsys.readouterr().err


def test_a_policy_that_extends_one_has_all_the_rest() -> None:
    base, made = load_policy("hohhot-2020"), own(LINE + f"values = [{GOOD}]\n")
    assert made.rules == base.rules
    assert made.measures == base.measures
    assert {k: v for k, v in made.parameters.items() if k != "income_line"} == {
        k: v for k, v in base.parameters.items() if k != "income_line"
    }


def test_diff_tells_rules_values_and_where_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "hohhot-2020", "national-2021"], debug=True) == 0
    told = capsys.readouterr().out
    assert "- 规则 G1 脱贫不稳定户(六(一)1)" in told
    assert "+ 规则 N3 突发严重困难户" in told
    assert "- 自 2020-04-18:5000  出处:六(一)1、2" in told
    assert "+ 自 2021-05-14 至 2021-12-31:6000" in told
    assert "poverty_line" not in told


def test_diff_of_a_policy_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "diff", "hohhot-2020", "hohhot-2020"], debug=True) == 0
    assert "没有差别" in capsys.readouterr().out


def test_show_tells_each_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "show", "hohhot-2020"], debug=True) == 0
    assert "自 2020-04-18 建档立卡户:5000  本地选择" in capsys.readouterr().out


def test_an_unknown_policy_names_those_there_are() -> None:
    with pytest.raises(UseError, match="没有名为") as caught:
        load_policy("none")
    assert "hohhot-2020" in caught.value.hint
