"""Functions over other rows: the members of the household, records of another roster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from sqlglot import exp

from fangpin.checks.coerce import Value
from fangpin.checks.plan import INNER, OUTER, Fold, Group, Use

if TYPE_CHECKING:
    from fangpin.checks.compile import Compiler, Env, Frame

Trees = list[exp.Expr]


@dataclass(frozen=True)
class Form:
    """A function over other rows. how: what it folds them to; usage, say: for who writes."""

    names: tuple[str, ...]
    usage: str
    say: str
    least: int
    most: int
    handler: Callable[[Compiler, Form, Trees, Env], Value]
    how: str = ""

    def bind(self, compiler: Compiler, trees: Trees, env: Env) -> Value:
        """Check the number of arguments and bind."""
        if not self.least <= len(trees) <= self.most:
            raise env.written.fail(f"{self.names[0]} 的参数个数不对", f"写法:{self.usage}")
        return self.handler(compiler, self, trees, env)


def members(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of the same household (of the same village in a village's check)."""
    outer = env.frame
    if outer.level != "top":
        raise env.written.fail(f"{form.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
    group = Group(outer.table, "place" if outer.key == "place" else "hh")
    return folded(compiler, form, trees, replace(env, frame=inside(outer, "members")), outer, group)


def records(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of another roster with the same key."""
    outer = env.frame
    if outer.level not in ("top", "members"):
        raise env.written.fail(f"{form.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
    table = other_table(compiler, form, trees[0], env)
    group = Group(table, outer.key)
    compiler.used.append((Use(outer.table, key=outer.key), env.written))
    inner = replace(env, frame=inside(outer, "records", table))
    return folded(compiler, form, trees[1:], inner, outer, group)


def inside(outer: Frame, level: str, table: str = "") -> Frame:
    """The rows that are folded; the judged row is in reach where the fold stands at the top."""
    return replace(
        outer,
        table=table or outer.table,
        alias=INNER,
        key=outer.person,
        level=level,
        names=dict(outer.names) if outer.level == "top" else {},
        joins=set(),
        outer_used=False,
    )


def other_table(compiler: Compiler, form: Form, tree: exp.Expr, env: Env) -> str:
    """The table that the first argument names."""
    if not (isinstance(tree, exp.Literal) and tree.is_string):
        raise env.written.fail(f"{form.names[0]} 的第一项要写名册的名字", f"写法:{form.usage}")
    return compiler.table(tree.name, env.written)


def folded(
    compiler: Compiler, form: Form, trees: Trees, env: Env, outer: Frame, group: Group
) -> Value:
    """A fold as a column to join or, where it names the judged row, as a subquery."""
    start = len(compiler.used)
    compiler.used.append((Use(group.table, key=group.key), env.written))
    value, test = parts(compiler, form, trees, env)
    uses = frozenset(one for one, _ in compiler.used[start:])
    kind = value.type if value is not None else TYPES[form.how]
    if env.frame.outer_used:
        same = exp.column(group.key, table=INNER).eq(exp.column(group.key, table=OUTER))
        node = subquery(form.how, value, test, env.frame, same)
        return Value(node, kind)
    node = aggregate(form.how, value, test)
    sql = node.sql(dialect="duckdb")
    fold = compiler.plan.fold(Fold(group, sql, frozenset(env.frame.joins), uses))
    return Value(joined(fold, form.how, outer), kind)


TYPES = {"any": "bool", "all": "bool", "count": "number", "sum": "number"}


def parts(
    compiler: Compiler, form: Form, trees: Trees, env: Env
) -> tuple[Value | None, exp.Expr | None]:
    """The value that is folded (sum, value) and the condition."""
    value = None
    if form.how in ("sum", "value"):
        value = compiler.value(trees[0], env)
        if form.how == "sum":
            value = compiler.as_type(value, "number", env)
        trees = trees[1:]
    return value, compiler.condition(trees[0], env).node if trees else None


def aggregate(how: str, value: Value | None, test: exp.Expr | None) -> exp.Expr:
    """The fold as an aggregate over the rows of a key."""
    where = test if test is not None else exp.true()
    if how == "any":
        return call("bool_or", where)
    if how == "all":
        return call("bool_and", call("coalesce", where, exp.false()))
    if how == "count":
        return only(call("count", exp.Star()), where)
    assert value is not None
    if how == "sum":
        return only(call("sum", value.node), where)
    filled = exp.and_(where, exp.Not(this=exp.Is(this=value.node.copy(), expression=exp.null())))
    return only(call("arg_min", value.node, exp.column("ord", table=INNER)), filled)


def call(name: str, *parts: exp.Expr) -> exp.Expr:
    """A call of a function of the database."""
    return exp.Anonymous(this=name, expressions=[one.copy() for one in parts])


def only(node: exp.Expr, where: exp.Expr) -> exp.Expr:
    """An aggregate over the rows that meet a condition."""
    return exp.Filter(this=node, expression=exp.Where(this=where.copy()))


def joined(fold: Fold, how: str, frame: Frame) -> exp.Expr:
    """The column of a fold where it is joined; who has no rows has none of it."""
    frame.joins.add(fold.group)
    node = exp.column(fold.name, table=fold.group.alias)
    if how in ("any", "all"):
        return call("coalesce", node, exp.false())
    if how == "count":
        return call("coalesce", node, exp.Literal.number(0))
    return node


def subquery(
    how: str, value: Value | None, test: exp.Expr | None, frame: Frame, same: exp.Expr
) -> exp.Expr:
    """The fold over the rows that `same` picks out for the judged row."""
    where = test if test is not None else exp.true()
    if how == "all":
        where = exp.Not(this=call("coalesce", where, exp.false()))
    query = exp.select("1").from_(exp.to_table(f"rows_{frame.table}", alias=INNER))
    for group in sorted(frame.joins):
        on = exp.column(group.key, table=group.alias).eq(exp.column(group.key, table=INNER))
        query = query.join(exp.to_table(group.alias), on=on, join_type="left")
    query = query.where(same, exp.paren(where.copy()))
    if how in ("any", "all"):
        found: exp.Expr = exp.Exists(this=query)
        return exp.Not(this=found) if how == "all" else found
    chosen = aggregate(how, value, None)
    return exp.Subquery(this=query.select(chosen, append=False))


def same_value(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of this table with the same value in a column (the row itself too)."""
    outer = env.frame
    if outer.level != "top":
        raise env.written.fail(f"{form.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
    frame = inside(outer, "records", outer.table)
    inner = replace(env, frame=frame)
    own = compiler.as_type(compiler.value(trees[0], env), "text", env)
    other = compiler.as_type(compiler.value(trees[0], inner), "text", inner)
    if own.node.find(exp.Subquery, exp.Exists) or not own.node.find(exp.Column):
        raise env.written.fail(f"{form.names[0]} 的第一项要写一列", f"写法:{form.usage}")
    test = compiler.condition(trees[1], inner).node if len(trees) > 1 else None
    same = exp.paren(other.node).eq(exp.paren(own.node))
    return Value(subquery(form.how, None, test, frame, same), TYPES[form.how])


def two_members(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """Whether two different rows of the household meet a condition on both."""
    outer = env.frame
    if outer.level != "top":
        raise env.written.fail(f"{form.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
    key = "place" if outer.key == "place" else "hh"
    one, two = (replace(inside(outer, "pair"), alias=alias, names={}) for alias in ("a", "b"))
    both = {"甲": one, "a": one, "乙": two, "b": two}
    one.names = two.names = both
    start = len(compiler.used)
    compiler.used.append((Use(outer.table, key=key), env.written))
    test = compiler.condition(trees[0], replace(env, frame=one)).node
    uses = frozenset(use for use, _ in compiler.used[start:])
    sql = call("bool_or", test).sql(dialect="duckdb")
    fold = compiler.plan.fold(Fold(Group(outer.table, key, "p"), sql, frozenset(), uses))
    return Value(joined(fold, "any", outer), "bool")


def overlapping(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """Whether, of records in the order of their start, one begins before the one before it ends."""
    outer = env.frame
    if outer.level != "top":
        raise env.written.fail(f"{form.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
    table = other_table(compiler, form, trees[0], env)
    inner = replace(env, frame=replace(inside(outer, "records", table), names={}))
    start = len(compiler.used)
    compiler.used.append((Use(outer.table, key=outer.key), env.written))
    compiler.used.append((Use(table, key=outer.key), env.written))
    first, last = (
        compiler.as_type(compiler.value(tree, inner), "month", inner).node.sql(dialect="duckdb")
        for tree in trees[1:]
    )
    key = f"{INNER}.{outer.key}"
    source = (
        f"(select {key}, {first} as began, lag({last}) over (partition by {key}"
        f" order by {first} nulls last, {last} nulls last, {INNER}.ord) as ended"
        f" from rows_{table} {INNER} where {key} is not null) {INNER}"
    )
    uses = frozenset(use for use, _ in compiler.used[start:])
    group = Group(table, outer.key, f"s{crc32(source.encode()):08x}")
    fold = compiler.plan.fold(Fold(group, "bool_or(o.began < o.ended)", frozenset(), uses, source))
    return Value(joined(fold, "any", outer), "bool")


_ALL = (
    Form(("有成员", "any_member"), "有成员(条件)", "同户至少一人(含本人)满足条件", 1, 1, members, "any"),
    Form(("全户都", "all_members"), "全户都(条件)", "同户每个人都满足条件", 1, 1, members, "all"),
    Form(("成员数", "count_members"), "成员数(条件?)", "同户满足条件的人数", 0, 1, members, "count"),
    Form(("成员合计", "sum_members"), "成员合计(数值, 条件?)", "同户各人某数之和", 1, 2, members, "sum"),
    Form(
        ("成员值", "member_value"), "成员值(列, 条件)",
        "同户满足条件的第一个人的这一列", 2, 2, members, "value",
    ),
    Form(
        ("有两人", "two_members"), "有两人(甲.列与乙.列的条件)",
        "同户有两个不同的人甲、乙满足条件", 1, 1, two_members,
    ),
    Form(
        ("有同值", "any_same"), "有同值(列, 条件?)",
        "本名册中这一列同值的行(含本行)有满足条件的", 1, 2, same_value, "any",
    ),
    Form(
        ("同值数", "count_same"), "同值数(列, 条件?)",
        "本名册中这一列同值的行(含本行)有多少满足条件", 1, 2, same_value, "count",
    ),
    Form(
        ("有记录", "exists_in"), "有记录('名册', 条件?)",
        "这个人(户、村)在另一名册里有满足条件的记录", 1, 2, records, "any",
    ),
    Form(
        ("记录数", "count_in"), "记录数('名册', 条件?)",
        "这个人(户、村)在另一名册里有几条满足条件的记录", 1, 2, records, "count",
    ),
    Form(
        ("记录合计", "sum_in"), "记录合计('名册', 数值, 条件?)",
        "这个人(户、村)在另一名册里的记录某数之和", 2, 3, records, "sum",
    ),
    Form(
        ("记录值", "value_in"), "记录值('名册', 列, 条件?)",
        "这个人(户、村)在另一名册里第一条满足条件的记录的这一列", 2, 3, records, "value",
    ),
    Form(
        ("记录重叠", "overlaps_in"), "记录重叠('名册', 开始列, 结束列)",
        "记录按开始年月排列,有后一条的开始早于前一条的结束", 3, 3, overlapping,
    ),
)  # fmt: skip
FORMS = {name: form for form in _ALL for name in form.names}
