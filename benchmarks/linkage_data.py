"""Persons and damaged rows for the linkage benchmark: seeded, invented, written as Parquet.

Names follow a skewed distribution, Han and Mongolian, so that homonyms are as common as they are
among a million people. A row's number goes through the cleaning that a scan uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from fangpin.demo import ids, names
from fangpin.demo.places import places, region_codes
from fangpin.io.table import Cell, Column
from fangpin.match.names import likeness, sound
from fangpin.rosters.clean import Context, FieldType, clean_column

Rng = np.random.Generator
DAMAGE = {  # share of the rows
    "digit": 0.17, "drop": 0.10, "add": 0.10, "swap": 0.10, "letter": 0.08, "lost": 0.12,
    "missing": 0.10, "sound": 0.08, "character": 0.08, "unrelated": 0.03, "stranger": 0.04,
}  # fmt: skip
MONGOL = 0.13
MOVED = 0.05  # rows that name another town of the county
LOOKS = {"0": "O", "1": "l", "2": "Z", "5": "S", "6": "b", "8": "B"}
SURNAME_TOP = 4.0  # flattens the head of the distribution: 王, 李, 张 have 7% each


def make(folder: Path, persons: int, rows: int, seed: int) -> None:
    """Write persons.parquet (those known) and rows.parquet (damaged, with truth)."""
    rng = np.random.default_rng(seed)
    strangers = max(1, round(rows * DAMAGE["stranger"]))
    everyone = people(persons + strangers, rng)
    known = everyone.head(persons)
    rows_made = damaged(known, everyone.tail(strangers), rows, rng)
    with_sound(known).write_parquet(folder / "persons.parquet")
    with_sound(rows_made).write_parquet(folder / "rows.parquet")


def with_sound(table: pl.DataFrame) -> pl.DataFrame:
    """The table with the sounds of the names, which Splink compares as a column."""
    distinct = table.select("name").unique()
    sounds = [" ".join(sound(name)) for name in distinct["name"]]
    return table.join(distinct.with_columns(sound=pl.Series(sounds)), on="name", how="left")


def people(count: int, rng: Rng) -> pl.DataFrame:
    """Persons with number, name, county and town."""
    known = places()
    county = rng.choice(len(known.names), size=count, p=known.weights)
    first, end = known.first_village[county], known.first_village[county + 1]
    village = first + (rng.random(count) ** 1.5 * (end - first)).astype(np.int64)
    male = rng.random(count) < 0.51
    age = (rng.beta(1.6, 1.7, count) * 90 * 365.25).astype(np.int64) + 100
    born = np.datetime64("2020-04-18", "D") - age.astype("timedelta64[D]")
    still = np.zeros(count, dtype=np.bool_)
    number, _ = ids.allot(region_codes(county, born, rng), born, male, still, rng)
    where = known.villages[village]
    return pl.DataFrame(
        {
            "id_number": number,
            "name": people_names(male, rng),
            "county": where["county"],
            "town": where["town"],
        }
    )


def people_names(male: npt.NDArray[np.bool_], rng: Rng) -> pl.Series:
    """Names with the usual ones far more often than the rest."""
    count, known = len(male), names.parts()

    def draw(boys: str, girls: str, top: float) -> pl.Series:
        pair = [
            known[part].gather(ranked(len(known[part]), count, top, rng)) for part in (boys, girls)
        ]
        drawn: pl.Series = pair[0].zip_with(pl.Series(male), pair[1])
        return drawn

    surname = known["surnames"]
    han = surname.gather(ranked(len(surname), count, SURNAME_TOP, rng)) + draw("male", "female", 9)
    second = draw("male", "female", 9)
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, count)
    han = han + second.zip_with(pl.Series(rng.random(count) < 0.8), blank)
    one, two = draw("mongol_male", "mongol_female", 9), draw("mongol_male", "mongol_female", 9)
    dotted = pl.Series(rng.random(count) < 0.5) & (one != two)
    mongol = (one + "·" + two).zip_with(dotted, one)
    return mongol.zip_with(pl.Series(rng.random(count) < MONGOL), han)


def ranked(size: int, count: int, top: float, rng: Rng) -> npt.NDArray[np.int64]:
    """Positions, the first ones more often: a share of 1 / (rank + top) each."""
    weights = 1 / (np.arange(size) + top)
    return rng.choice(size, size=count, p=weights / weights.sum()).astype(np.int64)


def damaged(known: pl.DataFrame, strangers: pl.DataFrame, rows: int, rng: Rng) -> pl.DataFrame:
    """Rows about known persons and strangers, as a roster's typed table has them, with truth."""
    kinds = [k for k in DAMAGE if k != "stranger"]
    share = np.array([DAMAGE[k] for k in kinds])
    chosen = rng.choice(len(known), size=rows - len(strangers), replace=False)
    damage = np.array(kinds)[rng.choice(len(kinds), size=len(chosen), p=share / share.sum())]
    inner = known[chosen].with_columns(damage=pl.Series(damage), truth=pl.col("id_number"))
    ways = np.array(["digit", "drop", "add", "swap", "letter", "lost", "missing"])
    way = ways[rng.choice(len(ways), size=len(strangers))]
    outer = strangers.with_columns(damage=pl.Series(way), truth=pl.lit(None, dtype=pl.String))
    both = pl.concat([inner, outer])
    written = write_numbers(both, rng)
    both = both.with_columns(name=pl.Series(write_names(both, known["name"], rng)))
    both = move(both, rng).with_columns(
        damage=pl.when(pl.col("truth").is_null()).then(pl.lit("stranger")).otherwise("damage")
    )
    return tellable(both.with_columns(written), known).with_row_index("row")


