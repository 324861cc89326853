"""fangpin's match, facts and rules beside one hand-written DuckDB query over the same rows.

    python benchmarks/query.py FOLDER [--repeat 3] [--cache DIR]

FOLDER holds a city that city.py wrote. It is read and cleaned once (kept in --cache); then both
start from the same Parquet files, each in a process of its own: query.sql, and fangpin's stages.
Prints wall and processor seconds, the peak of memory, and the hits a rule of both. The query
gives only who is hit: no evidence, no cell that a number came from, no candidates, no coverage.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

AS_OF = date(2020, 4, 18)
SQL = Path(__file__).with_name("query.sql")
Told = dict[str, Any]


def main() -> None:
    """Run both in turn and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--run", choices=("read", "query", "fangpin"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(RUNS[given.run](given.folder, given.cache)))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        cache = given.cache or Path(name)
        child("read", given.folder, cache)
        told = {one: [child(one, given.folder, cache) for _ in range(given.repeat)]
                for one in ("query", "fangpin")}  # fmt: skip
    print(report(told))


def child(run: str, folder: Path, cache: Path) -> Told:
    """One run in a process of its own."""
    command = [sys.executable, __file__, folder, "--run", run, "--cache", cache]
    done = subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE)
    told: Told = json.loads(done.stdout)
    return told


def report(told: dict[str, list[Told]]) -> str:
    """A Markdown table of medians, and hits that differ."""
    lines = ["| | wall s | CPU s | peak MB |", "|---|---|---|---|"]
    middle: dict[str, Told] = {}
    for name, runs in told.items():
        for step in runs[0]["steps"]:
            wall, cpu = (
                statistics.median(r["steps"][step][k] for r in runs) for k in ("wall", "cpu")
            )
            middle[f"{name} {step}"] = {"wall": wall, "cpu": cpu}
            lines.append(f"| {name} {step} | {wall:.2f} | {cpu:.2f} | {runs[0]['mb']:.0f} |")
    ours = [middle[f"fangpin {step}"] for step in ("match", "facts", "rules")]
    load = [middle["fangpin load"], *ours]
    for key in ("wall", "cpu"):
        bare = middle["query all"][key]
        lines.append(
            f"\nmatch+facts+rules / query: {sum(o[key] for o in ours) / bare:.2f} of {key}"
            f" (at most 2); with load: {sum(o[key] for o in load) / bare:.2f}"
        )
    theirs, hits = told["query"][0]["hits"], told["fangpin"][0]["hits"]
    differing = [
        f"{r}: {hits.get(r, 0)} and {theirs[r]}" for r in theirs if hits.get(r) != theirs[r]
    ]
    lines.append("\nhits that differ (fangpin and query): " + ("; ".join(differing) or "none"))
    return "\n".join(lines)


@contextmanager
def timed(steps: dict[str, Told], name: str) -> Iterator[None]:
    """Wall and processor seconds of a step, all threads together."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    steps[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def rosters(folder: Path, cache: Path) -> Any:
    """What fangpin's reading gives, from the cache but for the first time."""
    from fangpin.pipeline import read_stage
    from fangpin.run import ScanOptions
    from fangpin.timing import Clock

    return read_stage(ScanOptions([folder], AS_OF, workers=2, cache=cache), Clock())


def read(folder: Path, cache: Path) -> Told:
    """Fill the cache."""
    return {"rows": sum(one.rows for one in rosters(folder, cache)[0].sources)}


def query(folder: Path, cache: Path) -> Told:
    """The hand-written query."""
    import duckdb

    read_before, _ = rosters(folder, cache)
    files: dict[str, list[str]] = {}
    for one in read_before.sources:
        files.setdefault(one.kind, []).append(str(one.path))
    steps: dict[str, Told] = {}
    with timed(steps, "all"):
        connection = duckdb.connect()
        connection.execute("set memory_limit = '4GB'")
        for kind, paths in files.items():
            rows = f"read_parquet({paths}, union_by_name = true)"
            connection.execute(f"create view {kind} as select * from {rows} where accepted")
        for statement in SQL.read_text("utf-8").split(";"):
            if statement.strip():
                connection.execute(statement)
    counted = connection.execute("select rule, count(*) from alert where hit group by 1 order by 1")
    return {"steps": steps, "hits": dict(counted.fetchall()), "mb": peak()}


def fangpin(folder: Path, cache: Path) -> Told:
    """fangpin's own stages up to the rules."""
    from fangpin import engine, pipeline
    from fangpin.run import ScanOptions
    from fangpin.timing import Clock

    steps: dict[str, Told] = {}

    class Watch(Clock):
        """A clock that tells processor seconds too."""

        @contextmanager
        def stage(self, name: str) -> Iterator[dict[str, int]]:
            with timed(steps, name), super().stage(name) as counts:
                yield counts

    engine.FEW = sys.maxsize  # every table is made, none taken from an earlier run
    asked = ScanOptions([folder], AS_OF, workers=2, cache=cache)
    with pipeline.judged(asked, Watch()) as done:
        hits = done.connection.execute("select rule, count(*) from alert where hit group by 1")
        counted = dict(hits.fetchall())
    return {"steps": steps, "hits": counted, "mb": peak()}


def peak() -> float:
    """The largest resident size of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


RUNS = {"read": read, "query": query, "fangpin": fangpin}

if __name__ == "__main__":
    main()
