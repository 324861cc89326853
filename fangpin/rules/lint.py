"""Refuses what leaves three-valued logic unseen: `not RULE`, and a bare rule name in a scope.

`not G2` is true where G2 is false, and null where it is not known: a household that nothing is
known of would be a check of every rule that says so. A scope of `G2` makes every G2 check a check
of that rule. `G2 is true`, `G2 is not true`, `G2 is false` say which of the three is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from fangpin.errors import UseError
from fangpin.rules.book import LEVELS, Book, Rule
from fangpin.rules.expression import expanded


def lint(book: Book) -> None:
    """Look at every rule of a book.

    Raises UseError: the first expression that is refused, and what to write instead.
    """
    for rule in book.rules.values():
        for key, text in (("when", rule.when), ("scope", rule.scope), ("level", rule.level)):
            if text and text not in LEVELS:
                refuse(book, rule, key, text)


def refuse(book: Book, rule: Rule, key: str, text: str) -> None:
    """Raise UseError where one expression of a rule is refused."""
    where = f"{rule.id}.{key}"
    tree = expanded(text, book.definitions, where)
    for name in negated(tree, book):
        raise UseError(
            f"规则 {where} 写了 not {name},不明的户会因此成为待核",
            f"请写 {name} is not true 或 {name} is false",
        )
    if key == "scope":
        for name in bare(tree, book):
            raise UseError(
                f"规则 {where} 的范围写了 {name},它的待核户会全部成为这条规则的待核",
                f"请写 {name} is true",
            )


def negated(tree: exp.Expr, book: Book) -> Iterator[str]:
    """The rules that stand below a `not` without `is`."""
    for node in tree.find_all(exp.Not):
        if not isinstance(node.this.unnest(), exp.Is):
            yield from bare(node.this, book)


def bare(tree: exp.Expr, book: Book) -> Iterator[str]:
    """The rules that stand in an expression without `is true`, `is false` or `is not true`."""
    for column in tree.find_all(exp.Column):
        if column.name in book.rules and not column.table and not decided(column, tree):
            yield column.name


def decided(column: exp.Expr, tree: exp.Expr) -> bool:
    """Whether an `is true` or `is false` stands over a name, within the expression."""
    node: exp.Expr | None = column
    while node is not None:
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Boolean):
            return True
        node = None if node is tree else node.parent
    return False
