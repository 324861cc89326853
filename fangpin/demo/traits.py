"""What is so of households and persons: traits by chance, and scenes that stand on a line."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.people import City, full_years, name_all, settle, shapes, words
from fangpin.demo.places import load

SCENES_EVERY = 600  # households for one more round of all scenes
MOST_ROUNDS = 60  # more would crowd the ID numbers of one birth date
SCENE_SHARE = 0.7  # of a small city at most
SCENE_SHAPE = "scene"

PLANS = (
    "per_capita", "per_capita_before", "subsidy", "illness", "schooling",
    "disaster", "accident", "failure", "rehabilitation",
)  # fmt: skip
PERSON_SLOTS = ("slot0", "slot1", "slot2")


@cache
def vocabulary(unit: str, trait: str) -> list[str]:
    """The values of a trait of "home" or "person", in the order of their codes."""
    return list(load("traits.toml")[unit][trait]["rates"])


def is_(city: City, unit: str, trait: str, *values: str) -> npt.NDArray[np.bool_]:
    """Which households ("home") or persons ("person") have one of these values of a trait."""
    table = city.homes if unit == "home" else city.people
    codes = [vocabulary(unit, trait).index(value) for value in values]
    return np.isin(table[trait], codes)


def text_of(city: City, unit: str, trait: str) -> pl.Series:
    """A trait as words; "unknown" is null."""
    table = city.homes if unit == "home" else city.people
    known = vocabulary(unit, trait)
    codes = table[trait]
    if "unknown" in known:
        codes = np.where(codes == known.index("unknown"), -1, codes)
    return words(codes, known)


def flag_of(city: City, unit: str, trait: str) -> pl.Series:
    """A trait of the values yes and no (anything else is null) as booleans."""
    table = city.homes if unit == "home" else city.people
    known = vocabulary(unit, trait)
    as_flag = pl.Series([{"yes": True, "no": False}.get(v) for v in known], dtype=pl.Boolean)
    return as_flag.gather(table[trait])


def populate(city: City, households: int) -> None:
    """Make all households, persons and traits of a city."""
    chosen = scenes(households)
    names = list(shapes())
    rng = city.dice.of("shapes")
    share = np.array([share for share, _ in shapes().values()], dtype=np.float64)
    shape = rng.choice(len(names), size=households, p=share / share.sum())
    shape[: len(chosen)] = names.index(SCENE_SHAPE)
    settle(city, shape)
    _births(city, chosen)
    name_all(city)
    _draw(city, len(chosen))
    _override(city, chosen)
    city.people["age"] = full_years(city.people["born"], city.today)


def scenes(households: int) -> list[dict[str, Any]]:
    """The scenes that the first households of a city of this size stand for, in their order.

    A scene has about, expect, home, slot0, slot1, slot2 (see scenes_income.toml). A small city has
    some of each subject, a big one all of them in several rounds.
    """
    known = load("scenes_income.toml")["scene"] + load("scenes_guarantees.toml")["scene"]
    room = int(households * SCENE_SHARE)
    if room < len(known):
        return [known[int(i)] for i in np.linspace(0, len(known), room, endpoint=False)]
    rounds = min(max(households // SCENES_EVERY, 1), MOST_ROUNDS)
    return list(known) * rounds


def _births(city: City, scenes: list[dict[str, Any]]) -> None:
    """Set the birth dates that scenes name."""
    people, first = city.people, city.homes["first"]
    people["fixed"] = people["home"] < len(scenes)
    for home, scene in enumerate(scenes):
        for slot, key in enumerate(PERSON_SLOTS):
            if born := scene.get(key, {}).get("born"):
                people["born"][first[home] + slot] = np.datetime64(birth(city, born), "D")


def birth(city: City, text: str) -> date:
    """The date that a scene's `born` stands for (see scenes_income.toml)."""
    if found := re.fullmatch(r"(\d+)d", text):
        return city.as_of - timedelta(days=int(found[1]))
    if found := re.fullmatch(r"(\d+)y(\+1)?", text):
        year = city.as_of.year - int(found[1])
        leap = (city.as_of.month, city.as_of.day) == (2, 29)
        day = date(year, 2, 28) if leap else city.as_of.replace(year=year)
        return day + timedelta(days=1 if found[2] else 0)
    found = re.fullmatch(r"school (\d+)(-1)?", text)
    assert found, text
    start = date(city.school_year - int(found[1]), 9, 1)
    return start - timedelta(days=1 if found[2] else 0)


def _draw(city: City, scenes: int) -> None:
    """Every trait of traits.toml by chance, calm in the households of scenes."""
    calm_home = np.arange(len(city.homes["county"])) < scenes
    for unit, table, calm in (
        ("home", city.homes, calm_home),
        ("person", city.people, calm_home[city.people["home"]]),
    ):
        for trait, known in load("traits.toml")[unit].items():
            rates = known["big"] if city.big and "big" in known else known["rates"]
            share = np.array(list(rates.values()), dtype=np.float64)
            rng = city.dice.of(f"{unit}.{trait}")
            draws = rng.random(len(calm))
            codes = np.searchsorted(np.cumsum(share / share.sum()), draws, side="right")
            codes = np.minimum(codes, len(share) - 1)
            table[trait] = np.where(calm, list(rates).index(known["calm"]), codes)
    city.homes["scene"] = calm_home


def _override(city: City, scenes: list[dict[str, Any]]) -> None:
    """What the scenes say of their households and persons."""
    homes, people = city.homes, city.people
    plans: dict[str, list[str | None]] = {plan: [None] * len(scenes) for plan in PLANS}
    homes["day"] = [scene.get("home", {}).get("day") for scene in scenes]
    for home, scene in enumerate(scenes):
        for key, value in scene.get("home", {}).items():
            if key in plans:
                plans[key][home] = value
            elif key != "day":
                homes[key][home] = vocabulary("home", key).index(value)
        for slot, name in enumerate(PERSON_SLOTS):
            row = homes["first"][home] + slot
            for key, value in scene.get(name, {}).items():
                if key != "born":
                    people[key][row] = vocabulary("person", key).index(value)
    homes["plans"] = plans
