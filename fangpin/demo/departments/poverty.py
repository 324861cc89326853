"""扶贫: persons, households by year, surveyed incomes, monitored households."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from fangpin.demo.incomes import PARTS
from fangpin.demo.places import places
from fangpin.demo.render import Desk
from fangpin.demo.roll import REGISTERED
from fangpin.demo.sheet import Book
from fangpin.demo.traits import flag_of, is_, text_of

CSV_COUNTIES = ("土默特左旗", "托克托县")
URBAN = ("新城区", "回民区", "玉泉区", "赛罕区")
TAB_COUNTY, PAGE_COUNTY = "和林格尔县", "呼和浩特经济技术开发区"
OLDER = ("清水河县", "武川县")
MERGED = ("county", "town", "village", "household_id", "income_per_capita")
STATUS_SWAP = ("识别标准", "脱贫属性", "poverty_status")
CAUSES = ["因病", "因残", "因学", "因灾", "缺劳动力", "缺资金", "自身发展动力不足"]
INCOME_FORMATS = {  # by county: what its household tables come as
    "回民区": "spreadsheetml", "土默特左旗": "html", "托克托县": "xlsx", "清水河县": "html",
    "武川县": "xlsx", "玉泉区": "xlsx",
}  # fmt: skip
ENDINGS = {"spreadsheetml": "xls", "html": "xls", "xlsx": "xlsx", "text": "csv"}


def books(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> list[Book]:
    """All files of the department."""
    homes = _household_fields(desk, homes)
    members = _member_fields(desk, homes, people)
    return [
        *_member_books(desk, members),
        *_household_books(desk, homes),
        _survey(desk, homes),
        _monitored(desk, homes),
    ]


def _household_fields(desk: Desk, homes: pl.DataFrame) -> pl.DataFrame:
    """What the household's own row says beside its income."""
    city = desk.city
    rng = city.dice.of("household fields")
    count = len(homes)
    worse = is_(city, "home", "grade", "C", "D") & (rng.random(count) < 0.4)
    shown = text_of(city, "home", "grade").zip_with(
        pl.Series(worse), pl.Series([None], dtype=pl.String).new_from_index(0, count)
    )
    inline = (
        pl.col("county").is_in(OLDER)
        & (pl.Series(is_(city, "home", "income_form", "full") & (rng.random(count) < 0.6)))
        & ~pl.col("scene")
    )
    return homes.with_columns(
        flag_of(city, "home", "unsafe_house").alias("unsafe_house"),
        flag_of(city, "home", "safe_water").alias("safe_water"),
        shown.alias("grade_shown"),
        pl.Series(CAUSES).gather(rng.integers(len(CAUSES), size=count)).alias("main_cause"),
        inline=inline,
        late=pl.Series(rng.random(count) < 0.12),
    )


