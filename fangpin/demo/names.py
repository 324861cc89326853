"""Invented names, Han and Mongolian, made in bulk."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.places import load

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

TWO_CHARACTERS = 0.72  # share of given names with two characters
MIDDLE_DOT = 0.35  # share of Mongolian names of two parts


@cache
def parts() -> dict[str, pl.Series]:
    """The parts that names are made of."""
    table = load("names.toml")
    return {
        key: pl.Series(list(dict.fromkeys(table[key])), dtype=pl.String)
        for key in ("surnames", "male", "female", "mongol_male", "mongol_female")
    }


def surnames(count: int, rng: np.random.Generator) -> Ints:
    """Surnames as positions in the list, the first ones far more often."""
    size = len(parts()["surnames"])
    return np.minimum((rng.random(count) ** 2 * size).astype(np.int64), size - 1)


def make(surname: Ints, male: Bools, mongol: Bools, rng: np.random.Generator) -> pl.Series:
    """One name a person: a Mongolian one where `mongol`, else surname and given name."""
    known = parts()
    count = len(surname)

    def pick(boys: str, girls: str) -> pl.Series:
        of_boys = _draw(known[boys], count, rng)
        of_girls = _draw(known[girls], count, rng)
        return of_boys.zip_with(pl.Series(male), of_girls)

    first, second = pick("male", "female"), pick("male", "female")
    two = pl.Series(rng.random(count) < TWO_CHARACTERS)
    han = known["surnames"].gather(surname) + first + second.zip_with(two, _blank(count))
    single, other = pick("mongol_male", "mongol_female"), pick("mongol_male", "mongol_female")
    dotted = pl.Series(rng.random(count) < MIDDLE_DOT) & (single != other)
    steppe = (single + "·" + other).zip_with(dotted, single)
    return steppe.zip_with(pl.Series(mongol), han)


def _draw(words: pl.Series, count: int, rng: np.random.Generator) -> pl.Series:
    return words.gather(rng.integers(len(words), size=count))


def _blank(count: int) -> pl.Series:
    return pl.Series([""], dtype=pl.String).new_from_index(0, count)


@cache
def same_sound() -> dict[str, str]:
    """A character and another one of the same sound."""
    pairs = load("names.toml")["sounds"]["pairs"]
    return {pair[0]: pair[1] for pair in pairs} | {pair[1]: pair[0] for pair in pairs}


def misheard(name: str) -> str | None:
    """The name with one character written as another one of the same sound, where there is any."""
    sounds = same_sound()
    for place in range(len(name) - 1, 0, -1):
        if other := sounds.get(name[place]):
            return name[:place] + other + name[place + 1 :]
    return None
