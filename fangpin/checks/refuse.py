"""What an expression may not hold, and what to write instead."""

from __future__ import annotations

from sqlglot import exp

from fangpin.checks.syntax import Written
from fangpin.errors import UseError

_REFUSED: tuple[tuple[tuple[type[exp.Expr], ...], str, str], ...] = (
    (
        (exp.Query, exp.Exists, exp.From, exp.Any, exp.All),
        "不能写查询(select、from)",
        "查别的名册用 有记录('名册', 条件)",
    ),
    ((exp.DDL, exp.DML, exp.Block, exp.Command, exp.Drop, exp.Set, exp.Pragma, exp.Attach),
     "只能写一个条件,不能写命令", "删去分号和命令"),
    ((exp.Cast,), "不能转换类型", "请用 数值(…)、日期(…)、月份(…)"),
    ((exp.Like, exp.ILike, exp.RegexpLike, exp.RegexpILike, exp.SimilarTo, exp.Glob),
     "不能用 like 和正则", "请用 含(…)、开头是(…)、结尾是(…)、第几位(…)"),
    ((exp.Window,), "不能用窗口函数(over)", "按户计数用 成员数(…)"),
    ((exp.Lambda, exp.Kwarg, exp.PropertyEQ), "不能定义函数", "用 [define] 给表达式起名"),
    ((exp.Star,), "不能用星号", "写出列名"),
    ((exp.Placeholder, exp.Parameter), "没有参数", "直接写数值"),
    ((exp.Dot,), "不能这样引用函数", "函数名前不加前缀"),
    ((exp.Bracket, exp.Array, exp.Struct, exp.Tuple), "不能用方括号和组合", "写成比较"),
    ((exp.Alias,), "不能起别名(as)", "写成比较"),
    ((exp.Interval,), "不能用 interval", "月数用 月份差(…),周岁用 周岁(…)"),
)  # fmt: skip


def refused(node: exp.Expr, written: Written) -> UseError:
    """The error about a part of an expression that is not allowed."""
    for types, message, hint in _REFUSED:
        if isinstance(node, types):
            return written.fail(message, hint)
    return written.fail(
        f"不能用“{node.sql(dialect='duckdb')[:30]}”这种写法",
        "可用:比较、and、or、not、in、between、is null、case、加减乘除和列出的函数",
    )
