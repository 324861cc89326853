"""What households earned in the two years before, and what scenes make them spend (in fen)."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import polars as pl

from fangpin.demo.people import City
from fangpin.demo.traits import is_, vocabulary

Ints = npt.NDArray[np.int64]

YUAN = 100
AT_THE_LINE = [499999, 500000, 500001, 400000, 399999]
ITEMS = (
    "family_planning_allowance", "subsistence_allowance", "destitute_allowance",
    "ecological_compensation", "other_transfer",
)  # fmt: skip
ITEM_VALUES = np.array([0, 0, 300, 850, 1500]) * YUAN
PENSIONS = np.array([0, 0, 1320, 2640]) * YUAN
SHOWN = {  # which columns a household's row has, by income_form; "parts" is all of PARTS
    "full": ("parts", "income_per_capita"),
    "all": ("parts", "income_per_capita", "net_income", "gross_income"),
    "parts": ("parts",),
    "net": ("transfer_income", "net_income"),
    "per_capita": ("transfer_income", "income_per_capita"),
    "gross": ("transfer_income", "gross_income"),
    "partial": ("wage_income", "transfer_income"),
    "none": (),
}
PARTS = (
    "wage_income", "business_income", "property_income", "transfer_income", *ITEMS,
    "pension", "business_expense",
)  # fmt: skip


def earn(city: City) -> None:
    """Set `net` (last year's income in fen) of every household, and `rows` of the two years.

    city.homes["income"]: year -> frame of one row a household, money in fen, null where unsaid.
    """
    homes = city.homes
    recorded = np.maximum(homes["recorded"], 1)
    last = _last_per_capita(city)
    planned = _planned(homes["plans"]["per_capita"])
    last[: len(planned)] = np.where(planned == UNPLANNED, last[: len(planned)], planned)
    before = _before(city, last)
    homes["net"] = last * recorded
    homes["income"] = {
        city.last_year: _rows(city, last, recorded, city.last_year),
        city.last_year - 1: _rows(city, before, recorded, city.last_year - 1),
    }
    homes["costs"] = {
        plan: _costs(homes["plans"][plan], homes["net"])
        for plan in homes["plans"]
        if not plan.startswith("per_capita")
    }


UNPLANNED = np.iinfo(np.int64).min


def _planned(texts: list[str | None]) -> Ints:
    """Amounts in yuan as fen; UNPLANNED where a scene says nothing."""
    return np.array(
        [UNPLANNED if t is None else int(Decimal(t) * YUAN) for t in texts], dtype=np.int64
    )


def _last_per_capita(city: City) -> Ints:
    """Income per head of last year, in fen."""
    rng = city.dice.of("income")
    count = len(city.homes["income"])
    choices = {
        "round": np.full(count, 10_000 * YUAN),
        "usual": 550_000 + rng.lognormal(np.log(620_000), 0.6, count).astype(np.int64),
        "high": rng.integers(1_800_000, 3_600_000, count),
        "low": rng.integers(120_000, 500_000, count),
        "line": rng.choice(AT_THE_LINE, count),
        "loss": rng.integers(-200_000, 1, count),
    }
    names = vocabulary("home", "income")
    made: Ints = np.choose(city.homes["income"], [choices[name] for name in names])
    return made


def _before(city: City, last: Ints) -> Ints:
    """Income per head of the year before last year, in fen."""
    rng = city.dice.of("before")
    near = (last / rng.uniform(0.95, 1.25, len(last))).astype(np.int64)
    drop = (np.maximum(last, 100_000) / rng.uniform(0.4, 0.7, len(last))).astype(np.int64)
    before = np.where(is_(city, "home", "before", "near"), near, last)
    before = np.where(is_(city, "home", "before", "drop"), drop, before)
    planned = _planned(city.homes["plans"]["per_capita_before"])
    first = before[: len(planned)]
    before[: len(planned)] = np.where(planned == UNPLANNED, first, planned)
    return before


def _rows(city: City, per_capita: Ints, size: Ints, year: int) -> pl.DataFrame:
    """One row a household with all income columns, those that its form leaves out being null."""
    rng = city.dice.of(f"rows {year}")
    count = len(size)
    items = {item: rng.choice(ITEM_VALUES, count) for item in ITEMS}
    pension = rng.choice(PENSIONS, count)
    transfer = sum(items.values()) + pension
    expense = rng.integers(0, 3000, count) * YUAN
    net = per_capita * size
    rest = net - transfer + expense
    wage = (rest * rng.uniform(0.3, 0.8, count)).astype(np.int64)
    frame = pl.DataFrame(
        {
            "wage_income": wage,
            "business_income": rest - wage,
            "property_income": np.zeros(count, dtype=np.int64),
            "transfer_income": transfer,
            **items,
            "pension": pension,
            "business_expense": expense,
            "net_income": net,
            "gross_income": net + expense,
            "income_per_capita": per_capita,
        }
    )
    form = city.homes["income_form"] if year == city.last_year else np.zeros(count, dtype=np.int64)
    names = vocabulary("home", "income_form")
    return frame.select(
        pl.when(pl.Series(np.isin(form, [i for i, n in enumerate(names) if _shows(n, column)])))
        .then(pl.col(column))
        .alias(column)
        for column in frame.columns
    )


def _shows(form: str, column: str) -> bool:
    shown = SHOWN[form]
    return column in shown or ("parts" in shown and column in PARTS)


def _costs(texts: list[str | None], net: Ints) -> dict[int, int]:
    """Household -> amount in fen, from "1.5x+" (of last year's income) or yuan."""
    made = {}
    for home, text in enumerate(texts):
        if text is None:
            continue
        found = re.fullmatch(r"([\d.]+)(x?)([+-]?)", text)
        assert found, text
        base = int(net[home]) if found[2] else YUAN
        made[home] = int(Decimal(found[1]) * base) + {"+": 1, "-": -1, "": 0}[found[3]]
    return made
