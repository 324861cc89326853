"""The rows of 户情: a row a member, the household's facts on its first row."""

from __future__ import annotations

import polars as pl

from fangpin.report import masks
from fangpin.report.model import Privacy

KEY = "household_id"
RANK = ("town", "village")
MONEY = (
    "income_total",
    "income_per_capita",
    "rigid_costs",
    "cost_illness",
    "cost_schooling",
)
SAID: tuple[tuple[str, str, str], ...] = (
    ("unsafe_housing", "不安全", "安全"),
    ("unsafe_water", "不安全", "安全"),
    ("in_subsistence", "是", "否"),
    ("has_worker", "有", "无"),
)


def member_lines(members: pl.DataFrame, homes: pl.DataFrame, privacy: Privacy) -> pl.DataFrame:
    """One row a person; the household's facts stand on its first row only."""
    facts = [_money(homes, key) for key in MONEY] + [_said(homes, *words) for words in SAID]
    homes = homes.select(
        "place", *RANK, KEY, "head_name", _status(homes), _phone(homes, privacy), *facts
    )
    rows = (
        homes.sort("place", *RANK, KEY)
        .with_row_index("home")
        .join(members.with_row_index("person"), on=KEY, how="left")
        .sort("home", "person")
        .with_columns(start=pl.col("home").is_first_distinct())
    )
    once = ["poverty_status", "phone", *MONEY, *(key for key, *_ in SAID)]
    unlisted = pl.concat_str("relation", pl.lit("疑似未登记"), separator="\n", ignore_nulls=True)
    return rows.with_columns(
        *(pl.when("start").then(pl.col(key)).alias(key) for key in once),
        id_number=masks.ids(pl.col("id_number"), privacy),
        relation=pl.when(~pl.col("recorded")).then(unlisted).otherwise("relation"),
    )


def _money(frame: pl.DataFrame, key: str) -> pl.Expr:
    if key not in frame.columns:
        return pl.lit(None, pl.Float64).alias(key)
    return pl.col(key).cast(pl.Float64)


def _said(frame: pl.DataFrame, key: str, yes: str, no: str) -> pl.Expr:
    """A fact in words; what is not known is said to be unknown."""
    if key not in frame.columns:
        return pl.lit(None, pl.String).alias(key)
    fact = pl.col(key).cast(pl.Boolean)
    said = pl.when(fact).then(pl.lit(yes)).when(~fact).then(pl.lit(no)).otherwise(pl.lit("不明"))
    return said.alias(key)


def _status(frame: pl.DataFrame) -> pl.Expr:
    if "poverty_status" not in frame.columns:
        return pl.lit(None, pl.String).alias("poverty_status")
    return pl.col("poverty_status").cast(pl.String).fill_null("不明")


def _phone(frame: pl.DataFrame, privacy: Privacy) -> pl.Expr:
    if "phone" not in frame.columns:
        return pl.lit(None, pl.String).alias("phone")
    return masks.phones(pl.col("phone").cast(pl.String), privacy).alias("phone")
