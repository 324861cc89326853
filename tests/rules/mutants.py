"""Rules with one choice flipped: what a mutation run judges the cases by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlglot import exp

from fangpin.rules.book import Definition, Rule
from fangpin.rules.expression import Context, compile_expression, parse
from fangpin.rules.judge import Compiled

from .village import Village

FLIPS: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT,
    exp.EQ: exp.NEQ, exp.NEQ: exp.EQ, exp.And: exp.Or, exp.Or: exp.And,
    exp.Add: exp.Sub, exp.Sub: exp.Add,
}  # fmt: skip
Outcome = tuple[bool | None, str | None]


def mutants(text: str) -> Iterator[tuple[str, str]]:
    """An expression with one choice flipped: what was done, and the expression."""
    tree = parse(text, "mutant")
    for place, node in enumerate(tree.walk()):
        for said, change in changes(node):
            other = tree.copy()
            target = next(n for at, n in enumerate(other.walk()) if at == place)
            made = change(target)
            if target.parent is None:
                other = made
            else:
                target.replace(made)
            yield (
                f"{said} in {node.sql()[:70]}",
                other.sql(dialect="duckdb", normalize_functions=False),
            )


def changes(node: exp.Expr) -> Iterator[tuple[str, Callable[[exp.Expr], exp.Expr]]]:
    """What can be flipped at one node."""
    if type(node) in FLIPS:
        other = FLIPS[type(node)]
        yield f"{type(node).__name__} to {other.__name__}", lambda n: exp.paren(other(**parts(n)))
    if isinstance(node, exp.Not):
        yield "not dropped", lambda n: n.this.copy()
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Boolean):
        yield "is dropped", lambda n: n.this.copy()
    if isinstance(node, exp.Coalesce):
        yield "coalesce dropped", lambda n: n.this.copy()
    if isinstance(node, exp.Between):
        yield "low end out", lambda n: exp.and_(n.this > n.args["low"], n.this <= n.args["high"])
        yield "high end out", lambda n: exp.and_(n.this >= n.args["low"], n.this < n.args["high"])
    if isinstance(node, exp.In):
        for place in range(len(node.expressions)):
            yield f"item {place} out", lambda n, at=place: without(n, at)
    if isinstance(node, exp.Literal) and node.is_number:
        yield "one more", lambda n: exp.Literal.number(int(n.this) + 1)


def parts(node: exp.Expr) -> dict[str, exp.Expr]:
    """The two sides of a node, to build another of them."""
    return {k: exp.paren(node.args[k].copy()) for k in ("this", "expression")}


def without(node: exp.Expr, place: int) -> exp.Expr:
    """`in (...)` with one item less."""
    made = node.copy()
    made.set("expressions", [e for at, e in enumerate(node.expressions) if at != place])
    return made


def judged_by(
    village: Village, rule: Rule, definitions: dict[str, Definition] | None = None
) -> dict[str, Outcome]:
    """Household -> outcome and level by a rule as it is written here, the other rules as judged."""
    judgement = village.done.judgement
    home, one = judgement.household, judgement.person
    if definitions is not None:
        home, one = (replace(c, definitions=definitions) for c in (home, one))
    own = one if rule.per == "person" else home
    when = compile_expression(rule.when, own, rule.id).sql
    scope = compile_expression(rule.scope, home, rule.id).sql if rule.scope else "true"
    level = level_sql(rule, home)
    query = f"select h.household_id, ({scope}) and ({when}), {level} from judged h"
    if rule.per == "person":
        query = f"""
            with r as (
                select p.hh, ({when}) as v from person_fact p join household_fact h on h.hh = p.hh
                where p.recorded
            ), f as (
                select hh, case when bool_or(v) then true when bool_or(v is null) then null
                    else false end as v
                from r group by hh
            ) select h.household_id, ({scope}) and f.v, {level} from judged h join f on f.hh = h.hh
        """
    rows = village.done.connection.execute(query).fetchall()
    return {
        home: (hit, None if hit is False else level)
        for home, hit, level in rows
        if home in village.households and village.households[home].rule == rule.id
    }


def level_sql(rule: Rule, context: Context) -> str:
    """The level as SQL; a constant one stands for itself."""
    if " " not in rule.level and "(" not in rule.level:
        return f"'{rule.level}'"
    return compile_expression(rule.level, context, rule.id).sql


def rule_mutants(compiled: Compiled) -> Iterator[tuple[str, Rule]]:
    """A rule with one choice of its own text flipped."""
    rule = compiled.rule
    for said, text in mutants(rule.when):
        yield f"{rule.id}.when: {said}", replace(rule, when=text)
    if rule.scope:
        for said, text in mutants(rule.scope):
            yield f"{rule.id}.scope: {said}", replace(rule, scope=text)
    if " " in rule.level:
        for said, text in mutants(rule.level):
            yield f"{rule.id}.level: {said}", replace(rule, level=text)
