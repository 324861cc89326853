"""The candidates of fangpin for the benchmark's rows, by the functions that a scan uses."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl

from fangpin import database, sql
from fangpin.match import candidates, kept_rows
from fangpin.reading import Source
from fangpin.rosters.kinds import load_kinds

TABLES = """
    create table candidate (kind varchar, ord bigint, pid bigint, id_number varchar,
        score double, reason varchar);
    create table duplicate (kind varchar, ord bigint, counts boolean);
"""


def run(folder: Path) -> dict[str, float]:
    """Write ours.parquet (row, id_number, score, weak, reason); returns the seconds of stages."""
    kinds = load_kinds()
    connection = database.connect("1500MB")
    start = time.perf_counter()
    aliases = database.county_aliases({})
    given = {one.kind: one for one in sources(folder)}
    for kind in kinds:
        own = [given[kind.name]] if kind.name in given else []
        database.make_rows(connection, kind, kinds, own, aliases)
    connection.execute(TABLES)
    kept_rows(connection, kinds)
    sql.run(connection, "fangpin.match", "persons.sql", {"last_year": 2019})
    loaded = time.perf_counter()
    candidates.find(connection, kinds)
    done = time.perf_counter()
    connection.execute(f"""
        copy (
            select ord as row, id_number, score, false as weak, reason from candidate
            union all
            select ord, id_number, score, true, reason from weak_candidate
        ) to '{folder / "ours.parquet"}'
    """)
    return {"load": loaded - start, "find": done - loaded}


def sources(folder: Path) -> list[Source]:
    """The persons as the population register, the damaged rows as the insured."""
    row = pl.int_range(2, pl.len() + 2).alias("row")
    persons = pl.scan_parquet(folder / "persons.parquet").select(
        row,
        pl.lit(True).alias("accepted"),
        pl.col("id_number").alias("hukou_id"),
        "id_number", "name", "county", "town",
    )  # fmt: skip
    rows = pl.scan_parquet(folder / "rows.parquet").select(
        row,
        pl.col("id_number").is_not_null().alias("accepted"),
        "id_number", "id_text", "id_lost", "name", "county", "town",
    )  # fmt: skip
    tables = [("population", persons), ("insurance", rows)]
    return [source(at, kind, lazy, folder) for at, (kind, lazy) in enumerate(tables)]


def source(at: int, kind: str, table: pl.LazyFrame, folder: Path) -> Source:
    """A table as reading leaves it: typed rows on disk."""
    path = folder / f"read_{kind}.parquet"
    table.sink_parquet(path)
    count = pl.scan_parquet(path).select(pl.len()).collect().item()
    return Source(at, f"{kind}.csv", "", "", kind, {}, count, count, (), False, path)
