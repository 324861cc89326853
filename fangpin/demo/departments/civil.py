"""财政 and 民政: subsidies, subsistence allowances, applications for relief."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.incomes import YUAN
from fangpin.demo.people import City
from fangpin.demo.places import places
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book
from fangpin.demo.traits import flag_of, is_, text_of, vocabulary

Rows = npt.NDArray[np.int64]

ITEMS = ["退耕还林", "草原生态补奖", "耕地地力保护", "公益林补偿", "良种补贴"]
HORIZON_MONTHS = 12  # as the policy's default; the lines of the scenes stand on it
WIDE_COUNTY = "武川县"
CAUSES = ["因病", "因学", "因灾", "因残"]


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the two departments."""
    aided = _aided(desk, people)
    return [
        _subsidies(desk, homes),
        *_subsistence(desk, aided),
        _applications(desk, people),
    ]


def month_later(day: date, months: int) -> date:
    """The same day so many months later, cut to the month's last day."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return date(year, month, min(day.day, last))


def _subsidies(desk: Desk, homes: pl.DataFrame) -> Book:
    """Payments by card: small ones for many, one big one where a scene or chance says so."""
    city = desk.city
    rng = city.dice.of("subsidies")
    count = len(homes)
    lines = rng.poisson(np.where(homes["known"].to_numpy(), 1.5, 0.35))
    lines[homes["scene"].to_numpy()] = 0
    home = np.repeat(np.arange(count), lines)
    amount = np.minimum(rng.lognormal(6.3, 0.9, len(home)) * YUAN, 4_000_00).astype(np.int64)
    much = is_(city, "home", "subsidised", "much") & ~city.homes["scene"]
    big = np.flatnonzero(much & homes["known"].to_numpy() & (city.homes["net"] > 0))
    share = (city.homes["net"][big] * rng.uniform(0.4, 0.8, len(big))).astype(np.int64)
    planned = city.homes["costs"]["subsidy"]
    extra = np.fromiter(planned, dtype=np.int64, count=len(planned))
    home = np.concatenate([home, big, extra])
    amount = np.concatenate([amount, share, np.array(list(planned.values()), dtype=np.int64)])
    old = rng.random(len(home)) < 0.12
    old[homes["scene"].to_numpy()[home]] = False
    days = np.datetime64(f"{city.last_year}-01-05") + rng.integers(0, 355, len(home))
    early = np.datetime64(f"{city.last_year - 1}-01-05") + rng.integers(0, 355, len(home))
    undated = pl.Series(rng.random(len(home)) < 0.02) & ~homes["scene"].gather(home)
    paid = pl.Series(np.where(old, early, days)).cast(pl.Date)
    rows = homes[home].with_columns(
        id=pl.col("head_id"),
        subsidy_item=pl.Series(ITEMS).gather(rng.integers(len(ITEMS), size=len(home))),
        amount=pl.Series(amount),
        paid_on=pl.when(~undated).then(paid),
        policy_ends_on=_ends(city, home, rng),
    )
    sheet = desk.draw("subsidies", rows.sort("home"), kind="subsidies", format="text")
    return Book("财政/一卡通补贴发放.csv", "text", [sheet], "gb18030")


def _ends(city: City, home: Rows, rng: np.random.Generator) -> pl.Series:
    """The day the policy of a payment ends, null where it does not."""
    horizon = np.datetime64(month_later(city.as_of, HORIZON_MONTHS), "D")
    choices = {
        "never": np.datetime64("NaT", "D"),
        "soon": city.today + rng.integers(1, 300, len(home)).astype("timedelta64[D]"),
        "later": horizon + rng.integers(2, 1500, len(home)).astype("timedelta64[D]"),
        "horizon": horizon,
        "horizon+1": horizon + np.timedelta64(1, "D"),
    }
    names = vocabulary("home", "ends")
    made = np.choose(city.homes["ends"][home], [choices[name] for name in names])
    return pl.Series(made.astype("datetime64[D]")).cast(pl.Date)


def _aided(desk: Desk, people: pl.DataFrame) -> pl.DataFrame:
    """Persons with a subsistence allowance: whole households, or their head alone."""
    city = desk.city
    rng = city.dice.of("subsistence")
    home = people["home"].to_numpy()
    whole = is_(city, "home", "subsistence", "all")[home]
    head = is_(city, "home", "subsistence", "one")[home] & (people["slot"] == 0).to_numpy()
    listed = people["is_member"] | (~people["known"] & (people["home"] % 4 == 0))
    chosen = pl.Series((whole | head) & (listed & people["alive"]).to_numpy())
    rows = people.filter(chosen)
    months = rng.integers(6, 70, len(rows))
    started = [month_later(city.as_of, -int(m)).replace(day=1) for m in months]
    return rows.with_columns(
        scheme=text_of(city, "person", "scheme").filter(chosen),
        top_up=flag_of(city, "person", "top_up").filter(chosen),
        monthly_amount=pl.Series(rng.integers(210, 690, len(rows)) * YUAN),
        started_on=pl.Series(started, dtype=pl.Date),
        ended_on=_aid_ended(city, rows["person"].to_numpy(), rng),
    )


def _aid_ended(city: City, person: Rows, rng: np.random.Generator) -> pl.Series:
    """The month (as a day in it) an allowance ended, null where it runs."""
    ago = rng.integers(40, 500, len(person)).astype("timedelta64[D]")
    last_month = np.datetime64(month_later(city.as_of, -1), "D")
    never = np.datetime64("NaT", "D")
    choices = {
        "no": never,
        "yes": city.today - ago,
        "this_month": city.today,
        "last_month": last_month,
    }
    names = vocabulary("person", "aid_ended")
    made = np.choose(city.people["aid_ended"][person], [choices[name] for name in names])
    return pl.Series(made.astype("datetime64[D]")).cast(pl.Date)


def _subsistence(desk: Desk, aided: pl.DataFrame) -> list[Book]:
    """A sheet a county, and one county with a household's members side by side.

    Side by side all members share one flag, so households of scenes are in a sheet of their own.
    """
    wide = (pl.col("county") == WIDE_COUNTY) & ~pl.col("scene")
    single = aided.filter(~wide)
    sheets = [
        desk.draw(
            "subsistence", single.filter(pl.col("county") == county), kind="subsistence",
            format="spreadsheetml", name=county, title=(f"{county}低保特困名册",), footer=True,
        )
        for county in places().names
    ]  # fmt: skip
    book = Book("民政/低保特困名册.xls", "spreadsheetml", [s for s in sheets if len(s)])
    return [book, _wide(desk, aided.filter(wide))]


def _wide(desk: Desk, rows: pl.DataFrame) -> Book:
    """A row a household: what holds for its first person holds for all."""
    first = pl.int_range(pl.len()).over("home") == 0
    shared = ["scheme", "top_up", "monthly_amount", "started_on", "ended_on"]
    rows = rows.sort("home", maintain_order=True).with_columns(
        pl.when(first).then(column).alias(column) for column in shared
    )
    rows = rows.with_columns(block=pl.int_range(pl.len()).over("home"))
    sheet = desk.draw(
        "subsistence", rows, kind="subsistence", format="xlsx", name="名册",
        title=(f"{WIDE_COUNTY}低保、特困人员备案表",), footer=True,
    )  # fmt: skip
    sheet.line = rows["home"].rank("dense").cast(pl.Int64).to_numpy() - 1
    sheet.block = rows["block"].cast(pl.Int64).to_numpy()
    notes = ("填报说明", "一、一户一行，家庭成员依次向右填写。", "二、保障年月填写到月。")
    return Book(f"民政/低保特困名册_{WIDE_COUNTY}.xlsx", "xlsx", [sheet], notes=notes)


def _applications(desk: Desk, people: pl.DataFrame) -> Book:
    """Applications for relief; a workbook that is called .xls."""
    city = desk.city
    rng = city.dice.of("applications")
    status = text_of(city, "person", "application")
    chosen = people["alive"] & (status != "none")
    rows = people.filter(chosen)
    ago = rng.integers(0, 420, len(rows))
    ago[rows["scene"].to_numpy()] = 30
    undated = pl.Series(rng.random(len(rows)) < 0.12) & ~rows["scene"]
    day = pl.Series(city.today - ago.astype("timedelta64[D]")).cast(pl.Date)
    rows = rows.with_columns(
        applied_on=pl.when(~undated).then(day),
        cause=pl.Series(CAUSES).gather(rng.integers(len(CAUSES), size=len(rows))),
        application_status=status.filter(chosen),
    )
    sheet = desk.draw(
        "applications", rows, kind="applications", format="xlsx", name="申请",
        title=("个人救助申请台账",), footer=True,
    )  # fmt: skip
    return Book("民政/个人救助申请.xls", "xlsx", [sheet])
