"""What was given: rosters and columns, and whether a rule's `requires` and `reads` are met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import sqlglot
from sqlglot import exp

from fangpin.errors import UseError

# Rosters whose absence accuses: closed only in counties that they cover.
ACCUSING = ("insurance", "family_doctor", "pension", "enrolment")


@dataclass(frozen=True)
class Given:
    """Names of what was given: kinds, kind.field pairs, and flags of the data.

    names: medical, medical.self_paid, alleviated_title, income_before. A household's field given
    inline with members counts as given under households.
    """

    names: frozenset[str]
    composites: Mapping[str, str] = field(default_factory=dict)

    def without(self, kinds: frozenset[str]) -> Given:
        """The same with some rosters taken away, as in a county that they do not cover."""
        kept = frozenset(n for n in self.names if n.split(".")[0] not in kinds)
        return replace(self, names=kept)

    def has(self, expression: str) -> bool:
        """Whether a boolean expression over names holds; an empty one does."""
        return not expression or self.holds(parse_names(expression))

    def holds(self, tree: exp.Expr) -> bool:
        """Whether a parsed expression over names holds."""
        if isinstance(tree, exp.Paren):
            return self.holds(tree.this)
        if isinstance(tree, exp.And):
            return self.holds(tree.left) and self.holds(tree.right)
        if isinstance(tree, exp.Or):
            return self.holds(tree.left) or self.holds(tree.right)
        name = atom(tree)
        if name in self.composites:
            return self.has(self.composites[name])
        return name in self.names

    def unmet(self, expression: str, say: Callable[[str], str]) -> list[str]:
        """What is missing of an expression: one phrase for each conjunct that does not hold."""
        if not expression:
            return []
        return [
            say_tree(part, say)
            for part in conjuncts(parse_names(expression))
            if not self.holds(part)
        ]


def parse_names(expression: str) -> exp.Expr:
    """Parse a boolean expression over names of what may be given."""
    tree = sqlglot.parse_one(expression, dialect="duckdb")
    assert isinstance(tree, exp.Expr)
    return tree


def atom(tree: exp.Expr) -> str:
    """The name that a leaf stands for: `medical` or `medical.self_paid`."""
    if not isinstance(tree, exp.Column):
        raise UseError(f"requires 或 reads 中不能用“{tree.sql()}”", "只能用名册名、and、or 和括号")
    return f"{tree.table}.{tree.name}" if tree.table else tree.name


def conjuncts(tree: exp.Expr) -> list[exp.Expr]:
    """The parts that are joined by `and`."""
    if isinstance(tree, exp.Paren):
        return conjuncts(tree.this)
    if isinstance(tree, exp.And):
        return conjuncts(tree.left) + conjuncts(tree.right)
    return [tree]


def say_tree(tree: exp.Expr, say: Callable[[str], str]) -> str:
    """An expression over names in words."""
    if isinstance(tree, exp.Paren):
        return say_tree(tree.this, say)
    if isinstance(tree, exp.And):
        return say_tree(tree.left, say) + "和" + say_tree(tree.right, say)
    if isinstance(tree, exp.Or):
        return say_tree(tree.left, say) + "或" + say_tree(tree.right, say)
    return say(atom(tree))


def atoms(expression: str, composites: Mapping[str, str]) -> set[str]:
    """All names of an expression, composites resolved."""
    found: set[str] = set()
    if not expression:
        return found
    for column in parse_names(expression).find_all(exp.Column):
        name = atom(column)
        if name in composites:
            found |= atoms(composites[name], composites)
        else:
            found.add(name)
    return found
