"""Functions that Spark lacks, run by DuckDB on the workers: the same ones, not copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def register(session: SparkSession) -> None:
    """Register damerau_levenshtein (two texts, the number of edits)."""
    from pyspark.sql.pandas.functions import arrow_udf

    make: Any = arrow_udf  # its overloads do not know that hints tell what a function takes
    session.udf.register("damerau_levenshtein", make(damerau_levenshtein, "bigint"))


def damerau_levenshtein(one: pa.Array, other: pa.Array) -> pa.Array:
    """The edits between the texts of two columns, as DuckDB counts them."""
    import duckdb

    pairs = pa.table({"place": range(len(one)), "one": one, "other": other})
    with duckdb.connect() as connection:
        connection.register("pairs", pairs)
        counted = connection.sql(
            "select damerau_levenshtein(one, other) as n from pairs order by place"
        ).to_arrow_table()
    return counted["n"].combine_chunks().cast(pa.int64())
