"""How each of the twelve rosters of a big city is written, and the damage that its rows have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import city_tables as tables
import numpy as np
import polars as pl
from city_people import SLOTS, Chunk

from fangpin.demo import ids

DAMAGED = 0.005  # rows of a roster, one damage each
STRANGERS = 0.003  # rows of the departments' rosters that are of people from elsewhere
AMOUNTS = ("medical", "student_aid", "education_costs", "losses", "disability")
_WIDE = "０１２３４５６７８９"


@dataclass(frozen=True)
class Roster:
    """How a department writes a roster.

    file: below the city's folder, without ending; id: the header of the ID number; numbers: the
    headers of what a workbook holds as numbers; dates: how days are written as text; real_dates:
    a workbook holds them as dates; encoding: of text files; inline: a workbook without shared
    strings, as Java programs export them; strangers: whether people from elsewhere are in it.
    """

    file: str
    make: Callable[[Chunk], pl.DataFrame]
    id: str
    numbers: tuple[str, ...] = ()
    dates: str = "%Y-%m-%d"
    real_dates: bool = True
    encoding: str = "utf-8-sig"
    inline: bool = False
    strangers: bool = True


_INCOME = (
    "家庭人口数", "年度", "人均纯收入", "年收入", "工资性收入", "生产经营性收入", "财产性收入",
    "转移性收入", "计划生育金", "低保金", "五保金", "养老保险金", "生态补偿金", "其他转移性收入",
    "生产经营性支出", "纯收入",
)  # fmt: skip
_BILL = ("医疗费总额", "统筹基金支付", "大病保险支付", "医疗救助支付", "个人自付")
_WATER = ("砷(mg/L)", "氟化物(mg/L)", "氨氮(mg/L)")
ROSTERS = {
    "members": Roster(
        "扶贫/01_农户家庭成员信息表", tables.members, "公民身份号码*",
        numbers=("务工时间（月）", "家庭人口（人）", "年度"), strangers=False,
    ),
    "households": Roster(
        "扶贫/11_户表", tables.households, "户主证件号码", numbers=_INCOME, strangers=False
    ),
    "insurance": Roster(
        "医保/基本医保参保", tables.insurance, "证件号码", numbers=("参保年度",),
        encoding="gb18030", inline=True,
    ),
    "medical": Roster(
        "医保/医疗费用结算明细", tables.medical, "身份证号", numbers=_BILL, encoding="gb18030",
        inline=True,
    ),
    "enrolment": Roster(
        "教育/学籍", tables.enrolment, "身份证件号", dates="%Y%m%d", real_dates=False
    ),
    "student_aid": Roster("教育/学生资助", tables.student_aid, "身份证号", numbers=("资助金额",)),
    "education_costs": Roster(
        "教育/教育支出", tables.education_costs, "身份证号", numbers=("教育支出金额（万元）",),
        dates="%Y/%m/%d",
    ),
    "housing": Roster(
        "住建/住房安全鉴定", tables.housing, "户主身份证", dates="%Y/%m/%d", strangers=False
    ),
    "water": Roster(
        "水务/饮水安全评价_户", tables.water, "户主身份证号", numbers=_WATER, strangers=False
    ),
    "disability": Roster(
        "残联/残疾人证", tables.disability, "身份证号", numbers=("康复费用",), dates="%Y%m%d",
        real_dates=False,
    ),
    "losses": Roster(
        "应急/灾害意外损失", tables.losses, "身份证号", numbers=("损失金额（元）",), strangers=False
    ),
    "applications": Roster(
        "民政/个人救助申请", tables.applications, "身份证号", dates="%Y.%m.%d", real_dates=False
    ),
}  # fmt: skip


def frames(chunk: Chunk) -> dict[str, pl.DataFrame]:
    """Every roster's rows of a chunk, damage and all."""
    made = {}
    for name, roster in ROSTERS.items():
        frame = roster.make(chunk)
        if roster.strangers:
            frame = _with_strangers(frame, roster.id, chunk)
        frame = _spoilt_ids(frame, roster.id, chunk.rng)
        for column in roster.numbers if name in AMOUNTS else ():
            frame = _spoilt_amounts(frame, column, chunk.rng)
        made[name] = frame
    return made


def _at(frame: pl.DataFrame, share: float, rng: np.random.Generator) -> np.ndarray:
    return np.flatnonzero(rng.random(frame.height) < share)


def _with_strangers(frame: pl.DataFrame, header: str, chunk: Chunk) -> pl.DataFrame:
    """Some rows with good numbers that nobody of the city has."""
    rows = _at(frame, STRANGERS, chunk.rng)
    born = chunk.rng.integers(-10_000, 14_000, len(rows)).astype("datetime64[D]")
    sequence = ids.FIRST_SEQUENCE + 2 * SLOTS + chunk.rng.integers(0, 6, len(rows))
    numbers = ids.compose(np.full(len(rows), chunk.county.prefix), born, sequence)
    return frame.with_columns(frame[header].scatter(rows, numbers))


def _spoilt_ids(frame: pl.DataFrame, header: str, rng: np.random.Generator) -> pl.DataFrame:
    """Some numbers with a wrong digit, blanks, wide digits or a small x, and a few missing."""
    rows = _at(frame, DAMAGED, rng)
    if not len(rows):
        return frame
    old = frame[header].gather(rows)
    way = pl.Series("way", rng.choice(5, len(rows), p=[0.4, 0.25, 0.15, 0.1, 0.1]))
    digit = old.str.slice(16, 1).cast(pl.Int64)
    other = ((digit + 3) % 10).cast(pl.String)
    wide = old.str.replace_many(list("0123456789"), list(_WIDE))
    new = pl.select(
        pl.when(way == 0).then(old.str.slice(0, 16) + other + old.str.slice(17))
        .when(way == 1).then(" " + old + " ")
        .when(way == 2).then(wide)
        .when(way == 3).then(old.str.to_lowercase())
    ).to_series()  # fmt: skip
    return frame.with_columns(frame[header].scatter(rows, new))


def _spoilt_amounts(frame: pl.DataFrame, header: str, rng: np.random.Generator) -> pl.DataFrame:
    """Some amounts with a sign for thousands or the word for yuan."""
    rows = _at(frame, DAMAGED / 2, rng)
    old = frame[header].gather(rows)
    grouped = old.str.replace(r"^(-?\d{1,3})(\d{3}\.)", "${1},${2}")
    new = grouped.zip_with(pl.Series(rng.random(len(rows)) < 0.5), old + "元")
    return frame.with_columns(frame[header].scatter(rows, new))
