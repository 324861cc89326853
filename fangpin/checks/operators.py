"""Operators of an expression: and, or, comparisons, sums, case, constants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from fangpin.checks.coerce import Value, common, number, plain_number
from fangpin.checks.refuse import refused

if TYPE_CHECKING:
    from fangpin.checks.compile import Compiler
    from fangpin.checks.scope import Env

LONGEST_CHAIN = 20
_ORDER = (exp.LT, exp.LTE, exp.GT, exp.GTE)
_EQUAL = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)


def logic(compiler: Compiler, tree: exp.Connector, env: Env) -> Value:
    """and, or; a long chain is taken apart at once."""
    sides = [compiler.condition(one, env).node for one in tree.flatten(unnest=False)]
    both = exp.and_ if isinstance(tree, exp.And) else exp.or_
    made = both(*sides, copy=False)
    return Value(exp.paren(made, copy=False), "bool")


def negation(compiler: Compiler, tree: exp.Not, env: Env) -> Value:
    """not."""
    return Value(
        exp.Not(this=exp.paren(compiler.condition(tree.this, env).node, copy=False)), "bool"
    )


def paren(compiler: Compiler, tree: exp.Paren, env: Env) -> Value:
    """Brackets."""
    value = compiler.value(tree.this, env)
    return replace(value, node=exp.paren(value.node, copy=False))


def comparison(compiler: Compiler, tree: exp.Binary, env: Env) -> Value:
    """=, <>, <, is distinct from, ...; two texts have no order."""
    left, right = alike(compiler, [tree.left, tree.right], env, isinstance(tree, _ORDER))
    return Value(type(tree)(this=left, expression=right), "bool")


def alike(
    compiler: Compiler, trees: list[exp.Expr], env: Env, ordered: bool = False
) -> list[exp.Expr]:
    """Several values as the one type under which they compare."""
    values = [compiler.value(one, env) for one in trees]
    kind = common(values, env.written)
    if ordered and kind == "text":
        raise env.written.fail(
            "两段文字不能比大小", '请写明 数值("列名")、日期("列名") 或 月份("列名")'
        )
    return [exp.paren(compiler.as_type(one, kind, env).node, copy=False) for one in values]


def between(compiler: Compiler, tree: exp.Between, env: Env) -> Value:
    """between, both ends included."""
    if tree.args.get("symmetric"):
        raise refused(tree, env.written)
    parts = [tree.this, tree.args["low"], tree.args["high"]]
    this, low, high = alike(compiler, parts, env, ordered=True)
    return Value(exp.Between(this=this, low=low, high=high), "bool")


def within(compiler: Compiler, tree: exp.In, env: Env) -> Value:
    """in (...)."""
    if not tree.expressions:
        raise refused(tree.args.get("query") or tree, env.written)
    this, *several = alike(compiler, [tree.this, *tree.expressions], env)
    return Value(exp.In(this=this, expressions=several), "bool")


def is_constant(compiler: Compiler, tree: exp.Is, env: Env) -> Value:
    """is null, is true, is false."""
    right = tree.expression
    if isinstance(right, exp.Boolean):
        left = compiler.condition(tree.this, env)
    elif isinstance(right, exp.Null):
        left = compiler.value(tree.this, env)
    else:
        raise refused(tree, env.written)
    return Value(exp.Is(this=exp.paren(left.node, copy=False), expression=right.copy()), "bool")


def arithmetic(compiler: Compiler, tree: exp.Binary, env: Env) -> Value:
    """+ - * /; a quotient by zero has no value."""
    left = compiler.as_type(compiler.value(tree.left, env), "number", env).node
    right = compiler.as_type(compiler.value(tree.right, env), "number", env).node
    if isinstance(tree, exp.Div):
        right = exp.Anonymous(this="nullif", expressions=[right, number(0)])
    made = type(tree)(
        this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False), **flags(tree)
    )
    return Value(exp.Anonymous(this="round", expressions=[made, exp.Literal.number(6)]), "number")


def minus(compiler: Compiler, tree: exp.Neg, env: Env) -> Value:
    """A negative number."""
    inner = compiler.as_type(compiler.value(tree.this, env), "number", env)
    literal = None if inner.literal is None else f"-{inner.literal}"
    return Value(exp.paren(exp.Neg(this=exp.paren(inner.node, copy=False))), "number", literal)


def concat(compiler: Compiler, tree: exp.DPipe, env: Env) -> Value:
    """||, no more than so often: each one makes a text longer."""
    compiler.chained += 1
    if compiler.chained > LONGEST_CHAIN:
        raise env.written.fail("相连的文字太多", f"|| 最多用 {LONGEST_CHAIN} 次")
    sides = [
        compiler.as_type(compiler.value(s, env), "text", env).node for s in (tree.left, tree.right)
    ]
    return Value(
        exp.DPipe(this=exp.paren(sides[0], copy=False), expression=exp.paren(sides[1], copy=False)),
        "text",
    )


def case(compiler: Compiler, tree: exp.Case, env: Env) -> Value:
    """case when ... then ... else ... end."""
    if tree.this is not None:
        raise env.written.fail("case 后面要直接写 when", "写成 case when 条件 then 值 else 值 end")
    tests = [compiler.condition(one.this, env).node for one in tree.args["ifs"]]
    default = tree.args.get("default")
    parts = [one.args["true"] for one in tree.args["ifs"]] + ([default] if default else [])
    values = [compiler.value(one, env) for one in parts]
    kind = common(values, env.written)
    nodes = [compiler.as_type(one, kind, env).node for one in values]
    made = exp.Case(
        ifs=[exp.If(this=t, true=n) for t, n in zip(tests, nodes, strict=False)],
        default=nodes[-1] if default else None,
    )
    return Value(exp.paren(made, copy=False), kind)


def literal(compiler: Compiler, tree: exp.Literal, env: Env) -> Value:
    """A text or a number."""
    if tree.is_string:
        return Value(exp.Literal.string(tree.name), "text", tree.name)
    text = plain_number(tree.name)
    if text is None:
        raise env.written.fail(f"数字 {tree.name} 太大或写错", "", env.written.line_of(tree.name))
    return Value(number(text), "number", text)


def constant(compiler: Compiler, tree: exp.Expr, env: Env) -> Value:
    """true, false, null."""
    return Value(tree.copy(), "bool" if isinstance(tree, exp.Boolean) else "null")


def flags(tree: exp.Expr) -> dict[str, object]:
    """How sqlglot read a division, so that it is written the same."""
    return {k: v for k, v in tree.args.items() if k in ("typed", "safe")}


Handler = Callable[["Compiler", Any, "Env"], Value]
HANDLERS: tuple[tuple[tuple[type[exp.Expr], ...], Handler], ...] = (
    ((exp.Literal,), literal),
    ((exp.Paren,), paren),
    ((exp.And, exp.Or), logic),
    ((exp.Not,), negation),
    ((*_EQUAL, *_ORDER), comparison),
    ((exp.In,), within),
    ((exp.Between,), between),
    ((exp.Is,), is_constant),
    ((exp.Add, exp.Sub, exp.Mul, exp.Div), arithmetic),
    ((exp.Neg,), minus),
    ((exp.DPipe,), concat),
    ((exp.Case,), case),
    ((exp.Boolean, exp.Null), constant),
)
