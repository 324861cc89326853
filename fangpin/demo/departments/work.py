"""人社, 农牧, 应急, 残联 and others: jobs, pensions, support, losses, disability, property."""

from __future__ import annotations

import numpy as np
import polars as pl

from fangpin.demo.incomes import YUAN
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import flag_of, text_of

PROJECTS = ["养殖", "种植", "光伏", "电商", "庭院经济"]
LOSSES = {"disaster": "灾害", "accident": "意外", "failure": "产业失败"}
DETAILS = {
    "车辆": "小型轿车",
    "商品房": "住宅一套",
    "工商登记": "个体工商户",
    "财政供养": "事业编制",
}
BY_CERTIFICATE = ("新城区", "回民区", "玉泉区", "赛罕区", "土默特左旗", "托克托县")


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of these departments."""
    alive = people.filter("alive")
    return [
        _employment(desk, alive),
        _pension(desk, alive),
        _industry(desk, homes),
        _losses(desk, homes, people),
        *_disability(desk, alive),
        _property(desk, alive),
    ]


def _employment(desk: Desk, people: pl.DataFrame) -> Book:
    """Jobs that go on, jobs that ended, and persons of whom the roster says no."""
    city = desk.city
    rng = city.dice.of("employment")
    job = text_of(city, "person", "job").gather(people["person"])
    fit = people["age"].is_between(16, 66) & people["grade"].is_null()
    fit &= ~people["labour"].is_in(["无劳动力", "丧失劳动力"]).fill_null(False) | people["scene"]
    ago = rng.integers(200, 1200, len(people)).astype("timedelta64[D]")
    gone = rng.integers(10, 430, len(people))
    gone = np.where(people["scene"].to_numpy(), 60, gone).astype("timedelta64[D]")
    rows = people.with_columns(
        employed=job != "said_no",
        job_type=text_of(city, "person", "job_type").gather(people["person"]),
        months=pl.Series(rng.integers(1, 12, len(people))),
        started_on=pl.Series(city.today - ago).cast(pl.Date),
        ended_on=pl.when(job == "ended").then(pl.Series(city.today - gone).cast(pl.Date)),
    ).filter((job != "none") & fit & people["listed"])
    sheet = desk.draw(
        "employment", rows, kind="employment", format="xlsx", name="就业",
        title=("务工就业信息",), footer=True,
    )  # fmt: skip
    return Book("人社/务工就业.xlsx", "xlsx", [sheet])


def _pension(desk: Desk, people: pl.DataFrame) -> Book:
    """Pension insurance of those of working age."""
    city = desk.city
    state = text_of(city, "person", "pension").gather(people["person"])
    rows = people.with_columns(
        insured=state.replace_strict(
            {"yes": True, "no": False}, default=None, return_dtype=pl.Boolean
        ),
        premium_paid_by_government=flag_of(city, "person", "pension_proxied").gather(
            people["person"]
        ),
    ).filter(
        (state != "no_row").fill_null(True) & people["age"].is_between(16, 59) & people["listed"]
    )
    sheet = desk.draw("pension", rows, kind="pension", format="text")
    return Book("人社/城乡居民养老保险.csv", "text", [sheet], "gb18030")


def _industry(desk: Desk, homes: pl.DataFrame) -> Book:
    """Support of households' production; separated by semicolons."""
    city = desk.city
    rng = city.dice.of("industry")
    support = text_of(city, "home", "support").fill_null("unknown")
    trained = support.replace_strict(
        {"trained": True, "untrained": False}, default=None, return_dtype=pl.Boolean
    )
    ago = rng.integers(10, 480, len(homes)).astype("timedelta64[D]")
    rows = homes.with_columns(
        id=pl.col("head_id"),
        project=pl.Series(PROJECTS).gather(rng.integers(len(PROJECTS), size=len(homes))),
        started_on=pl.Series(city.today - ago).cast(pl.Date),
        skill_trained=trained,
    ).filter((support != "none") & homes["known"])
    sheet = desk.draw("industry_support", rows, kind="industry_support", format="text")
    return Book("农牧/产业帮扶.csv", "text", [sheet], "utf-8", ";")


