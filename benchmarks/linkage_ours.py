"""The candidates of fangpin for the benchmark's rows, by the functions that a scan uses."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from fangpin import database, sql
from fangpin.match import candidates, kept_rows
from fangpin.reading import Rosters, Source
from fangpin.rosters.kinds import load_kinds


def run(folder: Path) -> dict[str, float]:
    """Write ours.parquet (row, id_number, score, weak, reason); returns the seconds of stages."""
    kinds = load_kinds()
    connection = database.connect("1500MB")
    start = time.perf_counter()
    database.load(connection, rosters(folder), kinds, {})
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


def rosters(folder: Path) -> Rosters:
    """The persons as the population register, the damaged rows as the insured."""
    persons = frame(folder / "persons.parquet", ["id_number", "name", "county", "town"])
    persons = persons.assign(hukou_id=persons["id_number"])
    rows = frame(
        folder / "rows.parquet", ["id_number", "id_text", "id_lost", "name", "county", "town"]
    )
    rows["accepted"] = rows["id_number"].notna()
    made = [("population", persons), ("insurance", rows)]
    faultless = pd.DataFrame({"row": [], "code": [], "value": []}).astype({"code": "string"})
    return Rosters(
        sources=[source(at, kind, one) for at, (kind, one) in enumerate(made)],
        problems=[faultless] * len(made),
    )


def frame(path: Path, columns: list[str]) -> pd.DataFrame:
    """Some columns of a file, as check leaves a roster: with row numbers, all accepted."""
    table = pq.read_table(path, columns=columns)
    made: Any = table.to_pandas(types_mapper=pd.ArrowDtype)
    made.insert(0, "row", range(2, len(made) + 2))
    made.insert(1, "accepted", True)
    return made


def source(at: int, kind: str, made: pd.DataFrame) -> Source:
    """A table that was read."""
    headers = {c: c for c in made.columns if c not in ("row", "accepted", "id_text", "id_lost")}
    accepted = int(made["accepted"].sum())
    return Source(at, f"{kind}.csv", "", "", kind, headers, len(made), accepted, (), False, made)
