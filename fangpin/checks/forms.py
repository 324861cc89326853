"""Functions over other rows: the members of the household, records of another roster."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlglot import exp

from fangpin.checks.coerce import Value
from fangpin.checks.plan import INNER, KEYS, OUTER, Fold, Group, Use

if TYPE_CHECKING:
    from fangpin.checks.compile import Compiler
    from fangpin.checks.scope import Env, Frame
    from fangpin.checks.syntax import Written

Trees = list[exp.Expr]


@dataclass(frozen=True)
class Form:
    """A function over other rows, as forms.toml has it."""

    names: tuple[str, ...]
    usage: str
    say: str
    args: tuple[int, int]
    over: str
    how: str

    def bind(self, compiler: Compiler, trees: Trees, env: Env) -> Value:
        """Check the number of arguments and where it stands, and bind."""
        least, most = self.args
        if not least <= len(trees) <= most:
            raise env.written.fail(f"{self.names[0]} 的参数个数不对", f"写法:{self.usage}")
        nested = env.frame.level == "members" and self.over == "records"
        if env.frame.level != "top" and not nested:
            raise env.written.fail(f"{self.names[0]} 不能写在别的名册函数里面", "请拆成两个条件")
        return _BINDERS[self.over](compiler, self, trees, env)


def members(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of the same household (of the same village in a village's check)."""
    outer = env.frame
    group = Group(outer.table, "place" if outer.key == "place" else "hh")
    return folded(compiler, form, trees, replace(env, frame=inside(outer, "members")), group)


def records(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of another roster with the same key."""
    outer = env.frame
    table = other_table(compiler, form, trees[0], env)
    group = Group(table, outer.key)
    compiler.used.append((Use(outer.table, key=outer.key), env.written))
    inner = replace(env, frame=inside(outer, "records", table))
    return folded(compiler, form, trees[1:], inner, group)


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
        outer=outer,
        outer_used=False,
    )


def other_table(compiler: Compiler, form: Form, tree: exp.Expr, env: Env) -> str:
    """The table that the first argument names."""
    if not (isinstance(tree, exp.Literal) and tree.is_string):
        raise env.written.fail(f"{form.names[0]} 的第一项要写名册的名字", f"写法:{form.usage}")
    return compiler.table(tree.name, env.written)


def folded(compiler: Compiler, form: Form, trees: Trees, env: Env, group: Group) -> Value:
    """A fold as a column to join or, where it names the judged row, as a subquery."""
    start = len(compiler.used)
    compiler.used += uses_of(compiler, group, env)
    value, test = parts(compiler, form, trees, env)
    uses = frozenset(one for one, _ in compiler.used[start:])
    kind = value.type if value is not None else TYPES[form.how]
    if env.frame.outer_used:
        assert env.frame.outer is not None
        compiler.pairs |= {(group.table, group.key), (env.frame.outer.table, group.key)}
        same = exp.column(group.key, table=INNER).eq(exp.column(group.key, table=OUTER))
        node = subquery(form.how, value, test, env.frame, same)
        return Value(known(compiler, form, node, env.frame.outer), kind)
    node = aggregate(form.how, value, test)
    sql = node.sql(dialect="duckdb")
    fold = compiler.plan.fold(Fold(group, sql, frozenset(env.frame.joins), uses))
    outer = env.frame.outer
    assert outer is not None
    return Value(known(compiler, form, joined(fold, form.how, outer), outer), kind)


def known(compiler: Compiler, form: Form, node: exp.Expr, outer: Frame) -> exp.Expr:
    """Where no row is no unknown: a sum of none is 0, a value of none is kept in mind."""
    if compiler.absent is not None and form.how == "sum":
        return call("coalesce", node, exp.Literal.number("0e0"))
    if compiler.absent is not None and form.how == "value" and outer.level == "top":
        compiler.absent.append(node)
    return node


TYPES = {"any": "bool", "all": "bool", "count": "number", "sum": "number"}


def uses_of(compiler: Compiler, group: Group, env: Env) -> list[tuple[Use, Written]]:
    """What a group rests on: a key of its table, or the column that it is grouped by."""
    if group.key in KEYS:
        return [(Use(group.table, key=group.key), env.written)]
    return [(use, env.written) for use in compiler.plan.uses[group.key]]


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
    query = query.where(same, exp.paren(where.copy(), copy=False))
    if how in ("any", "all"):
        found: exp.Expr = exp.Exists(this=query)
        return exp.Not(this=found) if how == "all" else found
    chosen = aggregate(how, value, None)
    return exp.Subquery(this=query.select(chosen, append=False))


def same_value(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """A fold over the rows of this table with the same value in a column (the row itself too)."""
    group = same_group(compiler, form, trees[0], env)
    frame = replace(inside(env.frame, "records"), names={})
    return folded(compiler, form, trees[1:], replace(env, frame=frame), group)


def same_group(compiler: Compiler, form: Form, tree: exp.Expr, env: Env) -> Group:
    """The rows of this table with the same value in the column that the first argument names."""
    node = compiler.value(tree, env).node.unnest()
    if not isinstance(node, exp.Column) or node.table != env.frame.alias:
        raise env.written.fail(f"{form.names[0]} 的第一项要写一列", f"写法:{form.usage}")
    return Group(env.frame.table, node.name)


def differs(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """Whether the rows with the same value in a column differ in another one."""
    group = same_group(compiler, form, trees[0], env)
    inner = replace(env, frame=replace(inside(env.frame, "records"), names={}))
    start = len(compiler.used)
    compiler.used += uses_of(compiler, group, env)
    value = call("coalesce", compiler.as_type(compiler.value(trees[1], inner), "text", inner).node,
                 exp.Literal.string(""))  # fmt: skip
    node = exp.NEQ(this=call("min", value), expression=call("max", value))
    uses = frozenset(use for use, _ in compiler.used[start:])
    fold = Fold(group, node.sql(dialect="duckdb"), frozenset(), uses)
    return Value(joined(compiler.plan.fold(fold), "any", env.frame), "bool")


def two_members(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """Whether two different rows of the household meet a condition on both."""
    outer = env.frame
    key = "place" if outer.key == "place" else "hh"
    one, two = (replace(inside(outer, "pair"), alias=alias, names={}) for alias in ("a", "b"))
    both = {"甲": one, "a": one, "乙": two, "b": two}
    one.names = two.names = both
    start = len(compiler.used)
    compiler.used.append((Use(outer.table, key=key), env.written))
    test = compiler.condition(trees[0], replace(env, frame=one)).node
    uses = frozenset(use for use, _ in compiler.used[start:])
    compiler.pairs.add((outer.table, key))
    sql = call("bool_or", test).sql(dialect="duckdb")
    fold = compiler.plan.fold(Fold(Group(outer.table, key, "p"), sql, frozenset(), uses))
    return Value(joined(fold, "any", outer), "bool")


def overlapping(compiler: Compiler, form: Form, trees: Trees, env: Env) -> Value:
    """Whether, of records in the order of their start, one begins before the one before it ends."""
    outer = env.frame
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


_BINDERS: dict[str, Callable[[Compiler, Form, Trees, Env], Value]] = {
    "members": members,
    "records": records,
    "same_value": same_value,
    "differs": differs,
    "two_members": two_members,
    "overlapping": overlapping,
}


@cache
def forms() -> dict[str, Form]:
    """The functions over other rows by every name that may be written."""
    text = resources.files("fangpin.checks").joinpath("forms.toml").read_text("utf-8")
    made = []
    for raw in tomllib.loads(text).values():
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
        made.append(Form(**fields))
    return {name: one for one in made for name in one.names}
