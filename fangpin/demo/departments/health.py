"""医保 and 卫健: insurance, medical costs, illness, family doctors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.incomes import YUAN
from fangpin.demo.people import City
from fangpin.demo.places import places
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import flag_of, text_of

DIAGNOSES = ["高血压", "肺炎", "骨折", "脑梗死", "糖尿病", "冠心病"]
MAJOR = ["恶性肿瘤", "尿毒症", "急性心肌梗死", "白血病"]
CHRONIC = ["高血压", "糖尿病", "慢性阻塞性肺疾病"]
SHARE_OF_MEDICAL = 0.24  # rows a person
PLANNED_EXTRA = 100 * YUAN  # paid by the fund, on top of what a scene's household pays


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the two departments."""
    del homes
    people = people.filter("alive")
    return [
        *_insurance(desk, people),
        _medical(desk, people),
        _illness(desk, people),
        _family_doctor(desk, people),
    ]


def _insurance(desk: Desk, people: pl.DataFrame) -> list[Book]:
    """Who is insured; two files of half the persons each."""
    city = desk.city
    state = text_of(city, "person", "insured").gather(people["person"])
    poor = flag_of(city, "person", "proxied").gather(people["person"])
    general = flag_of(city, "person", "proxied_general").gather(people["person"])
    registered = people["status"].is_in(["已脱贫", "未脱贫", "返贫"])
    rows = people.with_columns(
        insured=state.replace_strict({"no": False}, default=True).cast(pl.Boolean),
        is_blank=state.is_null(),
        premium_paid_by_government=poor.zip_with(registered, general),
        year=city.as_of.year - (state == "last_year").fill_null(False).cast(pl.Int64),
    )
    rows = rows.with_columns(insured=pl.when(~pl.col("is_blank")).then("insured"))
    rows = rows.filter((state != "no_row").fill_null(True))
    half = pl.col("home") % 2 == 0
    made = []
    for number, part, ending, delimiter in (
        (1, half, "csv", ","),
        (2, ~half, "txt", "\t"),
    ):
        sheet = desk.draw("insurance", rows.filter(part), kind="insurance", format="text", name="")
        path = f"医保/基本医保参保_{number}.{ending}"
        made.append(Book(path, "text", [sheet], "gb18030", delimiter))
    return made


def _medical(desk: Desk, people: pl.DataFrame) -> Book:
    """Bills with what each fund paid, a sheet a county; refunds as negative rows."""
    rows = pl.concat([_bills(desk.city, people), _planned_bills(desk.city, people)])
    rows = rows.sort("person", maintain_order=True)
    sheets = [
        desk.draw(
            "medical", rows.filter(pl.col("county") == county), kind="medical", format="xlsx",
            name=county, title=("医疗费用结算明细", "单位：元"), footer=True,
        )
        for county in places().names
    ]  # fmt: skip
    return Book("医保/医疗费用结算.xlsx", "xlsx", [sheet for sheet in sheets if len(sheet)])


def _bills(city: City, people: pl.DataFrame) -> pl.DataFrame:
    """Bills by chance: most are small, some refunded, some without the part paid by the person."""
    rng = city.dice.of("bills")
    able = people.filter(~pl.col("scene"))
    share = SHARE_OF_MEDICAL / 2 if city.big else SHARE_OF_MEDICAL
    position = np.flatnonzero(rng.random(len(able)) < share)
    refund = rng.random(len(position)) < 0.02
    total = np.minimum(rng.lognormal(7.9, 1.2, len(position)), 200_000) * YUAN
    total = total.astype(np.int64)
    parts = [(total * rng.uniform(*share, len(total))).astype(np.int64) for share in
             ((0.4, 0.7), (0.0, 0.08), (0.0, 0.08))]  # fmt: skip
    own = total - sum(parts)
    ago = rng.integers(0, 450, len(total))
    row = np.concatenate([np.arange(len(position)), np.flatnonzero(refund)])
    sign = np.concatenate([np.ones(len(position)), np.full(int(refund.sum()), -1)]).astype(np.int64)
    order = np.argsort(row, kind="stable")
    row, sign = row[order], sign[order]
    blank = pl.Series(rng.random(len(row)) < 0.04)
    undated = pl.Series(rng.random(len(row)) < 0.01)
    day = pl.Series(city.today - ago[row].astype("timedelta64[D]")).cast(pl.Date)
    money = [pl.Series(part[row] * sign) for part in (total, *parts, own)]
    return _with_bill(able[position[row]], money, day, blank=blank, undated=undated, rng=rng)


