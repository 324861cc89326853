"""The clauses of the notice: their words, and which rule or output serves each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Clause:
    """One thing that the notice asks for.

    number: its place in the list of clauses; output: what serves it beside rules; waits: what it
    waits for where nothing serves it yet; short: what is not covered.
    """

    number: str
    clause: str
    quote: str
    core: bool
    rules: tuple[str, ...] = ()
    rosters: tuple[str, ...] = ()
    output: str = ""
    waits: str = ""
    short: str = ""

    @property
    def served(self) -> bool:
        """Whether a rule or an output serves it."""
        return bool(self.rules or self.output)


@cache
def _table() -> dict[str, Any]:
    text = resources.files("fangpin.policies").joinpath("clauses.toml").read_text("utf-8")
    return tomllib.loads(text)


def sentences() -> Mapping[str, str]:
    """Rule id -> the words of the notice that it stands on."""
    made: Mapping[str, str] = _table()["sentences"]
    return made


def clauses() -> tuple[Clause, ...]:
    """All clauses in the order of the notice."""
    return tuple(
        clause(number, raw) for number, raw in sorted(_table().items()) if number != "sentences"
    )


def clause(number: str, raw: Mapping[str, Any]) -> Clause:
    """One clause from its table."""
    several: dict[str, Any] = {key: tuple(raw.get(key, ())) for key in ("rules", "rosters")}
    rest = {key: value for key, value in raw.items() if key not in several}
    return Clause(number=number, **several, **rest)
