"""Code lists: what departments write for a value, and what it is called here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fangpin.rosters.clean.normal import is_missing, plain, tight
from fangpin.rosters.clean.types import Result, Scalar

_NO_VALUE = "无此项"  # the entry of variants that say: none of these, so no value
_CODE_AND_NAME = re.compile(r"[(\[]?(\d{1,3})[)\]]?[-_.、:/\u2010-\u2015]*(\D.*)", re.ASCII)
_SEPARATORS = re.compile(r"[,，、;；/|+\s]+")
_WHOLE_FLOAT = re.compile(r"(\d+)\.0", re.ASCII)


@dataclass(frozen=True)
class CodeList:
    """One code list. values: in their order; variants and prefixes: cleaned text -> value."""

    values: tuple[str, ...]
    variants: dict[str, str]
    prefixes: tuple[tuple[str, str], ...]

    def find(self, text: str) -> str | None:
        """The value that a cleaned text stands for, None where nobody knows."""
        key = _key(text)
        exact = self.variants.get(key)
        if exact is not None:
            return exact
        both = _CODE_AND_NAME.fullmatch(key)
        if both and both.group(2) in self.variants:
            return self.variants[both.group(2)]
        for start, value in self.prefixes:
            if key.startswith(start) or (both and both.group(2).startswith(start)):
                return value
        return None


@cache
def code_lists() -> dict[str, CodeList]:
    """All code lists of codes.toml by name."""
    text = files("fangpin.rosters").joinpath("codes.toml").read_text("utf-8")
    return {name: _code_list(table) for name, table in tomllib.loads(text).items()}


def code_parser(name: str) -> Scalar:
    """The parser of one value of a code list. Raises KeyError for a list that is not there."""
    codes = code_lists()[name]

    def parse_code(text: str, kind: int) -> Result:
        value = tight(text)
        found = codes.find(value)
        if found is None:
            return Result(None, None if is_missing(value) else "code.unknown")
        return Result(None if found == _NO_VALUE else found)

    return parse_code


def set_parser(name: str) -> Scalar:
    """The parser of several values in one cell, in any order. Raises KeyError as code_parser."""
    codes = code_lists()[name]

    def parse_set(text: str, kind: int) -> Result:
        value = tight(text)
        if is_missing(value):
            return Result(None)
        whole = codes.find(value)  # some values hold what parts others
        parts = [part for part in _SEPARATORS.split(plain(text).lstrip("'")) if part]
        found = {whole} if whole else {codes.find(part) for part in parts}
        if None in found:
            return Result(None, "code.unknown")
        return Result(",".join(known for known in codes.values if known in found) or None)

    return parse_set


def _key(text: str) -> str:
    text = text.upper()
    whole = _WHOLE_FLOAT.fullmatch(text)
    text = whole.group(1) if whole else text
    return str(int(text)) if text.isascii() and text.isdigit() else text


def _code_list(table: dict[str, list[str]]) -> CodeList:
    variants: dict[str, str] = {}
    prefixes: list[tuple[str, str]] = []
    for value, names in table.items():
        for name in (value, *names):
            if name.endswith("*"):
                prefixes.append((_key(name[:-1]), value))
            elif variants.setdefault(_key(name), value) != value:
                raise ValueError(f"codes.toml: {name} stands for two values")
    prefixes.sort(key=lambda prefix: -len(prefix[0]))
    values = tuple(value for value in table if value != _NO_VALUE)
    return CodeList(values, variants, tuple(prefixes))
