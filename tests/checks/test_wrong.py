"""What a clerk gets wrong, and the one sentence that says so: file, line, what, what instead."""

from __future__ import annotations

import pytest

from fangpin.errors import UseError

from .small import judge, member, prepare

HEAD = "[X]\ntable = '监测对象信息'\nunit = 'person'\n"
ROWS = [member("1", "150101199001019500", 劳动技能="无劳动力", **{"人均纯收入（元）": "1"})]

# what is written after `when =` (from line 4 on), the sentence, the hint
WRONG = [
    (
        "'''\"劳动力技能\" = '无劳动力' '''",
        "本县.toml 第4行,X:“监测对象信息”没有“劳动力技能”这一列",
        "相近的列:劳动技能",
    ),
    (
        "'''\n脱贫户()\nand 周数(\"证件号码\") < 16\n'''",
        "本县.toml 第6行,X:没有名为“周数”的函数",
        "相近的:项数、数值、周岁",
    ),
    (
        "'''有记录('已外出务工名单')'''",
        "本县.toml 第4行,X:没有名为“已外出务工名单”的名册",
        "相近的:已外出务工信息、计划外出务工、计划外出务工信息",
    ),
    (
        "'''\"姓名\" = “张三”'''",
        "本县.toml 第4行,X:用了中文标点““”",
        '请改成英文标点 "',
    ),
    (
        "'''\"姓名\" is null and ('''",
        "本县.toml 第4行,X:表达式读不懂",
        "请检查括号和引号是否成对、and/or 两边是否都有条件;列名用双引号,文字用单引号",
    ),
    (
        "'''周岁(\"证件号码\", '2024-13-01') < 16'''",
        "本县.toml 第4行,X:“2024-13-01”不是日期",
        "",
    ),
    (
        "'''\"劳动技能\" and 空(\"姓名\")'''",
        "本县.toml 第4行,X:这里要写条件,得到的是文字",
        "写成比较,如 \"是否危房户\" = '是'",
    ),
    (
        "'''\"开始时间\" < \"结束时间\"'''",
        "本县.toml 第4行,X:两段文字不能比大小",
        '请写明 数值("列名")、日期("列名") 或 月份("列名")',
    ),
    (
        "'''含(\"姓名\")'''",
        "本县.toml 第4行,X:含 的参数个数不对",
        "写法:含(列, '文字', …)",
    ),
    (
        "'''有两人(\"性别\" = '男')'''",
        "本县.toml 第4行,X:有两人(…)里的列名要写明是谁的",
        '写成 甲."列名" 和 乙."列名"',
    ),
    (
        "'''数值(\"人均纯收入\") < '六千' '''",
        "本县.toml 第4行,X:“六千”不是数字",
        "",
    ),
    (
        "'''\"姓名\" like '张%' '''",
        "本县.toml 第4行,X:不能用 like 和正则",
        "请用 含(…)、开头是(…)、结尾是(…)、第几位(…)",
    ),
    (
        "'''任一风险()'''",
        "本县.toml 第4行,X:任一风险 的参数个数不对",
        "应有 1 个",
    ),
    (
        "'''丙.\"姓名\" is null'''",
        "本县.toml 第4行,X:不认识前缀“丙.”",
        "这里可用:本、self",
    ),
    (
        "'''日期(\"姓名\") = 5'''",
        "本县.toml 第4行,X:“5”不是日期",
        "",
    ),
    (
        "'''有成员(有成员(空(\"姓名\")))'''",
        "本县.toml 第4行,X:有成员 不能写在别的名册函数里面",
        "请拆成两个条件",
    ),
]


@pytest.mark.parametrize(("when", "message", "hint"), WRONG)
def test_a_wrong_expression_is_one_clear_sentence(when: str, message: str, hint: str) -> None:
    with pytest.raises(UseError) as error:
        judge(HEAD + "when = " + when + "\n", 监测对象信息=ROWS)
    assert (error.value.message, error.value.hint) == (message, hint)
    assert error.value.status == 2


WRONG_TABLES = [
    ("[X]\ntabel = '监测对象信息'\n", "本县.toml 第2行,X:没有“tabel”这一项", "是不是 table?"),
    ("[X]\ntable = '监测对象信息'\nunit = '人'\n", "本县.toml 第1行,X:缺少 when", 'when = "…"'),
    (
        HEAD + "when = '''true'''\nseverity = '严重'\n",
        "本县.toml 第5行,X:severity 不能是“严重”",
        "错误",
    ),
    (
        HEAD.replace("person", "家") + "when = '''true'''\n",
        "本县.toml 第3行,X:unit 不能是“家”",
        "village",
    ),
    (
        HEAD.replace("监测对象信息", "名册") + "when = '''true'''\n",
        "本县.toml 第4行,X:没有名为“名册”的名册",
        "可用:",
    ),
    (
        HEAD + "when = '''空(\"姓名\")'''\nevidence = ['性 名']\n",
        "本县.toml 第5行,X:“监测对象信息”没有“性 名”这一列",
        "姓名",
    ),
    ("[define.甲]\nexpression = 'true'\n", "本县.toml 读不懂", "TOML"),
    (
        "[define.\"甲\"]\nexpression = '''空(\"x\") or 甲()'''\n" + HEAD + "when = '''甲()'''\n",
        "本县.toml 第2行,甲:定义 甲 用到了自己",
        "改写",
    ),
    ('[tables."名册"]\nkind = "roster"\n', "名册名 名册 指向不存在的种类 roster", "members"),
]


@pytest.mark.parametrize(("text", "message", "hint"), WRONG_TABLES)
def test_a_wrong_table_is_told_by_its_line(text: str, message: str, hint: str) -> None:
    with pytest.raises(UseError) as error:
        judge(text, 监测对象信息=ROWS)
    assert message in error.value.message
    assert hint in error.value.hint


def test_a_unit_in_brackets_is_no_other_column() -> None:
    judge(HEAD + "when = '''\"人均纯收入\" < 6000'''\n", 监测对象信息=ROWS)


def test_a_column_of_another_note_is_another_column() -> None:
    rows = [ROWS[0] | {"公益性岗位(月数)": "3"}]
    with pytest.raises(UseError, match="没有“公益性岗位”这一列"):
        judge(HEAD + "when = '''空(\"公益性岗位\")'''\n", 监测对象信息=rows)


def test_a_table_that_did_not_come_leaves_the_check_out() -> None:
    made = judge(HEAD + "when = '''有记录('行政村信息')'''\n", 监测对象信息=ROWS)
    assert made.left_out == {"X": "未提供:行政村信息"}


def test_a_pack_may_skip_what_has_no_column() -> None:
    text = HEAD + "missing = 'skip'\nwhen = '''空(\"户联系电话\")'''\n"
    made = judge(text, 监测对象信息=ROWS)
    assert made.left_out == {"X": "“监测对象信息”没有“户联系电话”一列"}


def test_a_roster_without_a_key_says_how_to_join_by_person() -> None:
    text = HEAD.replace("person", "household") + "when = '''有记录('subsistence')'''\n"
    poor = [
        {"姓名": "某", "证件号码": "150101199001019500", "低保类别": "农村低保", "保障金额": "100"}
    ]
    with pytest.raises(UseError, match="没有“户编号”一列") as error:
        judge(text, 监测对象信息=ROWS, 低保名册=poor)
    assert "有成员(有记录(" in error.value.hint


def test_nothing_is_read_before_every_check_is_bound() -> None:
    with pytest.raises(UseError):
        prepare(HEAD + "when = '''周数(\"证件号码\")'''\n")
