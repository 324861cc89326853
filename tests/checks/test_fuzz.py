"""Any expression that is let through runs on any cells: no value makes the database fail."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangpin.errors import UseError

from .small import judge, member

CELLS = [None, "", " ", "0", "-0.0", "1e99", "1e-99", ".", "nan", "inf", "1,234", "１２３", "是"]
CELLS += ["20240229", "20230229", "00000101", "99991231", "2024年13月", "000001", "999912"]
CELLS += ["2024-02-30", "15010119900101950X", "1501010000010195001234", "a\\'\"b", "\U0001f600"]
CELLS += [",,、；", "甲,乙;甲", "x" * 5000, "9" * 60, "-" + "9" * 400]
COLUMNS = ['"甲"', '"乙"', '"证件号码"']
texts = st.deferred(
    lambda: st.one_of(
        st.sampled_from(COLUMNS),
        st.sampled_from(["'是'", "'甲'", "''", "'9'"]),
        st.builds("第几位({}, {}, {})".format, texts, numbers, numbers),
        st.builds("之前({}, {})".format, texts, texts),
        st.builds("({} || {})".format, texts, texts),
        st.builds("取({}, {})".format, texts, texts),
        st.builds('成员值({}, 数值("甲") > 0)'.format, st.sampled_from(COLUMNS)),
    )
)
numbers = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["0", "1", "-3", "2.5", "999999999999999999", "0.000000000001"]),
        st.builds("数值({})".format, st.sampled_from(COLUMNS)),
        st.builds("({} {} {})".format, numbers, st.sampled_from("+-*/"), numbers),
        st.builds("长度({})".format, texts),
        st.builds("项数({})".format, texts),
        st.builds("年份({})".format, texts),
        st.builds("周岁({}, {})".format, st.sampled_from(COLUMNS), dates),
        st.builds("按日期周岁({}, {})".format, dates, dates),
        st.builds("月份差({}, {})".format, months, months),
        st.builds("绝对值({})".format, numbers),
        st.builds("成员合计({})".format, st.sampled_from(['数值("甲")', '长度("乙")'])),
        st.just("成员数()"),
        st.just('同值数("甲")'),
    )
)
dates = st.deferred(
    lambda: st.one_of(
        st.just("核查日"),
        st.builds("日期({})".format, st.sampled_from(COLUMNS)),
        st.builds("出生日({})".format, st.sampled_from(COLUMNS)),
        st.builds("当月1日({})".format, months),
    )
)
months = st.builds("月份({})".format, st.sampled_from(COLUMNS))
conditions = st.deferred(
    lambda: st.one_of(
        st.builds("{} {} {}".format, numbers, st.sampled_from(["<", ">=", "=", "<>"]), numbers),
        st.builds(
            "{} {} {}".format, texts, st.sampled_from(["=", "<>", "is distinct from"]), texts
        ),
        st.builds("{} <= {}".format, dates, dates),
        st.builds("{} > {}".format, months, dates),
        st.builds("({}) and ({})".format, conditions, conditions),
        st.builds("({}) or ({})".format, conditions, conditions),
        st.builds("not ({})".format, conditions),
        st.builds("({}) is true".format, conditions),
        st.builds("{} in ({}, {})".format, numbers, numbers, numbers),
        st.builds("含({}, {})".format, texts, texts),
        st.builds("有项({}, {}, {})".format, texts, texts, texts),
        st.builds("只有项({}, {})".format, texts, texts),
        st.builds("有相同项({}, {})".format, texts, texts),
        st.builds("开头是({}, {})".format, texts, texts),
        st.builds("空({})".format, texts),
        st.builds("是手机号({})".format, texts),
        st.builds("校验码对({})".format, texts),
        st.builds(
            "有成员({})".format, st.sampled_from(['"甲" = 本."乙"', '数值("甲") > 1', '空("乙")'])
        ),
    )
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    whens=st.lists(conditions, min_size=1, max_size=12),
    cells=st.lists(st.tuples(*[st.sampled_from(CELLS)] * 3), min_size=1, max_size=12),
)
def test_what_is_let_through_runs_on_any_cells(
    whens: list[str], cells: list[tuple[str | None, str | None, str | None]]
) -> None:
    rows = [
        member(str(n % 3 + 1), number or "", 甲=first, 乙=second)
        for n, (first, second, number) in enumerate(cells)
    ]
    rows.append(member("1", "150101199001019500", 甲="1", 乙="2"))
    text = "[_]\ntable = '监测对象信息'\nunit = 'row'\n" + "".join(
        f"[X{n}]\nwhen = '''{when} '''\n" for n, when in enumerate(whens)
    )
    try:
        made = judge(text, 监测对象信息=rows)
    except UseError as error:
        assert any(word in error.message for word in ("太", "套", "超过")), error.message
        return
    assert set(made.found) == {f"X{n}" for n in range(len(whens))}
