"""Which rules can be judged with what was given, and in which counties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fangpin.errors import UseError
from fangpin.rules.book import Book, Rule
from fangpin.rules.given import ACCUSING, Given, atoms
from fangpin.rules.policy import Policy

Cover = Mapping[str | None, frozenset[str]]  # county -> accusing rosters that do not cover it


@dataclass(frozen=True)
class State:
    """Whether a rule was judged; missing: what it wanted, in words; not_in: counties left out."""

    state: str  # evaluated, partly, not
    missing: tuple[str, ...] = ()
    not_in: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a run judges by: the book, the policy on a day, what was given, and how to say it."""

    book: Book
    policy: Policy
    day: date
    given: Given
    say: Callable[[str], str]


def rule_states(setting: Setting, uncovered: Cover) -> dict[str, State]:
    """The state of every rule that the policy switches on, in the book's order.

    Raises UseError: a rule that there is not.
    """
    for name in setting.policy.rules:
        if name not in setting.book.rules:
            known = "、".join(setting.book.rules)
            raise UseError(f"政策“{setting.policy.name}”用到了没有的规则“{name}”", f"可用:{known}")
    chosen = (rule for rule in setting.book.rules.values() if rule.id in setting.policy.rules)
    return {rule.id: state(rule, setting, uncovered) for rule in chosen}


def state(rule: Rule, setting: Setting, uncovered: Cover) -> State:
    """The state of one rule."""
    policy, given, say = setting.policy, setting.given, setting.say
    unset = tuple(
        f"政策参数{policy.parameters[name].title}({name})"
        for name in rule.needs
        if not policy.has(name, setting.day)
    )
    missing = tuple(given.unmet(rule.requires, say)) + unset
    if missing:
        return State("not", missing)
    not_in = tuple(
        county
        for county, kinds in uncovered.items()
        if kinds and not given.without(kinds).has(rule.requires)
    )
    absent = atoms(rule.reads, given.composites) - given.names
    if absent:
        return State("partly", tuple(say(a) for a in sorted(absent)), not_in)
    return State("evaluated", (), not_in)


def uncovered_counties(covered: Iterable[Mapping[str, object]], given: Given) -> Cover:
    """County -> the accusing rosters given that do not cover it, from the coverage table's rows."""
    return {
        str(row["county"]) if row["county"] is not None else None: frozenset(
            kind for kind in ACCUSING if kind in given.names and not row[kind]
        )
        for row in covered
    }
