"""住建, 水务 and 发改: housing, drinking water, resettlement."""

from __future__ import annotations

import numpy as np
import polars as pl

from fangpin.demo.departments.poverty import written_places
from fangpin.demo.people import City
from fangpin.demo.places import places
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import is_, text_of

WORKS = ["集中", "小型集中", "分散"]
GOOD = ["达标", "基本达标"]
INDICATORS = ["quantity", "quality", "convenience", "reliability"]


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the three departments."""
    del people
    homes = homes.with_columns(id=pl.col("head_id"), name=pl.col("head_name"))
    return [*_housing(desk, homes), *_water(desk, homes), _relocation(desk, homes)]


def _housing(desk: Desk, homes: pl.DataFrame) -> list[Book]:
    """Grades of houses; those of general households by the head's ID alone."""
    city = desk.city
    rng = city.dice.of("housing")
    count = len(homes)
    grade = text_of(city, "home", "grade")
    done = text_of(city, "home", "renovated").replace_strict(
        {"yes": "是", "no": "否", "building": "在建"}, return_dtype=pl.String
    )
    ago = rng.integers(5, 480, count).astype("timedelta64[D]")
    rows = homes.with_columns(
        danger_grade=grade,
        renovated=pl.when(grade.is_in(["C", "D"])).then(done),
        assessed_on=pl.Series(city.today - ago).cast(pl.Date),
    )
    row = pl.Series(is_(city, "home", "housing_row", "yes"))
    some = pl.Series(rng.random(count) < 0.35) | homes["scene"]
    sheet = desk.draw(
        "housing", rows.filter(row & homes["known"]), kind="housing", format="html",
        title=("农村住房安全鉴定情况",), footer=True,
    )  # fmt: skip
    other = desk.draw(
        "housing_general", rows.filter(row & some & ~homes["known"]), kind="housing", format="text"
    )
    return [
        Book("住建/住房安全鉴定.xls", "html", [sheet], "gb18030"),
        Book("住建/住房安全鉴定_一般户.csv", "text", [other], "gb18030"),
    ]


def _water(desk: Desk, homes: pl.DataFrame) -> list[Book]:
    """Water by household (most by number and ID, general ones by ID alone) and by village."""
    city = desk.city
    state = text_of(city, "home", "water").fill_null("unknown")
    row = pl.Series(is_(city, "home", "water_row", "yes"))
    some = homes["known"] | (homes["home"] % 5 == 0)
    number = pl.when("known").then("household_id")
    rows = _assessed(city, homes.with_columns(household_id=number, state=state), "household")
    sheet = desk.draw(
        "water", rows.filter(row & some), kind="water", format="xlsx", name="户",
        title=("农户饮水安全评价表",), footer=True,
    )  # fmt: skip
    rng = city.dice.of("village water")
    unjudged = city.homes["village"][city.homes["scene"] & is_(city, "home", "water", "unknown")]
    used = np.setdiff1d(city.homes["village"], unjudged)
    names = (
        places()
        .villages[used]
        .with_columns(
            alias=pl.col("county").replace(dict(zip(places().names, places().aliases, strict=True)))
        )
    )
    states = ["fine", "bad", "arsenic", "fluoride", "small_arsenic", "unknown"]
    chosen = rng.choice(len(states), size=len(used), p=[0.95, 0.015, 0.01, 0.01, 0.005, 0.01])
    villages = _assessed(
        city, names.with_columns(state=pl.Series(states).gather(chosen)), "village"
    )
    page = desk.draw("water_village", written_places(desk, villages), kind="water", format="text")
    return [
        Book("水务/饮水安全评价_户.xlsx", "xlsx", [sheet]),
        Book("水务/饮水安全评价_村.csv", "text", [page], "gb18030"),
    ]


def _assessed(city: City, rows: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Indicators and measured values (mg/L) that suit each row's `state`."""
    rng = city.dice.of(f"assessed {unit}")
    count = len(rows)
    state = rows["state"]
    works = pl.Series(WORKS).gather(rng.integers(len(WORKS), size=count))
    ago = rng.integers(5, 480, count).astype("timedelta64[D]")
    return rows.with_columns(
        **_indicators(state, rng),
        **_measured(state, rng),
        works_type=pl.when(state.is_in(["arsenic", "fluoride", "fluoride_limit"]))
        .then(pl.lit("集中"))
        .when(state == "small_arsenic")
        .then(pl.lit("小型集中"))
        .otherwise(works),
        assessed_on=pl.Series(city.today - ago).cast(pl.Date),
    )


def _indicators(state: pl.Series, rng: np.random.Generator) -> dict[str, pl.Expr]:
    """The four indicators: one fails where the water is bad, one is blank where unknown."""
    count = len(state)
    bad, blank = rng.integers(0, 4, count), rng.integers(0, 4, count)
    made: dict[str, pl.Expr] = {}
    for number, name in enumerate(INDICATORS):
        word = pl.Series(GOOD).gather(rng.integers(len(GOOD), size=count))
        worse = (state == "bad") & pl.Series(bad == number)
        empty = (state == "unknown") & pl.Series(blank == number)
        made[name] = pl.when(worse).then(pl.lit("不达标")).when(~empty).then(word)
    return made


def _measured(state: pl.Series, rng: np.random.Generator) -> dict[str, pl.Expr]:
    """Arsenic (as text, traces as <0.001), fluoride and ammonia in mg/L."""
    count = len(state)
    arsenic = pl.Series(rng.integers(0, 10, count) / 1000)
    traces = arsenic.cast(pl.String).replace("0.0", "<0.001")
    fluoride = pl.Series(rng.integers(2, 9, count) / 10)
    ammonia = pl.Series(rng.integers(2, 45, count) / 100)
    return {
        "arsenic_mg_l": pl.when(state == "arsenic")
        .then(pl.lit("0.011"))
        .when(state == "small_arsenic")
        .then(pl.lit("0.05"))
        .otherwise(traces),
        "fluoride_mg_l": pl.when(state == "fluoride")
        .then(1.1)
        .when(state == "fluoride_limit")
        .then(1.0)
        .otherwise(fluoride),
        "ammonia_mg_l": pl.when(state == "ammonia").then(0.51).otherwise(ammonia),
    }


def _relocation(desk: Desk, homes: pl.DataFrame) -> Book:
    """Resettled households; some without the household's number."""
    city = desk.city
    rng = city.dice.of("relocation")
    chosen = pl.Series(is_(city, "home", "relocated", "yes")) & homes["known"]
    rows = homes.filter(chosen)
    ago = rng.integers(300, 1500, len(rows)).astype("timedelta64[D]")
    numberless = pl.Series(rng.random(len(rows)) < 0.12)
    rows = rows.with_columns(
        household_id=pl.when(~numberless).then("household_id"),
        moved_on=pl.Series(city.today - ago).cast(pl.Date),
        site=pl.col("town") + "安置点",
    )
    sheet = desk.draw(
        "relocation", rows, kind="relocation", format="spreadsheetml", name="搬迁",
        title=("易地扶贫搬迁花名册",), footer=True,
    )  # fmt: skip
    return Book("发改/易地扶贫搬迁.xls", "spreadsheetml", [sheet])
