"""Who goes to school where: stage, grade and what the members' sheets say of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.people import City, words
from fangpin.demo.traits import is_

STAGES = ["学前", "小学", "初中", "普高", "中职", "大专", "本科"]
GRADES = [  # by years of age on 31 August of the school year, from 3 on
    ["学前教育"] * 3,
    ["小学"] * 6,
    ["七年级", "八年级", "九年级"],
    ["普通高中一年级", "普通高中二年级", "普通高中三年级"],
    ["中职一年级", "中职二年级", "中职三年级"],
    ["高职高专一年级", "高职高专二年级", "高职高专三年级", "高职高专三年级"],
    ["本科一年级", "本科二年级", "本科三年级", "本科四年级"],
]
START = [3, 6, 12, 15, 15, 18, 18]  # age at which a stage begins
NOT_AT_SCHOOL, BELOW_SCHOOL = "非在校生", "学龄前儿童"


def attend(city: City) -> dict[str, pl.Series]:
    """stage, grade (as members' sheets name it) and schooling (their column) of every person.

    stage and grade are null for who is not at school.
    """
    rng = city.dice.of("schooling")
    age = _age_at_school_start(city)
    draw = rng.random(len(age))
    stage = np.full(len(age), -1)
    for number, (low, high, share) in enumerate([(3, 6, 0.7), (6, 12, 1.0), (12, 15, 1.0)]):
        stage[(age >= low) & (age < high) & (draw < share)] = number
    stage[(age >= 15) & (age < 18) & (draw < 0.85)] = 3
    stage[(age >= 15) & (age < 18) & (draw < 0.3)] = 4
    stage[(age >= 18) & (age < 22) & (draw < 0.45)] = 5
    stage[(age >= 18) & (age < 22) & (draw < 0.2)] = 6
    out = is_(city, "person", "not_in_school", "yes")
    of_age = (age >= 6) & (age < 15)
    stage[out & (age >= 3)] = -1
    year = age - np.array([*START, 0])[stage]
    flat = [grade for grades in GRADES for grade in grades]
    first = np.cumsum([0, *(len(grades) for grades in GRADES)])
    grade = np.where(stage < 0, -1, first[stage] + year)
    blank = rng.random(len(age)) < 0.5
    schooling = np.where(out & of_age & ~blank, len(flat), grade)
    schooling = np.where(age < 3, len(flat) + 1, schooling)
    return {
        "stage": words(stage, STAGES).alias("stage"),
        "grade": words(grade, flat).alias("grade"),
        "schooling": words(schooling, [*flat, NOT_AT_SCHOOL, BELOW_SCHOOL]).alias("schooling"),
    }


def _age_at_school_start(city: City) -> npt.NDArray[np.int64]:
    """Full years on 31 August of the school year's first year."""
    months = city.people["born"].astype("datetime64[M]").astype(np.int64)
    year, month = months // 12 + 1970, months % 12 + 1
    age: npt.NDArray[np.int64] = city.school_year - year - (month >= 9)
    return age
