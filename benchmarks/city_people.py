"""The people of a big city: households, their members and who they are, county after county."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo import ids, names
from fangpin.demo.places import places

Ints = npt.NDArray[np.int64]
Rng = np.random.Generator
SIZES = np.array([0.185, 0.27, 0.23, 0.18, 0.09, 0.045])  # of 1 to 6 persons: 2.855 on average
PERSONS_A_HOUSEHOLD = float(SIZES @ np.arange(1, 7))
HOHHOT = 2_500_000  # persons, beyond which the city becomes a province
A_COUNTY = 250_000  # persons in a county of the province
CHUNK = 60_000  # households made at once
SLOTS = 22  # numbers a day and sex for residents; strangers have those above
RELATIONS = ("户主", "配偶", "之子", "之女", "之父", "之母")
STATUSES = ("脱贫户", "未脱贫", "返贫户", "一般农户", "边缘户")
STATUS_SHARES = (0.115, 0.008, 0.002, 0.855, 0.02)
REGISTERED = 3  # the first three statuses are of registered households
STAGES = ("小学", "初中", "普高", "大专", "本科")


@dataclass
class County:
    """Where people live.

    prefix: of their ID numbers, which two counties may share; used: how many numbers of the prefix
    have been given out, by birth day and sex; households: how many there are so far.
    """

    code: int
    prefix: int
    name: str
    villages: pl.DataFrame
    persons: int
    used: Ints
    households: int = 0


@dataclass(frozen=True)
class Chunk:
    """Some households of a county and their members.

    homes: home (its number in the chunk), household_id, county, town, village, size, status
    (index of STATUSES), rural; people: home, place (0 for the head), name, id, born (day), male,
    stage (of school, by age), enrolled, schooling (as the member's row says). Rows of people are
    ordered by home and place.
    """

    county: County
    rng: Rng
    as_of: date
    homes: pl.DataFrame
    people: pl.DataFrame


def counties(persons: int) -> list[County]:
    """The counties of a city of so many persons: Hohhot's ten, then those of other leagues."""
    known = places()
    city = min(persons, HOHHOT)
    made = []
    used: dict[int, Ints] = {}
    for n, name in enumerate(known.names):
        start, end = known.first_village[n], known.first_village[n + 1]
        villages = known.villages[start:end].select("town", "village")
        prefix, code = known.prefixes[n][0], int(known.codes[n])
        given = used.setdefault(prefix, _none_given())
        many = round(city * known.weights[n])
        made.append(County(code, prefix, name, villages, many, given))
    others = list(_others())
    wanted = -(-(persons - city) // A_COUNTY)
    if wanted > len(others):
        raise SystemExit(f"at most {HOHHOT + A_COUNTY * len(others):,} persons")
    for code, name in others[:wanted]:
        many = (persons - city) // wanted
        made.append(County(code, code, name, _villages(), many, _none_given()))
    return made


def _none_given() -> Ints:
    return np.zeros(2 * 50_000, dtype=np.int64)


def _others() -> Iterator[tuple[int, str]]:
    table = tomllib.loads(Path(__file__).with_name("counties.toml").read_text("utf-8"))
    for league, told in table.items():
        for county in told["counties"].split():
            yield int(league + county[:2]), county[2:]


def _villages() -> pl.DataFrame:
    rows = [(f"{t}镇", f"{v}村") for t in ("东胜", "南河", "西山", "北井") for v in _VILLAGE_NAMES]
    return pl.DataFrame(rows, schema=["town", "village"], orient="row")


_VILLAGE_NAMES = [a + b for a in "大小东西南北前后" for b in ("营子", "沟门", "井", "窑", "坝口")]


def chunks(persons: int, seed: int, as_of: date) -> Iterator[Chunk]:
    """The whole city, some ten thousand households at a time."""
    for number, county in enumerate(counties(persons)):
        rest = round(county.persons / PERSONS_A_HOUSEHOLD)
        part = 0
        while rest > 0:
            rng = np.random.default_rng([seed, number, part])
            yield _chunk(county, min(rest, CHUNK), rng, as_of)
            rest -= CHUNK
            part += 1


def _chunk(county: County, count: int, rng: Rng, as_of: date) -> Chunk:
    homes = _homes(county, count, rng)
    return Chunk(county, rng, as_of, homes, _people(county, homes, rng, as_of))


def _homes(county: County, count: int, rng: Rng) -> pl.DataFrame:
    """One row a household."""
    numbers = np.arange(county.households + 1, county.households + count + 1)
    county.households += count
    village = county.villages[rng.integers(county.villages.height, size=count)]
    return pl.DataFrame(
        {
            "home": np.arange(count),
            "household_id": pl.Series(county.code * 10_000_000 + numbers).cast(pl.String),
            "county": pl.repeat(county.name, count, eager=True),
            "town": village["town"],
            "village": village["village"],
            "size": rng.choice(np.arange(1, 7), count, p=SIZES),
            "status": rng.choice(len(STATUSES), count, p=STATUS_SHARES),
            "rural": rng.random(count) >= 0.03,
        }
    )


def _people(county: County, homes: pl.DataFrame, rng: Rng, as_of: date) -> pl.DataFrame:
    """One row a person."""
    sizes = homes["size"].to_numpy()
    home = np.repeat(np.arange(len(sizes)), sizes)
    first = np.cumsum(sizes) - sizes
    place = np.arange(len(home)) - first[home]
    age, male = _ages(home, place, len(sizes), rng)
    born = as_of.toordinal() - date(1970, 1, 1).toordinal() - age
    number, born = allot(county, born, male, rng)
    surname = names.surnames(len(sizes), rng)[home]
    mongol = (rng.random(len(sizes)) < 0.2)[home]
    made = pl.DataFrame(
        {
            "home": home,
            "place": place,
            "name": names.make(surname, male, mongol, rng),
            "id": number,
            "born": pl.Series(born).cast(pl.Int32).cast(pl.Date),
            "male": male,
            "mongol": mongol,
            "relation": _relations(place, male),
        }
    )
    return made.with_columns(*_school(born, rng, as_of))


def _school(born: Ints, rng: Rng, as_of: date) -> list[pl.Series]:
    """stage, enrolled and schooling, by birth days."""
    first = as_of.year - (1 if as_of.month < 9 else 0)  # of the school year
    september = np.datetime64(f"{first}-09-01").astype(np.int64)
    age = (september - born) / 365.25
    young = np.searchsorted([6, 12, 15, 18, 20, 22], age, side="right") - 1
    number = np.where((young >= 0) & (young < len(STAGES)), young, -1)
    chance = np.array([0.985, 0.975, 0.9, 0.15, 0.2, 0.0])[number]
    enrolled = rng.random(len(born)) < chance
    words = ("小学", "八年级", "普通高中二年级", "高职高专一年级", "本科二年级", "非在校生")
    # one child in five that has no place on the school roll is at a school elsewhere
    elsewhere = (number >= 0) & (number < 2) & (rng.random(len(born)) < 0.2)
    said = np.where(enrolled | elsewhere, number, 5)
    stage = pl.Series([*STAGES, None], dtype=pl.String).gather(number % (len(STAGES) + 1))
    return [
        stage.alias("stage"),
        pl.Series("enrolled", enrolled),
        pl.Series(words).gather(said).alias("schooling"),
    ]


def _ages(home: Ints, place: Ints, count: int, rng: Rng) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Ages in days and sexes: a head, a spouse, children and at last a parent."""
    head = np.clip(rng.normal(52, 14, count), 22, 88)[home]
    spread = rng.random(len(home))
    child = np.maximum(head - 21 - 14 * spread, 0.05 + 17 * spread)
    parent = np.minimum(head + 20 + 10 * spread, 97)
    years = np.select(
        [place == 0, place == 1, place < 4], [head, head - 3 + 6 * spread, child], parent
    )
    head_male = (rng.random(count) < 0.8)[home]
    male = np.select([place == 0, place == 1], [head_male, ~head_male], rng.random(len(home)) < 0.5)
    return (years * 365.25).astype(np.int64) + rng.integers(0, 365, len(home)), male.astype(bool)


def _relations(place: Ints, male: npt.NDArray[np.bool_]) -> pl.Series:
    index = np.select([place == 0, place == 1, place < 4], [0, 1, 3 - male], 5 - male)
    return pl.Series(np.array(RELATIONS, dtype=object)[index], dtype=pl.String)


def allot(
    county: County, born: Ints, male: npt.NDArray[np.bool_], rng: Rng
) -> tuple[pl.Series, Ints]:
    """A number of their own for everyone; where a day has none left, on a day nearby.

    born: days since 1970. Returns the numbers, and the birth days that they carry.
    """
    born = born.copy()
    rank = np.full(len(born), -1, dtype=np.int64)
    rest = np.arange(len(born))
    reach = 30
    while len(rest):
        key = (born[rest] + 30_000) * 2 + male[rest]
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
        within = np.arange(len(ordered)) - np.repeat(starts, np.diff([*starts, len(ordered)]))
        found = within + county.used[ordered]
        good = found < SLOTS
        rank[rest[order[good]]] = found[good]
        county.used += np.bincount(ordered[good], minlength=len(county.used))
        rest = rest[order[~good]]
        born[rest] -= rng.integers(1, reach, len(rest))
        reach = min(reach * 2, 2000)
    prefix = np.full(len(born), county.prefix)
    days = born.astype("datetime64[D]")
    return ids.compose(prefix, days, ids.FIRST_SEQUENCE + 2 * rank + male), born
