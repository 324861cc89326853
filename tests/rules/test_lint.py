"""The lint of rules: three-valued logic is left only where a rule says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangpin.errors import UseError
from fangpin.rules.book import Book, rule_book
from fangpin.rules.lint import lint


def book_with(**changes: str) -> Book:
    """The book with S6 changed."""
    book = rule_book()
    return replace(book, rules={**book.rules, "S6": replace(book.rules["S6"], **changes)})


@pytest.mark.parametrize(
    "when",
    [
        "unsafe_water and not G2",
        "not (G2 or unsafe_water)",
        "not G2 and unsafe_water",
        "case when not W1 then unsafe_water end",
        "not coalesce(G2, false)",
        "not at_risk(G4)",
    ],
)
def test_not_of_a_rule_is_refused(when: str) -> None:
    with pytest.raises(UseError, match=r"规则 S6\.when 写了 not") as caught:
        lint(book_with(when=when))
    assert "is not true" in caught.value.hint


@pytest.mark.parametrize("scope", ["G2", "registered or G2", "guaranteed() and W1", "risk()"])
def test_a_bare_rule_in_a_scope_is_refused(scope: str) -> None:
    with pytest.raises(UseError, match=r"规则 S6\.scope 的范围写了") as caught:
        lint(book_with(scope=scope))
    assert "is true" in caught.value.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"when": "unsafe_water and G2 is not true"},
        {"when": "not (G2 is true) and unsafe_water"},
        {"when": "not unsafe_water or G2"},
        {"scope": "registered or G2 is true"},
        {"scope": "not general and G2 is false"},
        {"scope": "(G2 or W1) is true"},
    ],
)
def test_what_says_which_of_three_is_meant_is_taken(changes: dict[str, str]) -> None:
    lint(book_with(**changes))


def test_the_shipped_rules_pass() -> None:
    lint(rule_book())
