"""One line a household from its many alerts: what to visit, what to ask, what it rests on."""

from __future__ import annotations

import polars as pl

from fangpin.report import layout, masks
from fangpin.report.county_members import KEY, RANK
from fangpin.report.model import Privacy
from fangpin.report.words import CHANGE_WORDS, Words

REASON_WIDTH, MEASURE_WIDTH = 50.0, 16.0
CHECK_WIDTH, MISSING_WIDTH, QUESTION_WIDTH = 40.0, 20.0, 34.0
CLAUSE_WIDTH, SOURCE_WIDTH = 12.0, 90.0
_SOURCE = "来源："
_CHECK = "待核："


def alert_lines(
    hits: pl.DataFrame, checks: pl.DataFrame, sizes: pl.DataFrame, privacy: Privacy
) -> pl.DataFrame:
    """One row a household with all its causes, ranked and numbered."""
    grouped = hits.group_by(KEY, maintain_order=True).agg(
        *_household_columns(),
        groups=pl.col("rule_name").filter(pl.col("rule").str.contains("^[GN]")),
        reasons=_reason(privacy),
        measures=pl.col("measures").explode().drop_nulls().unique(maintain_order=True),
        monitored=_first_of(pl.col("monitored"), ["应纳未纳", "已在监测"]),
        change=_first_of(pl.col("change"), list(CHANGE_WORDS)).replace(CHANGE_WORDS),
    )
    named = "【另有待核】" + pl.col("rule_name").str.join("、") + "（见“待核”）"
    also = checks.group_by(KEY, maintain_order=True).agg(also=named)
    lines = grouped.join(sizes, on=KEY, how="left").join(also, on=KEY, how="left")
    both = pl.concat_list("reasons", "also").list.drop_nulls()
    return _ranked(lines).with_columns(
        layout.cut(both, REASON_WIDTH).alias("reasons"),
        layout.cut(pl.col("measures"), MEASURE_WIDTH),
    )


def check_lines(
    checks: pl.DataFrame, hits: pl.DataFrame, sizes: pl.DataFrame, words: Words, privacy: Privacy
) -> pl.DataFrame:
    """One row a household that can't be decided, with what is missing and what to ask."""
    keys = checks["missing"].explode().drop_nulls().unique().to_list()
    named = pl.element().replace({key: words.name(key) for key in keys})
    questions = {key: words.question(key) for key in keys}
    asked = pl.element().replace_strict(questions, default=None, return_dtype=pl.String)
    grouped = (
        checks.group_by(KEY, maintain_order=True)
        .agg(
            *_household_columns(),
            reasons=_reason(privacy),
            missing=pl.col("missing").explode().drop_nulls().unique(maintain_order=True),
        )
        .with_columns(
            # What one rule wants of another, the other's own line says.
            pl.col("missing").list.set_difference(list(words.rules))
        )
    )
    listed = hits.select(KEY, listed=pl.lit("是")).unique()
    lines = grouped.join(sizes, on=KEY, how="left").join(listed, on=KEY, how="left")
    asked = masks.texts(asked.drop_nulls().unique(maintain_order=True), privacy)
    lines = lines.with_columns(
        missing=pl.col("missing").list.eval(masks.texts(named, privacy)),
        questions=pl.col("missing").list.eval(asked),
    )
    return _ranked(lines).with_columns(
        layout.cut(pl.col("reasons"), CHECK_WIDTH),
        layout.cut(pl.col("missing"), MISSING_WIDTH),
        layout.cut(pl.col("questions"), QUESTION_WIDTH),
    )


def source_lines(hits: pl.DataFrame, numbers: pl.DataFrame, privacy: Privacy) -> pl.DataFrame:
    """One row a household and rule: the files and rows that it rests on, by the list's numbers."""
    is_source = pl.element().str.starts_with(_SOURCE)
    bare = masks.texts(pl.element().filter(is_source).str.strip_prefix(_SOURCE), privacy)
    return (
        hits.with_columns(sources=pl.col("evidence").list.eval(bare))
        .filter(pl.col("sources").list.len() > 0)
        .join(numbers, on=KEY)
        .sort("place", "number", "order", "rule")
        .select(
            "place", "number", *RANK, KEY, "head_name", "rule_name", "clause",
            layout.cut(pl.col("sources"), SOURCE_WIDTH).alias("sources"),
        )
    )  # fmt: skip


def _reason(privacy: Privacy) -> pl.Expr:
    """【rule】 and its evidence in one line, without the files that it rests on."""
    is_source = pl.element().str.starts_with(_SOURCE)
    facts = pl.element().filter(~is_source).str.strip_prefix(_CHECK)
    evidence = pl.col("evidence").list.eval(facts).list.join("；", ignore_nulls=True)
    return "【" + pl.col("rule_name") + "】" + masks.texts(evidence, privacy).fill_null("")


def _household_columns() -> list[pl.Expr]:
    first = pl.col("place", "county", "town", "village", "head_name").first()
    return [
        first,
        pl.col("level_word", "level_rank").sort_by("level_rank").first(),
        pl.len().alias("causes"),
        pl.col("persons").explode().drop_nulls().n_unique().alias("persons"),
    ]


def _first_of(column: pl.Expr, words: list[str]) -> pl.Expr:
    """The first of these words that stands in the column, else null."""
    return pl.coalesce(*(pl.when((column == word).any()).then(pl.lit(word)) for word in words))


def _ranked(lines: pl.DataFrame) -> pl.DataFrame:
    """By village, then level, number of causes, persons concerned; numbered in each workbook."""
    descending = [False, False, False, False, True, True, False]
    keys = ["place", *RANK, "level_rank", "causes", "persons", KEY]
    ranked = lines.sort(keys, descending=descending, nulls_last=True)
    return ranked.with_columns(number=pl.int_range(1, pl.len() + 1).over("place"))
