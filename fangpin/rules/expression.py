"""Expressions of rules: parsed, expanded, names resolved, parameters bound as literals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from fangpin.errors import UseError
from fangpin.rules.book import Definition
from fangpin.rules.given import Given
from fangpin.rules.policy import Policy, Value


@dataclass(frozen=True)
class Context:
    """What an expression may name: facts by alias, rules, definitions, the policy on a day."""

    facts: Mapping[str, str]  # fact -> alias of the table that has it
    rules: frozenset[str]
    definitions: Mapping[str, Definition]
    policy: Policy
    day: date
    given: Given


@dataclass
class Expression:
    """A bound expression and the names that it rests on."""

    tree: exp.Expr
    facts: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)

    @property
    def sql(self) -> str:
        """The expression as SQL of DuckDB."""
        return self.tree.sql(dialect="duckdb")


def compile_expression(text: str, context: Context, where: str) -> Expression:
    """Parse and bind an expression; `where` (a rule's id and key) stands in errors.

    Raises UseError: what cannot be read, or a name that nothing has.
    """
    tree = expanded(text, context.definitions, where)
    made = Expression(tree)
    made.tree = tree.transform(lambda node: bind(node, context, made, where))
    return made


@lru_cache(maxsize=4096)
def parse(text: str, where: str) -> exp.Expr:
    """One SQL expression; the tree is shared, so transform it, never change it."""
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except SqlglotError as error:
        raise UseError(f"规则 {where} 的表达式读不懂", str(error).splitlines()[0]) from None
    assert isinstance(tree, exp.Expr)
    return tree


def expanded(text: str, definitions: Mapping[str, Definition], where: str) -> exp.Expr:
    """An expression with each definition's in the place of its call; the tree is shared."""
    return _expanded(text, tuple(definitions.items()), where)


@lru_cache(maxsize=4096)
def _expanded(text: str, definitions: tuple[tuple[str, Definition], ...], where: str) -> exp.Expr:
    return _put(parse(text, where), dict(definitions), where)


def _put(tree: exp.Expr, definitions: Mapping[str, Definition], where: str) -> exp.Expr:
    def one(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Anonymous) or node.name not in definitions:
            return node
        definition = definitions[node.name]
        if len(node.expressions) != len(definition.arguments):
            raise UseError(
                f"规则 {where} 中 {node.name} 的参数个数不对",
                f"应有 {len(definition.arguments)} 个",
            )
        values = dict(zip(definition.arguments, node.expressions, strict=True))
        body = parse(definition.expression, node.name).transform(
            lambda n: (
                exp.paren(values[n.name].copy())
                if isinstance(n, exp.Column) and not n.table and n.name in values
                else n
            )
        )
        return exp.paren(_put(body, definitions, where))

    return tree.transform(one)


def bind(node: exp.Expr, context: Context, made: Expression, where: str) -> exp.Expr:
    """Resolve one node: a parameter, a `given` name, a fact or a rule."""
    if isinstance(node, exp.Dot) and isinstance(node.this, exp.Placeholder):
        return parameter(f"{node.this.name}.{node.expression.name}", context, made, where)
    if isinstance(node, exp.Placeholder):
        return parameter(node.name, context, made, where)
    if not isinstance(node, exp.Column):
        return node
    if node.table == "given":
        return exp.Boolean(this=context.given.has(node.name))
    if node.table:
        return node
    if node.name in context.facts:
        made.facts.add(node.name)
        return exp.column(node.name, table=context.facts[node.name])
    if node.name in context.rules:
        made.rules.add(node.name)
        return node
    raise UseError(f"规则 {where} 用到了不存在的名称“{node.name}”", "请检查事实、规则和参数的名称")


def parameter(name: str, context: Context, made: Expression, where: str) -> exp.Expr:
    """A parameter of the policy as a typed literal, by county and group where it varies."""
    if name not in context.policy.parameters:
        raise UseError(f"规则 {where} 用到了政策中没有的参数“{name}”", "请检查参数名")
    made.parameters.add(name)
    known = context.policy.parameters[name]
    values = sorted(known.in_force(context.day), key=lambda v: (v.county is None, v.group is None))
    if not values:
        known.plain(context.day)  # says what to write
    if len(values) == 1 and values[0].county is None and values[0].group is None:
        return literal(values[0])
    case = exp.Case()
    for value in values:
        if value.county is None and value.group is None:
            return exp.paren(case.else_(literal(value)))
        case = case.when(condition(value, context, made), literal(value))
    return exp.paren(case)


def condition(value: Value, context: Context, made: Expression) -> exp.Expr:
    """Where a value of a parameter counts; an unknown status reads as registered."""
    terms: list[exp.Expr] = []
    if value.county is not None:
        made.facts.add("county")
        column = exp.column("county", table=context.facts["county"])
        terms.append(column.eq(exp.Literal.string(value.county)))
    if value.group is not None:
        made.facts.add("registered")
        column = exp.column("registered", table=context.facts["registered"])
        is_false = exp.Is(this=column, expression=exp.Boolean(this=False))
        terms.append(is_false if value.group == "other" else exp.Not(this=is_false))
    return exp.and_(*terms)


def literal(value: Value) -> exp.Expr:
    """A figure or a list of texts as a literal."""
    if isinstance(value.value, tuple):
        return exp.Tuple(expressions=[exp.Literal.string(v) for v in value.value])
    return exp.Literal.number(format(Decimal(repr(value.value)), "f"))