def _member_fields(desk: Desk, homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Rows of all recorded members with every field of the three layouts."""
    city = desk.city
    rng = city.dice.of("member fields")
    count = len(people)
    income = city.homes["income"][city.last_year]["income_per_capita"]
    extra = homes.select("unsafe_house", "safe_water", "main_cause", "inline", "late")
    spelled = pl.Series(
        [["已脱贫（享受政策）", "已脱贫（不享受政策）", "已脱贫"][i] for i in range(3)]
    )
    shown = pl.Series(rng.random(count) < 0.5) & people["certificate"].is_not_null()
    both = pl.concat([people, extra[people["home"]]], how="horizontal").with_columns(
        person_code=pl.col("household_id") + (pl.col("slot") + 1).cast(pl.String).str.zfill(2),
        born_text=pl.col("born").dt.to_string("%Y%m%d"),
        id_or_certificate=people["certificate"].zip_with(shown, people["id"]),
        phone="100" + pl.Series(rng.integers(10**8, size=count)).cast(pl.String).str.zfill(8),
        year=pl.lit(city.last_year),
        standard=pl.lit("国家标准"),
        income_per_capita=income.gather(people["home"]),
        policy=spelled.gather((people["home"].to_numpy() % 10) // 4),
    )
    plain = pl.Series(rng.random(count) < 0.5)
    nation = both["nation"].str.strip_suffix("族").zip_with(plain, both["nation"])
    wanted = pl.col("inline") & (pl.col("slot") == 0)
    return both.with_columns(
        nation=nation,
        poverty_status=pl.when(pl.col("status") == "已脱贫")
        .then(pl.when(pl.col("county").is_in(OLDER)).then("policy").otherwise("status"))
        .otherwise("status"),
        household_type=pl.col("status"),
        income_per_capita=pl.when(wanted).then("income_per_capita"),
    ).filter("is_member")


def _member_books(desk: Desk, members: pl.DataFrame) -> list[Book]:
    """The persons in seven kinds of files, by county and status."""
    done = members.filter(pl.col("status") == "已脱贫")
    here = {county: done.filter(pl.col("county") == county) for county in places().names}
    year = desk.city.last_year
    made = []
    for county in CSV_COUNTIES:
        sheet = desk.draw("person", here[county], kind="members", format="text", title=())
        made.append(Book(f"扶贫/01_{year}年脱贫户人表_{county}.csv", "text", [sheet], "gb18030"))
    made.append(_urban(desk, here, year))
    made.append(_tab_in_xls(desk, here[TAB_COUNTY]))
    page = desk.draw(
        "person", here[PAGE_COUNTY], kind="members", format="html", swap=STATUS_SWAP,
        title=(f"{PAGE_COUNTY}建档立卡户人表",), footer=True,
    )  # fmt: skip
    made.append(Book("扶贫/04_建档立卡户人表_经开区.xls", "html", [page], "gb18030"))
    made.append(_older(desk, here))
    made.append(_edge(desk, members.filter(pl.col("status").is_in(["边缘户", "一般农户"]))))
    poor = members.filter(pl.col("status").is_in(["未脱贫", "返贫"]))
    sheet = desk.draw("person", poor, kind="members", format="text", name="", swap=STATUS_SWAP)
    made.append(Book("扶贫/07_未脱贫返贫人口.csv", "text", [sheet], "utf-8-sig"))
    late = done.filter(pl.col("county").is_in(URBAN) & pl.col("late"))
    sheet = desk.draw("person", late, kind="members", format="text", swap=STATUS_SWAP)
    made.append(Book("扶贫/08_人表补录.csv", "text", [sheet], "gb18030"))
    return made


def _urban(desk: Desk, here: dict[str, pl.DataFrame], year: int) -> Book:
    """One workbook, a sheet a district."""
    sheets = []
    for county in URBAN:
        rows = here[county].filter(~pl.col("late"))
        title = (f"{year}年度脱贫户家庭成员信息", f"填报单位：{county}扶贫办")
        sheets.append(
            desk.draw(
                "person", rows, kind="members", format="xlsx", name=county, title=title, footer=True
            )
        )
    return Book("扶贫/02_脱贫户家庭成员.xlsx", "xlsx", sheets)


def _tab_in_xls(desk: Desk, rows: pl.DataFrame) -> Book:
    """Tab-separated text that is called .xls."""
    sheet = desk.draw("person", rows, kind="members", format="text", swap=STATUS_SWAP)
    path = f"扶贫/03_建档立卡户人表_{TAB_COUNTY}.xls"
    return Book(path, "text", [sheet], "gb18030", "\t")


def _older(desk: Desk, here: dict[str, pl.DataFrame]) -> Book:
    """The combined sheet of older years, households merged down over their members."""
    sheets = []
    for county in OLDER:
        rows = _wrong_size(desk, here[county], county)
        title = (
            f"{county}建档立卡户花名册",
            "单位：元、人",
            f"制表日期：{desk.city.as_of.year}年3月31日",
        )
        sheet = desk.draw(
            "older", rows, kind="members", format="xlsx", name=county, title=title, footer=True
        )
        home = rows["home"].to_numpy()
        starts = np.flatnonzero(np.diff(home, prepend=-1))
        ends = np.append(starts[1:], len(home))[: len(starts)] - 1
        sheet.merge = MERGED
        sheet.merged = [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if b > a]
        sheets.append(sheet)
    return Book("扶贫/05_建档立卡户花名册.xlsx", "xlsx", sheets)


def _wrong_size(desk: Desk, rows: pl.DataFrame, county: str) -> pl.DataFrame:
    """One household whose rows say that it has a member more."""
    heads = rows.filter((pl.col("slot") == 0) & ~pl.col("scene"))
    if not desk.faults or not len(heads):
        return rows
    rng = desk.city.dice.of(f"wrong size {county}")
    home = int(heads["home"][int(rng.integers(len(heads)))])
    wrong = pl.col("home") == home
    return rows.with_columns(
        household_size=pl.col("household_size") + wrong.cast(pl.Int64),
        mark=pl.when(wrong & (pl.col("slot") == 0)).then(pl.lit("match.size_differs")),
        severity=pl.lit("remark"),
    )


def written_places(desk: Desk, frame: pl.DataFrame) -> pl.DataFrame:
    """Counties by their short names here and there, villages with 村委会 or without 村."""
    rng = desk.city.dice.of(f"written {len(frame)}")
    short = pl.Series(rng.random(len(frame)) < 0.35 * desk.variety)
    style = rng.integers(0, 8, len(frame)) if desk.variety else np.full(len(frame), 7)
    village = pl.col("village")
    return frame.with_columns(
        county_or_alias=frame["alias"].zip_with(short, frame["county"]),
        style=pl.Series(style),
    ).with_columns(
        village_written=pl.when(pl.col("style") == 0)
        .then(village + "村民委员会")
        .when(pl.col("style") == 1)
        .then(village + "委会")
        .when(pl.col("style") == 2)
        .then(village.str.strip_suffix("村"))
        .otherwise(village)
    )


def _edge(desk: Desk, rows: pl.DataFrame) -> Book:
    sheet = desk.draw(
        "edge", written_places(desk, rows), kind="members", format="xlsx", name="成员",
        title=("边缘户、一般农户家庭成员信息表",), footer=True,
    )  # fmt: skip
    return Book("扶贫/06_边缘户及录入一般农户.xlsx", "xlsx", [sheet])


def _household_books(desk: Desk, homes: pl.DataFrame) -> list[Book]:
    """The household table of two years, a file a county, in the format of that county."""
    city = desk.city
    made = []
    for year in (city.last_year - 1, city.last_year):
        rows = pl.concat([homes, city.homes["income"][year]], how="horizontal").with_columns(
            year=pl.lit(year)
        )
        rows = rows.filter(pl.col("status").is_in(REGISTERED))
        if year == city.last_year:
            rows = rows.filter(~pl.col("inline"))
        else:
            rows = rows.filter(~pl.Series(is_(city, "home", "before", "none")).gather(rows["home"]))
        for county in places().names:
            format = INCOME_FORMATS.get(county, "text")
            sheet = desk.draw(
                "household", rows.filter(pl.col("county") == county), kind="households",
                format=format, name="" if format == "text" else "户表",
                title=(f"{county}{year}年户表",) if format == "html" else (),
            )  # fmt: skip
            path = f"扶贫/11_户表{year}_{county}.{ENDINGS[format]}"
            made.append(Book(path, format, [sheet], "gb18030"))
    return made


def _survey(desk: Desk, homes: pl.DataFrame) -> Book:
    """Incomes of households that are not registered, under a header of two rows."""
    city = desk.city
    wanted = homes["status"].is_in(["边缘户", "一般农户"]) | homes["surveyed"]
    wanted &= ~homes["status"].is_in(REGISTERED)
    last = pl.Series(~is_(city, "home", "income_form", "none"))
    before = pl.Series(~is_(city, "home", "before", "none"))
    rows = pl.concat(
        [
            pl.concat([homes, city.homes["income"][year]], how="horizontal")
            .with_columns(year=pl.lit(year))
            .filter(wanted & shown)
            for year, shown in ((city.last_year - 1, before), (city.last_year, last))
        ]
    )
    gross = [pl.col(part) for part in PARTS if part != "destitute_allowance"]
    rows = rows.filter(pl.any_horizontal(part.is_not_null() for part in gross)).sort("home", "year")
    sheet = desk.draw(
        "survey", rows, kind="households", format="xlsx", name="收入",
        title=("一般农户家庭收入调查表",), footer=True,
    )  # fmt: skip
    return Book("扶贫/12_一般农户收入调查.xlsx", "xlsx", [sheet])


def _monitored(desk: Desk, homes: pl.DataFrame) -> Book:
    """Monitored households: those that scenes and chance name, and some of low income."""
    city = desk.city
    rng = city.dice.of("monitored")
    low = city.homes["net"] < 500_000 * np.maximum(city.homes["recorded"], 1)
    chance = low & ~city.homes["scene"] & (rng.random(len(homes)) < 0.4)
    chosen = (is_(city, "home", "monitored", "yes") | chance) & homes["known"].to_numpy()
    rows = homes.filter(pl.Series(chosen))
    old_words = pl.Series(rng.random(len(rows)) < 0.6)
    done = rows["status"].is_in(REGISTERED)
    registered = pl.Series(["脱贫监测户", "脱贫不稳定户"]).gather((~old_words).cast(pl.UInt32))
    edge = pl.Series(["边缘户", "边缘易致贫户"]).gather((~old_words).cast(pl.UInt32))
    removed = pl.Series(rng.random(len(rows)) < 0.3) & ~rows["scene"]
    rows = rows.with_columns(
        monitored=registered.zip_with(done, edge),
        identified_on=pl.lit(date(city.last_year, 11, 1)),
        risk_removed=removed,
    )
    sheet = desk.draw(
        "monitored", rows, kind="households", format="xlsx", name="监测",
        title=("监测对象基础信息",), footer=True,
    )  # fmt: skip
    return Book("扶贫/13_监测对象.xlsx", "xlsx", [sheet])
