"""The typed rows of what was read as tables all_<kind>, numbered in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangpin.rosters.store import columns

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from fangpin.reading import Source
    from fangpin.rosters.kinds import Kind, Kinds
    from fangpin.spark.connection import SparkConnection

TYPES = {"varchar": "string", "integer": "int"}


def make_rows(
    connection: SparkConnection,
    kind: Kind,
    kinds: Kinds,
    sources: Sequence[Source],
    aliases: Mapping[str, str],
) -> None:
    """Make all_<kind>; `ord` is a row's place among the rows of its kind, from 0.

    A source's path is a file, or a folder of parts in the order of their names.
    """
    types = {n: TYPES.get(t, t) for n, t in columns(kind, kinds).items()}
    schema = ", ".join(f"`{name}` {type_name}" for name, type_name in types.items())
    session = connection.session
    frame = session.createDataFrame([], schema)
    places = list(numbered(sources))
    if places:
        frame = ordered(connection, schema, places)
        if aliases and "county" in types:
            names: dict[Any, Any] = dict(aliases)
            frame = frame.replace(names, subset=["county"])
    connection.put(f"all_{kind.name}", frame, hollow=not places)


def numbered(sources: Sequence[Source]) -> list[tuple[str, int, int]]:
    """(file, source, ord of its first row) of every file of typed rows."""
    import pyarrow.parquet as pq

    found: list[tuple[str, int, int]] = []
    start = 0
    for source in sources:
        parts = sorted(source.path.glob("*.parquet")) if source.path.is_dir() else [source.path]
        for part in parts:
            found.append((str(part), source.source, start))
            start += pq.read_metadata(part).num_rows
    return found


def ordered(
    connection: SparkConnection, schema: str, places: Sequence[tuple[str, int, int]]
) -> DataFrame:
    """The rows of several files with source and ord."""
    from pyspark.sql import functions as f

    session = connection.session
    names = {path: Path(path).as_uri() for path, _, _ in places}
    listed = session.createDataFrame(
        [(names[path], source, start) for path, source, start in places],
        "_file string, _source int, _start bigint",
    )
    read = session.read.schema(schema).parquet(*(path for path, _, _ in places))
    rows = read.withColumns(
        {
            "_at": f.col("_metadata.row_index"),
            "_from": f.regexp_replace("_metadata.file_path", "^file:/+", "file:///"),
        }
    )
    joined = rows.join(f.broadcast(listed), f.col("_from") == f.col("_file"))
    told = {"ord": f.col("_start") + f.col("_at"), "source": f.col("_source")}
    return joined.withColumns(told).select(*read.columns)
