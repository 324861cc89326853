"""Households and their persons: shape, place, birth, ID number, name, relation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo import ids, names
from fangpin.demo.places import load, places, region_codes

Ints = npt.NDArray[np.int64]
Table = dict[str, Any]  # columns: numpy arrays, or polars series of text

HEAD, SPOUSE, CHILD, CHILD_IN_LAW, GRANDCHILD, PARENT = range(6)
ROLES = ["head", "spouse", "child", "child_in_law", "grandchild", "parent"]
RELATIONS = [  # by role: of a man, of a woman
    ("户主", "户主"),
    ("配偶", "配偶"),
    ("之子", "之女"),
    ("之女婿", "之儿媳"),
    ("之孙子", "之孙女"),
    ("之父", "之母"),
]
YOUNGEST = 100  # days: a random child is older; newborns near 90 days are planted by scenes
STRANGER_SHARE = 0.01


@dataclass(frozen=True)
class Dice:
    """Random numbers by subject, so that a change in one subject leaves the others alone."""

    seed: int

    def of(self, subject: str) -> np.random.Generator:
        """A generator of its own for this subject."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, crc32(subject.encode())]))


@dataclass
class City:
    """All that is true of the invented city on the as-of date.

    homes: one row a household; people: one row a person, `home` their household's row;
    strangers: number, name of persons whom no household knows; big: see city.make.
    """

    as_of: date
    dice: Dice
    big: bool = False
    homes: Table = field(default_factory=dict)
    people: Table = field(default_factory=dict)
    strangers: Table = field(default_factory=dict)

    @property
    def today(self) -> np.datetime64:
        """The as-of date for arithmetic in days."""
        return np.datetime64(self.as_of, "D")

    @property
    def last_year(self) -> int:
        """The year before the as-of date's."""
        return self.as_of.year - 1

    @property
    def school_year(self) -> int:
        """The first year of the school year that runs on the as-of date."""
        return self.as_of.year if self.as_of.month >= 9 else self.as_of.year - 1


@cache
def shapes() -> dict[str, tuple[int, list[tuple[int, int, int]]]]:
    """Shapes of households: share, and members as role, youngest, oldest (see households.toml)."""
    table = {}
    for shape in load("households.toml")["shape"]:
        members = [
            (ROLES.index(m["role"]), *(m["age"] if "age" in m else m["after"]))
            for m in shape["members"]
        ]
        table[shape["name"]] = (shape["share"], members)
    return table


def settle(city: City, shape: Ints) -> None:
    """Fill `homes` with a place and `people` with role and birth, a household of each shape given.

    shape: positions in shapes(), one a household.
    """
    rng = city.dice.of("settle")
    count = len(shape)
    known = places()
    county = rng.choice(len(known.names), size=count, p=known.weights)
    first, end = known.first_village[county], known.first_village[county + 1]
    city.homes = {
        "county": county,
        "village": first + (rng.random(count) ** 1.5 * (end - first)).astype(np.int64),
        "shape": shape,
    }
    city.people = _members(city, shape, rng)
    city.homes["first"] = np.searchsorted(city.people["home"], np.arange(count))
    city.homes["size"] = np.bincount(city.people["home"], minlength=count)


def _members(city: City, shape: Ints, rng: np.random.Generator) -> Table:
    """Persons of all households in the order of households and of their shape."""
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for number, (_, members) in enumerate(shapes().values()):
        home = np.flatnonzero(shape == number)
        head = np.zeros(len(home), dtype=np.int64)
        for slot, (role, low, high) in enumerate(members):
            days = (rng.uniform(low, high + 1, size=len(home)) * 365.25).astype(np.int64)
            age = days if slot == 0 else head - days
            head = age if slot == 0 else head
            young = rng.integers(YOUNGEST, 6 * 365, size=len(home))
            age = np.where(age < YOUNGEST, young, np.minimum(age, 101 * 365))
            found.append((home, np.full_like(home, slot), np.full_like(home, role), age))
    homes, slots, roles, ages = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((slots, homes))
    return {
        "home": homes[order],
        "slot": slots[order],
        "role": roles[order],
        "born": city.today - ages[order].astype("timedelta64[D]"),
    }


def name_all(city: City) -> None:
    """Give every person sex, people (民族), name, relation and an ID number of their own."""
    rng = city.dice.of("names")
    people = city.people
    home, role, slot = people["home"], people["role"], people["slot"]
    count, households = len(home), len(city.homes["county"])
    head_male = rng.random(households) < 0.7
    male = rng.random(count) < 0.52
    male = np.where(role == HEAD, head_male[home], male)
    male = np.where(role == SPOUSE, ~head_male[home], male)
    people["male"] = male
    family = names.surnames(households, rng)
    marries_in = (role == SPOUSE) | (role == CHILD_IN_LAW) | ((role == PARENT) & ~male)
    surname = np.where(marries_in, names.surnames(count, rng), family[home])
    steppe = rng.random(households) < 0.13
    mongol = np.where(marries_in, rng.random(count) < 0.13, steppe[home])
    people["name"] = names.make(surname, male, mongol, rng)
    nation = np.where(mongol, 1, np.where(rng.random(count) < 0.04, 2 + slot % 2, 0))
    people["nation"] = words(nation, ["汉族", "蒙古族", "回族", "满族"])
    flat = [text for pair in RELATIONS for text in pair]
    people["relation"] = words(role * 2 + ~male, flat)
    _number_all(city, rng)


def _number_all(city: City, rng: np.random.Generator) -> None:
    """ID numbers for the persons and for some strangers, all different."""
    people = city.people
    count = len(people["home"])
    extra = max(80, int(count * STRANGER_SHARE))
    county = np.concatenate(
        [
            city.homes["county"][people["home"]],
            rng.integers(len(places().names), size=extra),
        ]
    )
    days = rng.integers(18 * 365, 75 * 365, size=extra).astype("timedelta64[D]")
    born = np.concatenate([people["born"], city.today - days])
    male = np.concatenate([people["male"], rng.random(extra) < 0.5])
    fixed = np.concatenate([people.pop("fixed"), np.zeros(extra, dtype=np.bool_)])
    number, born = ids.allot(region_codes(county, born, rng), born, male, fixed, rng)
    people["id"], people["born"] = number[:count], born[:count]
    family = names.surnames(extra, rng)
    city.strangers = {
        "id": number[count:],
        "name": names.make(family, male[count:], rng.random(extra) < 0.1, rng),
    }


def words(codes: npt.NDArray[Any], vocabulary: list[str]) -> pl.Series:
    """Codes as words; -1 is null."""
    known = pl.Series([*vocabulary, None], dtype=pl.String)
    return known.gather(np.where(codes < 0, len(vocabulary), codes))


def full_years(born: npt.NDArray[np.datetime64], today: np.datetime64) -> Ints:
    """Age in full years; who is born on 29 February has the birthday on 1 March."""
    birth, now = ids.compact(born), int(ids.compact(np.array([today]))[0])
    years: Ints = (now - birth) // 10_000
    return years
