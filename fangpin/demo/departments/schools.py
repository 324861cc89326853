"""教育: enrolment, student aid, costs of schooling."""

from __future__ import annotations

import numpy as np
import polars as pl

from fangpin.demo.incomes import YUAN
from fangpin.demo.people import City
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import text_of

BY_NUMBER = ("清水河县", "武川县", "呼和浩特经济技术开发区")
GRANTS = np.array([500, 625, 1000, 1250, 2000]) * YUAN


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the department."""
    city = desk.city
    pupils = people.filter(pl.col("stage").is_not_null() & pl.col("alive"))
    return [
        *_enrolment(desk, pupils),
        _student_aid(desk, pupils),
        _costs(desk, homes, people, city),
    ]


def _enrolment(desk: Desk, pupils: pl.DataFrame) -> list[Book]:
    """Pupils by ID, and those of some counties by the national number G + ID."""
    city = desk.city
    rng = city.dice.of("enrolment")
    status = text_of(city, "person", "school_status").gather(pupils["person"])
    rows = pupils.with_columns(
        enrolment_status=status,
        school=pl.col("town") + "中心学校",
        school_number=f"{city.school_year}"
        + pl.Series(rng.integers(10_000, 99_999, len(pupils))).cast(pl.String),
        entered_on=pl.date(city.school_year, 9, 1),
    ).filter((pl.col("enrolment_status") != "no_row") | pl.col("enrolment_status").is_null())
    by_number = rows["county"].is_in(BY_NUMBER)
    sheet = desk.draw("enrolment", rows.filter(~by_number), kind="enrolment", format="text")
    other = desk.draw(
        "enrolment_by_number", rows.filter(by_number), kind="enrolment", format="text"
    )
    return [
        Book("教育/学籍.csv", "text", [sheet], "utf-16", "\t"),
        Book("教育/学籍_旗县.csv", "text", [other], "gb18030"),
    ]


def _student_aid(desk: Desk, pupils: pl.DataFrame) -> Book:
    """Grants of the school year for pupils of poor households and for some others."""
    city = desk.city
    rng = city.dice.of("student aid")
    state = text_of(city, "person", "student_aid").gather(pupils["person"])
    wanted = (state != "no_row") & (pupils["stage"] != "学前")
    wanted &= pupils["known"] | pupils["scene"] | pl.Series(rng.random(len(pupils)) < 0.12)
    year = city.school_year - (state == "last_year").cast(pl.Int64)
    text = year.cast(pl.String)
    later = (year + 1).cast(pl.String)
    forms = [
        text + "-" + later,
        text + "—" + later + "学年",
        text,
        text + "秋",
        text + "年秋季学期",
    ]
    style = rng.integers(0, len(forms), len(pupils)) if desk.variety else np.zeros(len(pupils))
    written = forms[0]
    for number, form in enumerate(forms[1:], start=1):
        written = form.zip_with(pl.Series(style == number), written)
    rows = pupils.with_columns(
        aid_item=pl.lit("助学金"),
        amount=pl.Series(rng.choice(GRANTS, len(pupils))),
        school_year=written,
    ).filter(wanted)
    sheet = desk.draw(
        "student_aid", rows, kind="student_aid", format="spreadsheetml", name="资助",
        title=("学生资助发放表",), footer=True,
    )  # fmt: skip
    return Book("教育/学生资助.xls", "spreadsheetml", [sheet])


def _costs(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame, city: City) -> Book:
    """What schooling cost, in 万元; what scenes say falls on their child."""
    rng = city.dice.of("education costs")
    older = people["stage"].is_in(["普高", "中职", "大专", "本科"]) & ~people["scene"]
    payer = people.filter(older & pl.Series(rng.random(len(people)) < 0.5))
    amount = np.minimum(rng.lognormal(7.6, 0.7, len(payer)), 30_000) * YUAN
    planned = city.homes["costs"]["schooling"]
    home = np.fromiter(planned, dtype=np.int64, count=len(planned))
    child = city.homes["first"][home] + 2
    rows = pl.concat([payer, people[child]])
    ago = np.concatenate([rng.integers(0, 430, len(payer)), np.zeros(len(child), dtype=np.int64)])
    day = pl.Series(city.today - ago.astype("timedelta64[D]")).cast(pl.Date)
    undated = pl.Series(rng.random(len(rows)) < 0.02) & ~rows["scene"]
    rows = rows.with_columns(
        amount=pl.Series(np.concatenate([amount.astype(np.int64), list(planned.values())])).cast(
            pl.Int64
        ),
        paid_on=pl.when(~undated).then(day),
    )
    del homes
    sheet = desk.draw("education_costs", rows.sort("person"), kind="education_costs", format="text")
    return Book("教育/教育支出.csv", "text", [sheet], "utf-8-sig")
