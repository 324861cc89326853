"""The functions that an expression may call, as data: functions.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sqlglot import exp, parse_one

from fangpin.checks.syntax import Dialect

PREFIX = "fn_"  # in the SQL of a function: another function of the list


@dataclass(frozen=True)
class Argument:
    """One argument of a function: its name in the SQL, its type, and how often it may stand."""

    name: str
    type: str
    optional: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Function:
    """One function of the list.

    sql: over the names of the arguments, `all_` for what stands for the repeated one; each, join:
    what stands for one repeated argument, and what joins them (and, or, list). derive: worth a
    column of its own where several checks use it.
    """

    id: str
    names: tuple[str, ...]
    args: tuple[Argument, ...]
    gives: str
    say: str
    sql: str = ""
    each: str = ""
    join: str = ""
    derive: bool = False
    special: str = ""
    usage: str = ""


def argument(text: str) -> Argument:
    """An argument as functions.toml writes it: x:text, y:text..., on_?:date."""
    name, _, kind = text.partition(":")
    return Argument(
        name.removesuffix("?"), kind.removesuffix("..."), name.endswith("?"), kind.endswith("...")
    )


@cache
def functions() -> Mapping[str, Function]:
    """All functions by their own id."""
    text = resources.files("fangpin.checks").joinpath("functions.toml").read_text("utf-8")
    return {
        name: Function(
            id=name,
            names=tuple(raw.pop("names")),
            args=tuple(argument(one) for one in raw.pop("args")),
            **raw,
        )
        for name, raw in tomllib.loads(text).items()
    }


@cache
def by_name() -> Mapping[str, Function]:
    """The functions by every name that may be written; English ones in any case."""
    return {name: one for one in functions().values() for name in one.names}


@cache
def template(sql: str) -> exp.Expr:
    """The SQL of a function as a tree; its names are replaced in a copy."""
    tree = parse_one(sql, read=Dialect)
    assert isinstance(tree, exp.Expr)
    return tree