def _planned_bills(city: City, people: pl.DataFrame) -> pl.DataFrame:
    """The bills that scenes need, on the head (or who stands in for them)."""
    planned = city.homes["costs"]["illness"]
    rng = city.dice.of("planned bills")
    first = people.unique("home", keep="first", maintain_order=True)
    rows = first.filter(pl.col("home").is_in(list(planned)))
    own = np.array([planned[home] for home in rows["home"]], dtype=np.int64)
    fund = np.full(len(own), PLANNED_EXTRA, dtype=np.int64)
    none = np.zeros(len(own), dtype=np.int64)
    edge = _edge_day(city)
    days = {None: city.today, "edge": edge, "edge+1": edge + np.timedelta64(1, "D")}
    day = np.array([days[city.homes["day"][home]] for home in rows["home"]], dtype="datetime64[D]")
    never = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(rows))
    money = [pl.Series(part, dtype=pl.Int64) for part in (own + fund, fund, none, none, own)]
    return _with_bill(
        rows, money, pl.Series(day).cast(pl.Date), blank=never, undated=never, rng=rng
    )


def _edge_day(city: City) -> np.datetime64:
    """The day twelve months before the as-of date: the last one outside the window."""
    from fangpin.demo.departments.civil import month_later

    return np.datetime64(month_later(city.as_of, -12), "D")


def _with_bill(
    rows: pl.DataFrame,
    money: list[pl.Series],
    day: pl.Series,
    *,
    blank: pl.Series,
    undated: pl.Series,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """The persons' rows with their bills beside them."""
    names = ["total_cost", "fund_paid", "critical_illness_paid", "medical_aid_paid", "self_paid"]
    return rows.with_columns(
        *[part.alias(name) for name, part in zip(names, money, strict=True)],
        settled_on=pl.when(~undated).then(day),
        diagnosis=pl.Series(DIAGNOSES).gather(rng.integers(len(DIAGNOSES), size=len(rows))),
    ).with_columns(self_paid=pl.when(~blank).then("self_paid"))


def _illness(desk: Desk, people: pl.DataFrame) -> Book:
    """Major and chronic illness."""
    city = desk.city
    rng = city.dice.of("illness")
    sort = text_of(city, "person", "illness").gather(people["person"])
    major = pl.Series(MAJOR).gather(rng.integers(len(MAJOR), size=len(people)))
    chronic = pl.Series(CHRONIC).gather(rng.integers(len(CHRONIC), size=len(people)))
    rows = people.with_columns(
        illness_type=sort,
        diagnosis=major.zip_with(sort == "大病", chronic),
        treated=flag_of(city, "person", "treated").gather(people["person"]),
    ).filter(sort != "none")
    sheet = desk.draw(
        "illness", rows, kind="illness", format="xlsx", name="病种",
        title=("大病慢病患者名单",), footer=True,
    )  # fmt: skip
    return Book("卫健/大病慢病.xlsx", "xlsx", [sheet])


def _family_doctor(desk: Desk, people: pl.DataFrame) -> Book:
    """Who signed with a family doctor and when the doctor last came."""
    city = desk.city
    rng = city.dice.of("family doctor")
    state = text_of(city, "person", "doctor").gather(people["person"])
    visit = text_of(city, "person", "visit").gather(people["person"])
    lately: npt.NDArray[np.int64] = rng.integers(0, 300, len(people))
    ago = np.where((visit == "long_ago").fill_null(False).to_numpy(), lately + 380, lately)
    day = pl.Series(city.today - ago.astype("timedelta64[D]")).cast(pl.Date)
    rows = people.with_columns(
        signed=state.replace_strict(
            {"yes": True, "no": False}, default=None, return_dtype=pl.Boolean
        ),
        last_visit_on=pl.when(visit.is_not_null() & (state != "no")).then(day),
    ).filter((state != "no_row").fill_null(True) & people["listed"])
    sheet = desk.draw("family_doctor", rows, kind="family_doctor", format="text")
    return Book("卫健/家庭医生签约.csv", "text", [sheet], "utf-8-sig")