def write_numbers(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """The damaged numbers, as the scan's cleaning leaves them: id_number, id_text, id_lost."""
    texts: list[str | None] = []
    cells = np.full(len(rows), Cell.TEXT, dtype=np.uint8)
    for at, (number, kind) in enumerate(rows.select("id_number", "damage").iter_rows()):
        text = edited(number, kind, rng)
        texts.append(text)
        if kind == "lost" and text is not None and text.isdigit():
            cells[at] = Cell.NUMBER
    column = Column(pa.array(texts, pa.string()), cells)
    cleaned = clean_column(column, FieldType("id_number"), Context())
    lost: list[str | None] = [None] * len(texts)
    for at, code in zip(cleaned.fault_rows.tolist(), cleaned.fault_codes, strict=True):
        if code == "id.precision_lost":
            lost[at] = texts[at]
    return pl.DataFrame(
        {
            "id_number": pl.from_arrow(cleaned.values),
            "id_text": pl.from_arrow(cleaned.companions["id_text"]),
            "id_lost": pl.Series(lost, dtype=pl.String),
        }
    )


def edited(number: str, kind: str, rng: Rng) -> str | None:
    """One slip in a number."""
    at = int(rng.integers(1, 17))
    digit = str((int(number[at]) + int(rng.integers(1, 10))) % 10)
    if kind == "missing":
        return None
    if kind == "lost":
        return number[:15] + "000"
    if kind == "drop":
        return number[:at] + number[at + 1 :]
    if kind == "add":
        return number[:at] + digit + number[at:]
    if kind == "swap":
        at = next((i for i in (*range(at, 17), *range(1, at)) if number[i] != number[i - 1]), 1)
        return number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    if kind == "letter":
        usable = [i for i, c in enumerate(number) if c in LOOKS]
        at = usable[int(rng.integers(len(usable)))]
        return number[:at] + LOOKS[number[at]] + number[at + 1 :]
    return number[:at] + digit + number[at + 1 :]


def write_names(rows: pl.DataFrame, known: pl.Series, rng: Rng) -> list[str]:
    """The names, some of them misheard, off by a character, or somebody else's."""
    pool = known.gather(rng.integers(len(known), size=len(rows))).to_list()
    made = []
    for name, kind, other in zip(rows["name"], rows["damage"], pool, strict=True):
        if kind == "sound":
            made.append(names.misheard(name) or name)
        elif kind == "character":
            made.append(name[:-1] + ("博" if name[-1] != "博" else "文"))
        elif kind == "unrelated" and likeness(name, other) is None:
            made.append(other)
        else:
            made.append("欧阳无名" if kind == "unrelated" else name)
    return made


def move(rows: pl.DataFrame, rng: Rng) -> pl.DataFrame:
    """Some rows name another town of the county."""
    towns = places().villages.unique("town", maintain_order=True)
    by_county = {key[0]: part["town"].to_list() for key, part in towns.group_by("county")}
    moved = rng.random(len(rows)) < MOVED
    town = [
        by_county[county][int(rng.integers(len(by_county[county])))] if leaves else own
        for county, own, leaves in zip(rows["county"], rows["town"], moved, strict=True)
    ]
    return rows.with_columns(town=pl.Series(town))


def tellable(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Whether what a row says can tell its person at all.

    A row about a stranger or with somebody else's name cannot; one without a number can where the
    person is the only one of that name in the town it names.
    """
    only = known.group_by("name", "county", "town").agg(
        pl.len().alias("namesakes"), pl.col("id_number").first().alias("only")
    )
    joined = rows.join(only, on=["name", "county", "town"], how="left", maintain_order="left")
    alone = (pl.col("namesakes") == 1) & (pl.col("only") == pl.col("truth"))
    told: Any = (
        pl.when(pl.col("truth").is_null() | (pl.col("damage") == "unrelated"))
        .then(False)
        .when(pl.col("damage") == "missing")
        .then(alone.fill_null(False))
        .otherwise(True)
    )
    return joined.with_columns(told=told).drop("namesakes", "only")
