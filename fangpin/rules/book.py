"""The rule book: rules, definitions and the names of what may be given, as read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LEVELS = ("red", "orange", "yellow", "blue")


@dataclass(frozen=True)
class Risk:
    """A term of a rule that is worth a sentence of its own."""

    when: str
    say: str
    cause: str


@dataclass(frozen=True)
class Rule:
    """One rule as written: expressions are SQL over facts, `$name` a policy parameter."""

    id: str
    name: str
    clause: str
    per: str
    when: str
    level: str
    cause: str
    department: str
    evidence: str
    requires: str
    scope: str = ""
    reads: str = ""
    needs: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    order: int = 0


@dataclass(frozen=True)
class Definition:
    """An expression with arguments that has a name."""

    arguments: tuple[str, ...]
    expression: str


@dataclass(frozen=True)
class Book:
    """All rules by id in their order, the definitions, and the composite names of `requires`."""

    rules: Mapping[str, Rule]
    definitions: Mapping[str, Definition]
    given: Mapping[str, str]


def read(file: str) -> dict[str, Any]:
    """A TOML file of this package."""
    return tomllib.loads(resources.files("fangpin.rules").joinpath(file).read_text("utf-8"))


def make_rule(name: str, table: Mapping[str, Any], order: int, risks: Mapping[str, Any]) -> Rule:
    """A rule from its table; its risks are lists of risks.toml."""
    known = {k: v for k, v in table.items() if k not in ("risks", "needs")}
    return Rule(
        id=name,
        order=order,
        needs=tuple(table.get("needs", ())),
        risks=tuple(Risk(**one) for several in table.get("risks", ()) for one in risks[several]),
        **known,
    )


@cache
def rule_book() -> Book:
    """The rules that come with fangpin."""
    tables: dict[str, Any] = {}
    for file in ("groups.toml", "national.toml", "warnings.toml", "guarantees.toml", "clues.toml"):
        tables.update(read(file))
    definitions = {
        name: Definition(tuple(table["arguments"]), table["expression"])
        for name, table in read("define.toml").items()
    }
    risks = read("risks.toml")
    rules = {
        name: make_rule(name, table, i, risks) for i, (name, table) in enumerate(tables.items())
    }
    return Book(rules, definitions, read("given.toml"))
