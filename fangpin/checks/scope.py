"""Where an expression is bound: the rows that its names stand for, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from fangpin.checks.pack import Check
from fangpin.checks.plan import Group, Use
from fangpin.checks.syntax import Written


@dataclass
class Frame:
    """The rows that names stand for. names: prefix -> frame; joins: folds used, (table, key)."""

    table: str
    alias: str
    key: str
    person: str = "id18"  # the key by which persons are joined: id18, hp of the household
    level: str = "top"  # top, members, records, pair
    names: dict[str, Frame] = field(default_factory=dict)
    joins: set[Group] = field(default_factory=set)
    outer: Frame | None = None
    outer_used: bool = False


@dataclass(frozen=True)
class Env:
    """Where an expression is bound: its rows, its text, the arguments of its definition."""

    frame: Frame
    written: Written
    arguments: Mapping[str, tuple[exp.Expr, Env]] = field(default_factory=dict)
    defining: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bound:
    """A check as SQL over the rows `r` of its table, with what it uses and joins."""

    check: Check
    table: str
    sql: str
    uses: tuple[tuple[Use, Written], ...]
    joins: frozenset[Group]
    evidence: tuple[Use, ...]
    pairs: frozenset[tuple[str, str]]  # (table, key) of which rows are compared pair by pair
