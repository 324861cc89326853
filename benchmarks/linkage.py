"""Find the persons behind damaged rows with fangpin and with Splink, side by side.

    python benchmarks/linkage.py [--persons 1000000] [--rows 50000] [--seed 1]
        [--splink-python PYTHON]; --seed may be given several times

Splink is no dependency: install it where PYTHON (default: this one) finds it. Each runs in a
process of its own on the same data. Splink's own best threshold on the truth is taken.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

HERE = Path(__file__).parent


def main() -> None:
    """Make the data, run both, print what each found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--splink-python", default=sys.executable)
    parser.add_argument("--no-splink", action="store_true", help="fangpin alone")
    parser.add_argument("--run", choices=("data", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        run_one(given)
        return
    for seed in given.seed or [1]:
        print(f"seed {seed}")
        with tempfile.TemporaryDirectory() as name:
            compare(given, seed, given.folder or Path(name))


def run_one(given: argparse.Namespace) -> None:
    """What a child process does; prints its seconds and peak memory as JSON."""
    seconds: dict[str, float] = {}
    if given.run == "data":
        from linkage_data import make

        make(given.folder, given.persons, given.rows, given.seed[0])
    else:
        from linkage_ours import run

        seconds = run(given.folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


def child(command: list[str]) -> dict[str, Any]:
    """The JSON that a child process printed last."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def compare(given: argparse.Namespace, seed: int, folder: Path) -> None:
    """Run both on the same data and print the table."""
    own = [sys.executable, str(Path(__file__)), "--folder", str(folder)]
    size = ["--persons", str(given.persons), "--rows", str(given.rows), "--seed", str(seed)]
    child([*own, *size, "--run", "data"])
    rows = pl.read_parquet(folder / "rows.parquet").with_columns(pl.col("row").cast(pl.Int64))
    print(f"{given.persons:,} persons, {len(rows):,} damaged rows,"
          f" {int(rows['told'].sum()):,} of which can be told")  # fmt: skip
    ours = child([*own, "--run", "ours"])
    found = pl.read_parquet(folder / "ours.parquet")
    strong = found.filter(~pl.col("weak"))
    report("fangpin", strong, rows, ours["seconds"]["find"], ours["peak"])
    likely = strong.filter(pl.col("score") >= 0.5)
    report("  score >= 0.5", likely, rows, ours["seconds"]["find"], ours["peak"])
    if not given.no_splink:
        theirs = child([given.splink_python, str(HERE / "linkage_splink.py"), str(folder)])
        best = best_threshold(pl.read_parquet(folder / "splink.parquet"), rows)
        report("Splink", best, rows, theirs["seconds"]["all"], theirs["peak"])
        print(f"Splink: {theirs['seconds']}, threshold {best['score'].min()}")
        print(f"{theirs['seconds']['all'] / ours['seconds']['find']:.1f} times as fast")
        by_damage(rows, {"fangpin": strong, "Splink": best})
    else:
        by_damage(rows, {"fangpin": strong})
    by_reason(found, rows)


def counts(found: pl.DataFrame, rows: pl.DataFrame) -> tuple[int, int, int]:
    """Pairs listed, pairs right, rows that can be told whose person is listed."""
    joined = found.join(rows.select("row", "truth", "told"), on="row")
    right = joined.filter(pl.col("id_number") == pl.col("truth"))
    return len(found), len(right), right.filter(pl.col("told"))["row"].n_unique()


def report(name: str, found: pl.DataFrame, rows: pl.DataFrame, seconds: float, peak: int) -> None:
    """One line of the comparison."""
    listed, right, rows_found = counts(found, rows)
    print(
        f"{name:16} precision {right / max(listed, 1):.4f}"
        f"  recall {rows_found / max(int(rows['told'].sum()), 1):.4f}"
        f"  {listed:>7,} listed  {seconds:8.2f} s  {peak / 1e9:5.2f} GB"
    )


def best_threshold(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Each row's best pairs, above the threshold with the greatest F1 measured by the truth."""
    top = found.filter(pl.col("score") == pl.col("score").max().over("row"))
    joined = top.join(rows.select("row", "truth", "told"), on="row").sort("score", descending=True)
    right = (joined["id_number"] == joined["truth"]).fill_null(False)
    hit = (right & joined["told"]).cum_sum()
    joined = joined.with_columns(
        precision=right.cum_sum() / pl.Series(range(1, len(joined) + 1)),
        recall=hit / max(int(rows["told"].sum()), 1),
    )
    f1 = 2 * joined["precision"] * joined["recall"] / (joined["precision"] + joined["recall"])
    at = f1.fill_nan(0).arg_max()
    threshold = joined["score"][at] if at is not None else 1.0
    return top.filter(pl.col("score") >= threshold)


def by_damage(rows: pl.DataFrame, systems: dict[str, pl.DataFrame]) -> None:
    """Recall and wrong pairs by kind of damage."""
    for (kind,), part in sorted(rows.group_by("damage"), key=lambda group: str(group[0])):
        line = f"  {kind:10} {len(part):>6} rows {int(part['told'].sum()):>6} told"
        for name, found in systems.items():
            inside = found.join(part.select("row"), on="row", how="semi")
            listed, right, rows_found = counts(inside, part)
            line += f" | {name} found {rows_found:>6}, wrong {listed - right:>5}"
        print(line)


def by_reason(found: pl.DataFrame, rows: pl.DataFrame) -> None:
    """How many of each reason are right."""
    joined = found.join(rows.select("row", "truth"), on="row").with_columns(
        right=(pl.col("id_number") == pl.col("truth")).fill_null(False),
        reason=pl.col("reason").str.replace_all(r"\d+", "N"),
    )
    table = joined.group_by("weak", "reason").agg(
        pl.len().alias("listed"), pl.col("right").sum(), pl.col("score").mean()
    )
    for weak, reason, listed, right, score in table.sort("weak", "reason").iter_rows():
        mark = "weak " if weak else ""
        print(f"  {listed:>6} {right / listed:.3f} right, score {score:.2f}  {mark}{reason}")


if __name__ == "__main__":
    main()
