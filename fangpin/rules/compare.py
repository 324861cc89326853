"""The comparisons inside a rule: what is held against which line, in words and as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from fangpin.rules.expression import Context, Expression, bind, expanded

SIGNS: dict[type[exp.Expr], str] = {exp.LT: "<", exp.LTE: "≤", exp.GT: ">", exp.GTE: "≥"}
# What a comparison is called where it does not hold: the other side of the line.
OPPOSITE = {"<": "≥", "≤": ">", ">": "≤", "≥": "<"}


@dataclass(frozen=True)
class Comparison:
    """One `left sign right` of a rule.

    left, right, holds: bound SQL; guard: SQL that is true where the rule's branches lead to it;
    said: the two sides in words.
    """

    left: str
    sign: str
    right: str
    holds: str
    guard: str
    said: tuple[str, str]
    by_policy: bool  # whether a parameter of the policy stands in it


def comparisons(
    text: str, context: Context, say: Callable[[str], str], where: str
) -> Iterator[Comparison]:
    """The comparisons of an expression, definitions expanded, in the order of writing."""
    tree = expanded(text, context.definitions, where)
    for node in tree.dfs():
        sign = SIGNS.get(type(node))
        if sign is None or not isinstance(node, exp.Binary) or counts(node):
            continue
        yield Comparison(
            left=sql_of(node.left, context, where),
            sign=sign,
            right=sql_of(node.right, context, where),
            holds=sql_of(node, context, where),
            guard=" and ".join(sql_of(g, context, where) for g in guards(node)) or "true",
            said=(words(node.left, say), words(node.right, say)),
            by_policy=node.find(exp.Placeholder) is not None,
        )


def counts(node: exp.Binary) -> bool:
    """Whether a comparison is over how many others hold, not over a figure of its own."""
    return any(isinstance(n, tuple(SIGNS)) for n in node.dfs() if n is not node)


def sql_of(node: exp.Expr, context: Context, where: str) -> str:
    """A part of an expression, bound, as SQL."""
    made = Expression(node)
    bound = node.copy().transform(lambda n: bind(n, context, made, where))
    return f"({bound.sql(dialect='duckdb')})"


def guards(node: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions of the CASE branches that a node stands in."""
    child, parent = node, node.parent
    while parent is not None:
        if isinstance(parent, exp.If) and child.arg_key == "true":
            yield is_true(parent.this)
            case = parent.parent
            if isinstance(case, exp.Case):
                before = case.args["ifs"][: case.args["ifs"].index(parent)]
                yield from (exp.Not(this=is_true(one.this)) for one in before)
        elif isinstance(parent, exp.Case) and child.arg_key == "default":
            yield from (exp.Not(this=is_true(one.this)) for one in parent.args["ifs"])
        child, parent = parent, parent.parent


def is_true(node: exp.Expr) -> exp.Expr:
    """`(node) is true`."""
    return exp.paren(exp.Is(this=exp.paren(node.copy()), expression=exp.Boolean(this=True)))


def words(node: exp.Expr, say: Callable[[str], str]) -> str:
    """A side of a comparison with names in words: 1倍 × 上年家庭纯收入."""

    def one(part: exp.Expr) -> exp.Expr:
        if isinstance(part, exp.Dot) and isinstance(part.this, exp.Placeholder):
            return exp.Var(this=say(f"${part.this.name}.{part.expression.name}"))
        if isinstance(part, exp.Placeholder):
            return exp.Var(this=say(f"${part.name}"))
        if isinstance(part, exp.Column):
            return exp.Var(this=say(part.name))
        if isinstance(part, exp.Paren | exp.Cast | exp.Round):
            inner: exp.Expr = part.this.transform(one)
            return inner
        return part

    return node.copy().transform(one).sql(dialect="duckdb").replace(" * ", " × ")
