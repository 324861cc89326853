"""Each choice of the rules flipped once: a flip that no case notices is a missing case (design)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fangpin.rules.book import rule_book

from .mutants import judged_by, mutants, rule_mutants
from .village import Village

RULES = tuple(rule_book().rules)
DEFINITIONS = tuple(rule_book().definitions)
# Flips that change nothing, and why.
IN_NO_CASE = "W1-W4 are null only where the income is, and then the rest is null or false too"
NO_INCOME = "with an income of 0 any cost is over every multiple of it as well"
ROUNDED = "a figure is in fen: more places than six are the same"
SAME: dict[str, str] = {
    "W5.when: is dropped in W1 IS TRUE": IN_NO_CASE,
    "W5.when: is dropped in W2 IS TRUE": IN_NO_CASE,
    "W5.when: is dropped in W3 IS TRUE": IN_NO_CASE,
    "W5.when: is dropped in W4 IS TRUE": IN_NO_CASE,
    "W8.when: one more in 6": ROUNDED,
    "reference_per_capita: one more in 28": ROUNDED,
    "reference_per_capita: one more in 10": ROUNDED,
    "warn: LTE to LT in income_total <= 0": NO_INCOME,
    "warn_level: LTE to LT in income_total <= 0": NO_INCOME,
}


def villages_of(rule: str, villages: list[Village]) -> list[Village]:
    """Where the rule was judged and has cases."""
    return [
        one
        for one in villages
        if rule in one.done.judgement.compiled
        and any(case.rule == rule for case in one.households.values())
    ]


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_some_case_notices_each_flip_of_a_rule(rule: str, villages: list[Village]) -> None:
    own = villages_of(rule, villages)
    compiled = own[0].done.judgement.compiled[rule]
    right = [judged_by(one, compiled.rule) for one in own]
    missed = [
        said
        for said, other in rule_mutants(compiled)
        if said not in SAME
        and all(judged_by(one, other) == told for one, told in zip(own, right, strict=True))
    ]
    assert missed == [], missed


@pytest.mark.slow
@pytest.mark.parametrize("name", DEFINITIONS)
def test_some_case_notices_each_flip_of_a_definition(name: str, villages: list[Village]) -> None:
    book = rule_book()
    definition = book.definitions[name]
    missed = []
    for said, text in mutants(definition.expression):
        other = {**book.definitions, name: replace(definition, expression=text)}
        if f"{name}: {said}" not in SAME and not any(noticed(other, name, villages)):
            missed.append(f"{name}: {said}")
    assert missed == [], missed


def noticed(definitions: dict[str, object], name: str, villages: list[Village]) -> Iterator[bool]:
    """Whether each rule that rests on the definition judges some case otherwise."""
    for rule in rule_book().rules.values():
        if rests_on(rule.when + rule.scope + rule.level, name):
            for one in villages_of(rule.id, villages):
                yield judged_by(one, rule, definitions) != judged_by(one, rule)


def rests_on(text: str, name: str) -> bool:
    """Whether an expression uses a definition, be it through another."""
    book = rule_book().definitions
    return any(
        f"{used}(" in text and (used == name or rests_on(book[used].expression, name))
        for used in book
    )
