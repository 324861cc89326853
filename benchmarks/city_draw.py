"""Columns for the rosters of a big city: words, flags, amounts and days at random."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
from city_people import Chunk

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1)


def pick(words: tuple[str | None, ...], index: npt.NDArray[np.int64]) -> pl.Series:
    """A word for each index."""
    return pl.Series(words, dtype=pl.String).gather(pl.Series(index))


def draw(chunk: Chunk, count: int, shares: Mapping[str, float]) -> pl.Series:
    """Words at random, each with its share."""
    weights = np.array(list(shares.values()))
    index = chunk.rng.choice(len(shares), count, p=weights / weights.sum())
    return pick(tuple(shares), index)


def flags(values: Bools) -> pl.Series:
    """是 or 否."""
    return pick(("否", "是"), values.astype(np.int64))


def money(yuan: Floats | Ints, digits: int = 2) -> pl.Series:
    """Amounts as text, to the fen or to so many digits."""
    whole = 10**digits
    units = pl.Series("u", np.round(yuan * whole).astype(np.int64))
    sign = pl.when(pl.col("u") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    part = (pl.col("u").abs() % whole).cast(pl.String).str.zfill(digits)
    front = (pl.col("u").abs() // whole).cast(pl.String)
    return units.to_frame().select(pl.concat_str(sign, front, pl.lit("."), part)).to_series()


def days(chunk: Chunk, count: int, first: date, last: date) -> pl.Series:
    """Days at random, both ends among them."""
    start = (first - EPOCH).days
    numbers = start + chunk.rng.integers(0, (last - first).days + 1, count)
    return pl.Series(numbers).cast(pl.Int32).cast(pl.Date)


def some(chunk: Chunk, share: float) -> pl.DataFrame:
    """Some of the people, in order."""
    return chunk.people.filter(pl.Series(chunk.rng.random(chunk.people.height) < share))


def whole(chunk: Chunk) -> pl.DataFrame:
    """People with the columns of their homes."""
    return pl.concat(
        [chunk.people, chunk.homes[chunk.people["home"]].drop("home")], how="horizontal"
    )


def heads(chunk: Chunk) -> pl.DataFrame:
    """One row a home, with its head."""
    head = chunk.people.filter(pl.col("place") == 0).drop("home", "place")
    return pl.concat([chunk.homes, head], how="horizontal")
