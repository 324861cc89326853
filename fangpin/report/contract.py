"""The columns that a workbook of each privacy level may hold; nothing else is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from fangpin.report.model import Privacy


def columns(privacy: Privacy) -> Mapping[str, frozenset[str]]:
    """Sheet -> the headers that may stand on it in a county workbook of this level."""
    return MappingProxyType(_tables()[privacy])


def keep(allowed: Mapping[str, frozenset[str]], sheet: str, headers: Iterable[str]) -> None:
    """Raise ValueError where a sheet or a column is not allowed: a fault of this program."""
    more = [header for header in headers if header not in allowed.get(sheet, ())]
    if more:
        raise ValueError(f"columns outside the contract of this privacy level: {sheet} {more}")


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    text = files("fangpin.report").joinpath("contract.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {
        level: {sheet: frozenset(headers) for sheet, headers in sheets.items()}
        for level, sheets in tables.items()
    }
