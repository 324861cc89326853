"""The roll of all persons as one frame: what every department's roster is drawn from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo import schooling
from fangpin.demo.incomes import earn
from fangpin.demo.people import City
from fangpin.demo.places import places
from fangpin.demo.traits import flag_of, is_, text_of

FIRST_HUKOU = 600_000_001
KNOWN_STATUS = ("已脱贫", "未脱贫", "返贫", "边缘户", "一般农户")
LISTED_WHEN_BIG = 0.62  # of general households' persons: covers a county, but not everyone
REGISTERED = ("已脱贫", "未脱贫", "返贫")


def enrol(city: City) -> None:
    """Number the households, say who is recorded, and let them earn.

    homes gains `recorded` (members that `members` will list), `net`, `income`, `costs`.
    """
    homes, people = city.homes, city.people
    unknown_household = ~is_(city, "home", "status", *KNOWN_STATUS)
    left_out = is_(city, "person", "recorded", "no") & (people["slot"] >= 2)
    people["is_member"] = ~unknown_household[people["home"]] & ~left_out
    count = len(homes["county"])
    homes["recorded"] = np.where(
        unknown_household,
        homes["size"],
        np.bincount(people["home"], weights=people["is_member"], minlength=count),
    ).astype(np.int64)
    serial = pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(7)
    code = pl.Series(places().codes[homes["county"]]).cast(pl.String)
    homes["household_id"] = code + serial
    homes["hukou_id"] = pl.Series(FIRST_HUKOU + np.arange(count)).cast(pl.String)
    earn(city)


def home_frame(city: City) -> pl.DataFrame:
    """One row a household: place, head, numbers, traits that many rosters need."""
    homes, people = city.homes, city.people
    village = places().villages[homes["village"]]
    return pl.DataFrame(
        {
            "home": np.arange(len(homes["county"])),
            "scene": homes["scene"],
            "county_number": homes["county"],
            "county": village["county"],
            "alias": pl.Series(places().aliases).gather(homes["county"]),
            "town": village["town"],
            "village": village["village"],
            "village_number": homes["village"],
            "household_id": homes["household_id"],
            "hukou_id": homes["hukou_id"],
            "head_name": people["name"].gather(homes["first"]),
            "head_id": people["id"].gather(homes["first"]),
            "household_size": homes["recorded"],
            "status": text_of(city, "home", "status"),
            "hukou": text_of(city, "home", "hukou"),
            "surveyed": is_(city, "home", "surveyed", "yes"),
        }
    ).with_columns(known=pl.col("status").is_in(KNOWN_STATUS))


def person_frame(city: City, homes: pl.DataFrame) -> pl.DataFrame:
    """One row a person with what is on any roster, beside the columns of the household."""
    people = city.people
    at_school = schooling.attend(city)
    own = pl.DataFrame(
        {
            "person": np.arange(len(people["home"])),
            "slot": people["slot"],
            "id": people["id"],
            "name": people["name"],
            "sex": pl.Series(people["male"]).replace_strict({True: "男", False: "女"}),
            "born": pl.Series(people["born"]).cast(pl.Date),
            "age": people["age"],
            "relation": people["relation"],
            "nation": people["nation"],
            "is_member": people["is_member"],
            "alive": is_(city, "person", "dead", "no"),
            "certificate": certificates(city),
            **at_school,
        }
    )
    theirs: pl.DataFrame = homes[people["home"]]
    both = pl.concat([own, theirs], how="horizontal")
    seen = city.dice.of("listed").random(len(both)) < (LISTED_WHEN_BIG if city.big else 1.0)
    both = both.with_columns(listed=pl.col("known") | pl.Series(seen))
    return both.with_columns(_work(city, both["grade"].is_not_null().to_numpy()))


def certificates(city: City) -> pl.Series:
    """The 20 characters of a disability certificate; null for who has none."""
    kinds = ["none", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"]
    grades = ["一级", "二级", "三级", "四级"]
    kind = text_of(city, "person", "disability").replace_strict(
        {k: (str(i) if i else None) for i, k in enumerate(kinds)}, return_dtype=pl.String
    )
    grade = text_of(city, "person", "disability_grade").replace_strict(
        {g: str(i) for i, g in enumerate(grades, start=1)}, return_dtype=pl.String
    )
    number: pl.Series = city.people["id"]
    return number + kind + grade


def _work(city: City, pupil: npt.NDArray[np.bool_]) -> list[pl.Series]:
    """Labour, health, education and months worked, as the members' sheets have them."""
    age = city.people["age"]
    rng = city.dice.of("work")
    grown = text_of(city, "person", "labour_grown").zip_with(
        pl.Series(age < 60), text_of(city, "person", "labour_old")
    )
    idle = pl.Series((age < 16) | pupil)
    nobody = pl.Series(["无劳动力"]).new_from_index(0, len(age))
    working = is_(city, "person", "job", "working") & (age >= 16) & ~pupil
    some = working & (rng.random(len(age)) < 0.25) & (age < 66)
    months = np.where(some, rng.choice([6, 8, 10, 11], len(age)), 0)
    health = text_of(city, "person", "health")
    disabled = is_(city, "person", "disability", "none")
    worse = pl.Series(~disabled & (rng.random(len(age)) < 0.6))
    with_it = health.replace("健康", "").fill_null("") + ",残疾"
    adult = pl.Series((age >= 16) & ~pupil)
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(age))
    return [
        nobody.zip_with(idle, grown).alias("labour"),
        with_it.str.strip_chars(",").zip_with(worse, health).alias("health"),
        text_of(city, "person", "education").zip_with(adult, nothing).alias("education"),
        pl.Series("months_worked", months),
        pl.Series("works", working & (age < 70)),
        flag_of(city, "home", "enjoys").gather(city.people["home"]).alias("enjoys_policy"),
    ]
