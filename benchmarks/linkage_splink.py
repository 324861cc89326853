"""Splink (DuckDB backend) on the benchmark's data: `python linkage_splink.py FOLDER`.

Needs only splink, so that it can run in an environment of its own. The settings are the best found
by hand: edit distances in levels for number and name, homophones by a column of sounds, term
frequencies of names, birth date from the number, blocking on every half of the number that one
edit leaves alone and on name with birth date or town; u by sampling, m by EM.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

COLUMNS = """
    select {key} as unique_id, {text} as number, name, sound, county || '|' || town as place,
        case when try_strptime(substr({text}, 7, 8), '%Y%m%d') is not null
            then substr({text}, 7, 8) end as born
    from read_parquet('{file}')
"""
SAME_DAY = """
    select sum(n * n) / sum(n) ** 2
    from (select count(*) as n from persons group by substr(number, 1, 15))
"""


def comparisons(same_day: float) -> list[object]:
    """How two records are compared; same_day: the share of pairs whose first 15 digits agree.

    Near numbers are too rare for a sample of pairs, so their u are given. The birth date is part of
    the number: a comparison of its own would count it twice.
    """
    first = "substr(number_l, 1, 15) = substr(number_r, 1, 15)"
    born = "substr(number_l, 7, 8) = substr(number_r, 7, 8)"
    rare = [
        (cll.DamerauLevenshteinLevel("number", 1), same_day / 50),
        (cll.DamerauLevenshteinLevel("number", 2), same_day / 4),
        (cll.CustomLevel(first, "first 15"), same_day),
    ]
    number = [
        cll.NullLevel("number"),
        *(level.configure(u_probability=u, fix_u_probability=True) for level, u in rare),
        cll.CustomLevel(born, "birth date"),
        cll.DamerauLevenshteinLevel("number", 4),
        cll.ElseLevel(),
    ]
    name = [
        cll.NullLevel("name"),
        cll.ExactMatchLevel("name", term_frequency_adjustments=True),
        cll.ExactMatchLevel("sound"),
        cll.DamerauLevenshteinLevel("name", 1),
        cll.JaroWinklerLevel("name", 0.8),
        cll.ElseLevel(),
    ]
    return [
        cl.CustomComparison(number, output_column_name="number"),
        cl.CustomComparison(name, output_column_name="name"),
        cl.ExactMatch("place"),
    ]


def settings(same_day: float) -> SettingsCreator:
    """One edit leaves one half of the number alone, counted from the front or from the end."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(same_day),
        blocking_rules_to_generate_predictions=[
            block_on("name", "born"),
            block_on("name", "place"),
            block_on("substr(number, 1, 12)"),
            block_on("right(number, 9)"),
            block_on("substr(number, 1, 6)", "right(number, 6)"),
            block_on("name", "right(number, 4)"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def train(linker: Linker) -> None:
    """u by random sampling, m by EM in two blockings, so that each column is trained once."""
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "substr(number, 1, 15)"), block_on("name", "right(number, 9)")],
        recall=0.8,
    )
    linker.training.estimate_u_using_random_sampling(
        max_pairs=1e6, seed=1, min_count_per_level=None
    )
    for rule in (block_on("name", "place"), block_on("right(number, 9)")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, record_sample_proportion=1.0
        )


def main() -> None:
    """Write splink.parquet (row, id_number, score); print seconds and peak memory as JSON."""
    logging.disable(logging.INFO)
    folder = Path(sys.argv[1])
    connection = duckdb.connect()
    connection.execute("set memory_limit = '8GB'")
    tables = {
        "persons": ("id_number", "id_number"),
        "rows": ('"row"', "coalesce(id_text, id_lost)"),
    }
    for name, (key, text) in tables.items():
        query = COLUMNS.format(key=key, text=text, file=folder / f"{name}.parquet")
        connection.execute(f"create table {name} as {query}")
    start = time.perf_counter()
    api = DuckDBAPI(connection)
    known = api.register("persons", dataset_display_name="a_persons")
    rows = api.register("rows", dataset_display_name="b_rows")
    ((same_day,),) = connection.execute(SAME_DAY).fetchall()
    linker = Linker([known, rows], settings(same_day), log_level=logging.ERROR)
    train(linker)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.01)
    done = time.perf_counter()
    connection.execute(f"""
        copy (
            select unique_id_r::bigint as row, unique_id_l as id_number,
                match_probability as score
            from {found.physical_name}
        ) to '{folder / "splink.parquet"}'
    """)
    seconds = {"train": trained - start, "predict": done - trained, "all": done - start}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main()
