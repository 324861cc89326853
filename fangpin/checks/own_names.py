"""What an office's own rule may name, each with its type: facts, parameters, rosters given."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources

from fangpin.checks.pack import Definition
from fangpin.rules.book import Definition as Named
from fangpin.rules.evidence import fact_names
from fangpin.rules.policy import Policy

OUTER_FUNCTIONS = {"coalesce": (1, 9), "greatest": (2, 9), "least": (2, 9), "abs": (1, 1),
                   "round": (1, 2), "floor": (1, 1)}  # fmt: skip
HIDDEN = ("hh", "pid")


@cache
def fact_types(unit: str) -> Mapping[str, str]:
    """Fact of a household or person -> its type in the database (facts.toml)."""
    text = resources.files("fangpin.checks").joinpath("facts.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[unit])


def kind_of(type_name: str) -> str:
    """The type of a fact as expressions over columns know it."""
    if type_name.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE")):
        return "number"
    return {"VARCHAR": "text", "BOOLEAN": "bool", "DATE": "date"}[type_name]


@cache
def by_label() -> Mapping[str, str]:
    """Chinese name of a fact -> the fact; names that stand for two are none."""
    found: dict[str, list[str]] = {}
    for name, told in fact_names().items():
        found.setdefault(told["label"], []).append(name)
    return {label: names[0] for label, names in found.items() if len(names) == 1}


@dataclass(frozen=True)
class Names:
    """What the expressions of one run may name.

    rules: shipped and own ones; definitions: those of the rules' own language by name.
    """

    policy: Policy
    day: date
    rules: frozenset[str]
    given: frozenset[str]
    definitions: Mapping[str, Named] = field(default_factory=dict)
    own: Mapping[str, Definition] = field(default_factory=dict)

    def fact(self, name: str, person: bool) -> tuple[str, str] | None:
        """A fact by its name or its Chinese name: (fact, unit), a person's own first."""
        for one in (name, by_label().get(name, "")):
            for unit in ("person", "household") if person else ("household",):
                if one in fact_types(unit) and one not in HIDDEN:
                    return one, unit
        return None

    def known(self, person: bool) -> list[str]:
        """Every name, for the hint about one that is not known."""
        facts = {**fact_types("household"), **(fact_types("person") if person else {})}
        return [*(f for f in facts if f not in HIDDEN), *by_label(), *sorted(self.rules)]
