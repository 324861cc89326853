"""Where the invented households live: counties, towns, villages, region codes of their IDs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

OLD_BEFORE = np.datetime64("1996-01-01")
OLD_SHARE = 0.7
VILLAGES_PER_TOWN = 14


@dataclass(frozen=True)
class Places:
    """All villages of the city. villages: county, town, village (names), one row a village."""

    names: tuple[str, ...]
    aliases: tuple[str, ...]
    codes: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    villages: pl.DataFrame
    first_village: npt.NDArray[np.int64]  # of each county, with the end after the last
    prefixes: tuple[tuple[int, ...], ...]
    old: tuple[int, ...]  # 0 where there is none


def load(name: str) -> dict[str, Any]:
    """One of the tables of data beside this module."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def places() -> Places:
    """The counties of places.toml with their villages."""
    table = load("places.toml")
    counties = table["county"]
    rows: list[tuple[str, str, str]] = []
    first = [0]
    for number, county in enumerate(counties):
        for place, town in enumerate(county["towns"]):
            rows += [(county["name"], town, v) for v in _villages(table, number, place)]
        first.append(len(rows))
    weights = np.array([c["weight"] for c in counties], dtype=np.float64)
    return Places(
        names=tuple(c["name"] for c in counties),
        aliases=tuple(c["alias"] for c in counties),
        codes=np.array([c["code"] for c in counties], dtype=np.int64),
        weights=weights / weights.sum(),
        villages=pl.DataFrame(rows, schema=["county", "town", "village"], orient="row"),
        first_village=np.array(first, dtype=np.int64),
        prefixes=tuple(tuple(c["prefixes"]) for c in counties),
        old=tuple(c.get("old", 0) for c in counties),
    )


def _villages(table: dict[str, Any], county: int, town: int) -> list[str]:
    """Names of the villages of one town, all different, the same in every city."""
    first, last = table["village"]["first"], table["village"]["last"]
    names = [f"{a}{b}村" for b in last for a in first]
    start = (county * 37 + town * 53) % len(names)
    return [names[(start + 7 * i) % len(names)] for i in range(VILLAGES_PER_TOWN)]


def region_codes(
    county: npt.NDArray[np.int64],
    born: npt.NDArray[np.datetime64],
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """The region code on each person's ID: old codes for many born before 1996."""
    known = places()
    code = np.empty(len(county), dtype=np.int64)
    for number, prefixes in enumerate(known.prefixes):
        here = county == number
        code[here] = rng.choice(np.array(prefixes), size=int(here.sum()))
    old = np.array(known.old, dtype=np.int64)[county]
    issued = (old > 0) & (born < OLD_BEFORE) & (rng.random(len(county)) < OLD_SHARE)
    return np.where(issued, old, code)
