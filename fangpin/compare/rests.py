"""What each rule rests on: rosters, columns, and other rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from fangpin.rules.given import atoms

if TYPE_CHECKING:
    from fangpin.rules.judge import Compiled, Judgement

# Names of given.toml that are no rosters: where the rows stand that they tell of.
ROSTER_OF = {"last_year": "households", "year_before": "households", "alleviated_title": "members"}
OWN = "own_"  # so begin the facts of an office's own rules
FORMING = ("members", "population", "deaths")  # what households are made of


@cache
def fact_sources() -> Mapping[str, tuple[str, ...]]:
    """Fact -> the rosters, columns and composite names that it comes from."""
    text = resources.files("fangpin.compare").joinpath("rests.toml").read_text("utf-8")
    return {fact: tuple(names) for fact, names in tomllib.loads(text).items()}


def facts_of(compiled: Compiled) -> set[str]:
    """The facts that a rule and its scope name."""
    parts = (compiled.when, compiled.scope, compiled.level)
    return {fact for part in parts if part is not None for fact in part.facts}


def rests(judgement: Judgement) -> dict[str, set[str]]:
    """Rule -> the names (rosters, columns, composites) that it requires, reads or has facts from.

    Raises KeyError for a fact that rests.toml lacks.
    """
    made = {}
    for name, compiled in judgement.compiled.items():
        own = atoms(compiled.rule.requires, {}) | atoms(compiled.rule.reads, {})
        for fact in facts_of(compiled):
            if not fact.startswith(OWN):  # its rosters stand under `requires`
                own |= set(fact_sources()[fact])
        made[name] = own
    return made


def kinds_of(name: str, composites: Mapping[str, str]) -> set[str]:
    """The rosters that a name is about."""
    return {roster_of(atom) for atom in atoms(name, composites)}


def roster_of(name: str) -> str:
    """The roster of a name that is no composite."""
    kind = name.partition(".")[0]
    return ROSTER_OF.get(kind, kind)


def leans(judgement: Judgement) -> set[tuple[str, str]]:
    """(rule, another that it names, by whatever steps)."""
    direct = {
        name: compiled.when.rules | (compiled.scope.rules if compiled.scope is not None else set())
        for name, compiled in judgement.compiled.items()
    }
    found: set[tuple[str, str]] = set()
    for name, first in direct.items():
        waiting = list(first)
        while waiting:
            other = waiting.pop()
            if (name, other) not in found:
                found.add((name, other))
                waiting += direct.get(other, ())
    return {(name, other) for name, other in found if name != other}
