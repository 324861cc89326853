"""Own rules that are wrong: one sentence with file, line and name, before anything is read."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest

from fangpin.checks.own import Own, prepare
from fangpin.errors import UseError
from fangpin.rosters.kinds import load_kinds
from fangpin.rules.book import rule_book
from fangpin.rules.policy import load_policy

HEAD = "[rules.X1]\nname = '自己的规则'\nlocal = '县里要求'\n"


def bind(text: str, folder: Path) -> Own:
    """The rules of a configuration, bound; nothing is read."""
    import tomllib

    path = folder / "fangpin.toml"
    path.write_text(text, "utf-8")
    policy, config = load_policy("hohhot-2020"), tomllib.loads(text)
    day = date(2020, 4, 18)
    return prepare(rule_book(), policy, load_kinds(), day, config=config, file=path)


# keys of the rule from line 4 on, the sentence after the file's name, a part of the hint
WRONG = [
    ("when = 'income_per_capit < 5000'", "第4行,X1:没有名为“income_per_capit”", "per_capita"),
    ("when = '人均收入 < 5000'", "第4行,X1:没有名为“人均收入”的", "上年人均纯收入"),
    ("when = '''\nsize > 1\nand 周数(\"证件号码\") < 16'''", "第6行,X1:没有名为“周数”的", "周岁"),
    ("when = 'size < $income_lin'", "第4行,X1:没有参数“$income_lin”", "income_line"),
    ("when = '\"面积\" < $income_lin'", "第4行,X1:没有参数“$income_lin”", "income_line"),
    ("when = '''有记录('低保名单')'''", "第4行,X1:没有名为“低保名单”的名册", "低保、特困供养"),
    ("when = 'age > 60'", "第4行,X1:“age”是每个人的事实", "有成员(…age…)"),
    ("when = 'size + 1'", "第4行,X1:when 里要写条件", ""),
    ("when = '\"面积\"'", "第4行,X1:这里要写条件,得到的是文字", "写成比较"),
    ("when = '''size > '多' '''", "第4行,X1:when 里有比较或计算的两边不合:类型", "同文字"),
    ("when = '''poverty_status + 1 > 2'''", "第4行,X1:when 里有比较或计算的两边不合", ""),
    ("when = 'not G1'", "第4行,X1:X1.when 写了 not G1", "G1 is not true"),
    ("when = 'size > 1'\nscope = 'G2'", "第5行,X1:X1.scope 的范围写了 G2", "G2 is true"),
    ("when = 'size > 1'\nlevel = 'purple'", "第5行,X1:没有名为“purple”的", ""),
    ("when = 'size > 1'\nlevel = 'size'", "第5行,X1:level 里要写red", ""),
    ("when = 'size > 1'\nevidence = '共{sise}人'", "第5行,X1:没有名为“sise”的", "size"),
    ("when = 'size > 1'\nevidence = '共{size人'", "第5行,X1:evidence 里的花括号不成对", ""),
    ("when = 'size > 1'\nrequires = 'incom'", "第5行,X1:没有名册或列“incom”", "income"),
    ("when = 'size > 1'\nrequires = 'medical.selfpaid'", "第5行,X1:没有名册或列", ""),
    ("when = 'size > 1'\nneeds = ['a']", "X1:needs 里没有参数“a”", ""),
    ("when = 'size > 1'\nper = '家'", "第5行,X1:per 不能是“家”", "household"),
    ("when = 'size > 1'\nlevle = 'red'", "第5行,X1:没有“levle”这一项", "level"),
    ("when = 'X1 is true'", "X1:规则互相引用成环", ""),
    ("per = '人'\nwhen = 'G1 is true'", "第5行,X1:按人的规则不能用规则 G1", "scope"),
    ("when = '\"面积\" > 1 = G1'", "第4行,X1:规则 G1 不能和名册的列写在同一个比较里", "and、or"),
    ("when = '''有记录('subsistence', size > 3)'''", "第4行,X1:名册的行里没有“size”", "本.size"),
    ("when = 'given.低保'", "第4行,X1:不认识", "given"),
    ("when = 'size > “3”'", "第4行,X1:用了中文标点", ""),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "message", "hint"), WRONG)
def test_it_is_one_clear_sentence(keys: str, message: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UseError) as error:
        bind(HEAD + keys + "\n", tmp_path)
    assert error.value.status == 2
    assert message in error.value.message
    assert re.search(r"fangpin\.toml 第\d+行,X1:", error.value.message)
    assert hint in error.value.hint
    assert "\n" not in error.value.message


WRONG_TABLES = [
    ("[rules.\"低\"]\nwhen = 'true'\n", "第1行,低:规则编号不能这样写", "X1"),
    ("[rules.g1]\nwhen = 'true'\n", "规则编号不能这样写", "大写字母开头"),
    (HEAD.replace("X1", "G1") + "when = 'true'\n", "G1:编号 G1 是自带的规则", "X1"),
    ("[rules.X1]\nname = 'a'\nwhen = 'true'\n", "X1:没有出处", "local"),
    ("[rules.X1]\nlocal = 'a'\nwhen = 'true'\n", "X1:缺少 name", ""),
    (HEAD, "X1:缺少 when", ""),
    (HEAD + "when = 'true'\ncause = 'case when true then 1 end'\n", "cause 只能是一个词", ""),
    ("[rules]\nX1 = 1\n", "每条规则应当是一个表", "[rules.X1]"),
    ("[parameters.income_line]\nvalues = []\n", "参数 income_line 政策里已经有了", "换个名字"),
    ("[parameters.a]\n", "参数 a 没有任何值", "values"),
    ("[parameters.a]\nvalues = [{ from = 2020-01-01, value = 1 }]\n", "参数 a 的值没有出处", ""),
    (
        "[rules.define.\"甲\"]\nexpression = '甲() or size > 1'\n" + HEAD + "when = '甲()'\n",
        "X1:定义 甲 用到了自己",
        "改写",
    ),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG_TABLES)
def test_a_wrong_table_is_told(text: str, message: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UseError) as error:
        bind(text, tmp_path)
    assert message in error.value.message
    assert hint in error.value.hint


REFUSED = [
    "exists (select 1 from read_text('a'))",
    "(select count(*) from duckdb_settings()) > 0",
    "size in (select hh from household_fact)",
    "household_fact.size > 1",
    "h.size > 1",
    "main.household_fact.size > 1",
    "read_csv('a.csv') is null",
    "getenv('HOME') = ''",
    "len(range(1000000000)) > size",
    "repeat('a', 1000000000) = head_name",
    "regexp_matches(head_name, '(a+)+$')",
    "head_name ~ '(a+)+$'",
    "head_name similar to 'a'",
    "head_name like 'a%'",
    "head_name || head_name = 'a'",
    "size::varchar = '1'",
    "cast(size as varchar) = '1'",
    "row_number() over (order by size) > 1",
    "count(*) > 1",
    "true; drop table household_fact",
    "drop table household_fact",
    "copy household_fact to 'a'",
    "attach 'a.db'",
    "install httpfs",
    "select 1",
    "? = 1",
    "columns(*) = 1",
    "* = 1",
    "[1] = 1",
    "{'a': 1} = 1",
    "random() > 0.5",
    "now() > last_visit_on",
    "size between symmetric 1 and 2",
    "list_transform([1], x -> x) = 1",
    "hh > 1",
    "pid > 1",
    "1e400 > size",
    "有记录('members.csv')",
    "有记录('income_of')",
    "有成员(有成员(有成员(age > 1)))",
    "有成员(regexp_matches(\"姓名\", '(a+)+$'))",
    "有成员((select 1) = 1)",
    '"姓名"::blob is null',
]


@pytest.mark.parametrize("when", REFUSED)
def test_it_is_refused_before_anything_is_read(when: str, tmp_path: Path) -> None:
    with pytest.raises(UseError) as error:
        bind(HEAD + f"when = '''{when}'''\n", tmp_path)
    assert re.search(r"fangpin\.toml 第4行,X1:", error.value.message)
    with pytest.raises(UseError):
        bind(HEAD + f"when = 'true'\nevidence = '''{{{when}}}'''\n", tmp_path)


def bomb(depth: int, last: str) -> str:
    """Definitions that double what they stand for at every step."""
    made = "".join(
        f"[rules.define.d{n}]\nexpression = '''d{n - 1}() or d{n - 1}()'''\n"
        for n in range(1, depth)
    )
    return f"[rules.define.d0]\nexpression = '''{last}'''\n" + made


@pytest.mark.parametrize(
    ("before", "when", "told"),
    [
        (bomb(15, "size > 1"), "d14()", "表达式太大"),
        (bomb(15, '空("姓名")'), "d14()", "表达式太大"),
        (bomb(40, "size > 1"), "d39()", "定义套得太深"),
        ("", "(" * 500 + "true" + ")" * 500, "嵌套太深"),
        ("", "not " * 900 + "true", "太深"),
        ("", " or ".join(["size > 1"] * 600), "超过 4000 个字符"),
        ("", "之前(" * 30 + '"姓名"' + ", '.')" * 30 + " = ''", "套得太深"),
    ],
)
def test_what_would_grow_or_recurse_is_refused(
    before: str, when: str, told: str, tmp_path: Path
) -> None:
    start = time.perf_counter()
    with pytest.raises(UseError, match=told):
        bind(f"{before}{HEAD}when = '''{when}'''\n", tmp_path)
    assert time.perf_counter() - start < 5


def test_a_name_is_never_pasted(tmp_path: Path) -> None:
    quoted = '姓名"" or 1=1 --'
    when = f"含(\"{quoted}\", 'drop table')"
    own = bind(HEAD + f"when = '''{when}'''\n", tmp_path)
    assert own.facts[0].uses[0][0].column == '姓名" or 1=1 --'
    assert "1=1" not in own.facts[0].sql