def _losses(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> Book:
    """Losses by chance and by scenes."""
    city = desk.city
    rng = city.dice.of("losses")
    chance = np.flatnonzero((rng.random(len(homes)) < 0.012) & ~city.homes["scene"])
    home, amount, sort = (
        [chance],
        [np.minimum(rng.lognormal(9.2, 0.9, len(chance)), 2e5) * YUAN],
        [],
    )
    sort.append(pl.Series(list(LOSSES.values())).gather(rng.integers(3, size=len(chance))))
    for plan, word in LOSSES.items():
        planned = city.homes["costs"][plan]
        home.append(np.fromiter(planned, dtype=np.int64, count=len(planned)))
        amount.append(np.array(list(planned.values()), dtype=np.int64))
        sort.append(pl.Series([word], dtype=pl.String).new_from_index(0, len(planned)))
    at = np.concatenate(home)
    ago = np.concatenate([rng.integers(0, 430, len(chance)), np.zeros(len(at) - len(chance))])
    numberless = pl.Series(rng.random(len(at)) < 0.15)
    rows = homes[at].with_columns(
        household_id=pl.when(~numberless & pl.col("known")).then("household_id"),
        id=people["id"].gather(city.homes["first"][at]),
        loss_type=pl.concat(sort),
        amount=pl.Series(np.concatenate(amount).astype(np.int64)),
        happened_on=pl.Series(city.today - ago.astype("timedelta64[D]")).cast(pl.Date),
    )
    sheet = desk.draw(
        "losses", rows.sort("home", maintain_order=True), kind="losses", format="xlsx",
        name="损失", title=("灾害意外及产业失败损失",), footer=True,
    )  # fmt: skip
    return Book("应急/灾害损失.xlsx", "xlsx", [sheet])


def _disability(desk: Desk, people: pl.DataFrame) -> list[Book]:
    """Holders of disability certificates: by certificate number in 万元, and by ID."""
    city = desk.city
    rng = city.dice.of("disability")
    planned = city.homes["costs"]["rehabilitation"]
    rows = people.filter(pl.col("certificate").is_not_null())
    chance = np.minimum(rng.lognormal(7.3, 1.1, len(rows)), 60_000) * YUAN
    some = (rng.random(len(rows)) < 0.4) & ~rows["scene"].to_numpy()
    wanted = [
        planned.get(home, 0) if slot == 1 else 0
        for home, slot in zip(rows["home"], rows["slot"], strict=True)
    ]
    cost = np.where(np.array(wanted, dtype=np.int64) > 0, wanted, np.where(some, chance, 0))
    ago = rng.integers(100, 4000, len(rows)).astype("timedelta64[D]")
    rows = rows.with_columns(
        disability_type=text_of(city, "person", "disability").gather(rows["person"]),
        disability_grade=text_of(city, "person", "disability_grade").gather(rows["person"]),
        issued_on=pl.Series(city.today - ago).cast(pl.Date),
        rehabilitation_cost=pl.when(pl.Series(cost > 0)).then(pl.Series(cost.astype(np.int64))),
    )
    here = pl.col("county").is_in(BY_CERTIFICATE)
    sheet = desk.draw(
        "disability_by_number", rows.filter(here), kind="disability", format="xlsx", name="残疾",
        title=("持证残疾人名单", "单位：万元"), footer=True,
    )  # fmt: skip
    other = desk.draw("disability", rows.filter(~here), kind="disability", format="text")
    return [
        Book("残联/残疾人证_1.xlsx", "xlsx", [sheet]),
        Book("残联/残疾人证_2.csv", "text", [other], "gb18030"),
    ]


def _property(desk: Desk, people: pl.DataFrame) -> Book:
    """Cars, flats, firms, public pay."""
    city = desk.city
    rng = city.dice.of("property")
    sort = text_of(city, "person", "property").gather(people["person"])
    grown = people["age"] >= 18
    ago = rng.integers(0, 480, len(people)).astype("timedelta64[D]")
    rows = people.with_columns(
        property_type=sort,
        detail=sort.replace_strict(DETAILS, default=None, return_dtype=pl.String),
        acquired_on=pl.Series(city.today - ago).cast(pl.Date),
    ).filter((sort != "none") & grown & (people["known"] | (people["person"] % 7 == 0)))
    sheet = desk.draw(
        "property", rows, kind="property", format="ods", name="财产",
        title=("财产比对信息",), footer=True,
    )  # fmt: skip
    return Book("多部门/财产信息.ods", "ods", [sheet])
