"""公安: the registered population and deaths."""

from __future__ import annotations

import polars as pl

from fangpin.demo.departments.poverty import URBAN
from fangpin.demo.render import Desk
from fangpin.demo.sheet import Book

BOOK_COUNTIES = ("武川县", "呼和浩特经济技术开发区")


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the department."""
    del homes
    if desk.faults:
        people = _in_households(desk, people)
    urban = people["county"].is_in(URBAN)
    in_book = people["county"].is_in(BOOK_COUNTIES)
    made = []
    for label, rows, encoding in (
        ("四区", people.filter(urban), "utf-8-sig"),
        ("旗县", people.filter(~urban & ~in_book), "gb18030"),
    ):
        sheet = desk.draw("population", rows, kind="population", format="text", name="")
        made.append(Book(f"公安/户籍人口_{label}.csv", "text", [sheet], encoding))
    sheets = [
        desk.draw(
            "population", people.filter(pl.col("county") == county), kind="population",
            format="xlsx", name=county, title=(f"{county}户籍人口",), footer=True,
        )
        for county in BOOK_COUNTIES
    ]  # fmt: skip
    made.append(Book("公安/户籍人口_其他.xlsx", "xlsx", sheets))
    return [*made, _deaths(desk, people)]


def _in_households(desk: Desk, people: pl.DataFrame) -> pl.DataFrame:
    """Mark whom no household recorded, and let two households share one registered group."""
    lives = people.group_by("home").agg(lives=(pl.col("is_member") & pl.col("alive")).any())
    people = people.join(lives, on="home", how="left", maintain_order="left")
    missed = people["known"] & ~people["is_member"] & people["alive"] & people["lives"]
    mark = pl.when(missed).then(pl.lit("match.unrecorded_member")).alias("mark")
    people = people.with_columns(mark, severity=pl.lit("remark"))
    groups = people.filter(missed & ~people["scene"])
    others = people.filter(
        pl.col("is_member") & pl.col("alive") & ~pl.col("scene") & (pl.col("slot") == 1)
    )
    if not len(groups) or not len(others):
        return people
    rng = desk.city.dice.of("shared group")
    group = groups.row(int(rng.integers(len(groups))), named=True)
    others = others.filter(
        (pl.col("home") != group["home"]) & (pl.col("county") == group["county"])
    )
    if not len(others):
        return people
    moved = int(others["person"][int(rng.integers(len(others)))])
    shares = (pl.col("home") == group["home"]) & (pl.col("mark") == "match.unrecorded_member")
    return people.with_columns(
        hukou_id=pl.when(pl.col("person") == moved)
        .then(pl.lit(group["hukou_id"]))
        .otherwise("hukou_id"),
        mark=pl.when(shares).then(pl.lit("match.ambiguous_group")).otherwise("mark"),
    )


def _deaths(desk: Desk, people: pl.DataFrame) -> Book:
    """The dead of the last year or so; a few without a date."""
    rows = people.filter(~pl.col("alive"))
    rng = desk.city.dice.of("deaths")
    ago = rng.integers(0, 400, len(rows)).astype("timedelta64[D]")
    died = pl.Series(desk.city.today - ago).cast(pl.Date)
    undated = pl.Series(rng.random(len(rows)) < 0.1)
    rows = rows.with_columns(died_on=pl.when(~undated).then(died))
    if desk.faults:
        rows = rows.with_columns(mark=pl.lit("match.deceased"), severity=pl.lit("remark"))
    sheet = desk.draw("deaths", rows, kind="deaths", format="text")
    return Book("公安/死亡注销.txt", "text", [sheet], "gb18030", "|")
