"""Measure fangpin, the analyst's script and the floors on the same city, in one run.

    python benchmarks/run.py FOLDER [--repeat 3] [--workers N] [--skip analyst,second,floors]

FOLDER holds a city that city.py wrote. Everything runs in turn, N times, and the medians are
printed as Markdown: wall and processor seconds (all processes), the peak memory of all processes
together, fangpin's stages, and the ratios that the project holds itself to. Run it on a machine
that does nothing else; where it does, only the processor seconds tell anything.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import Measured, as_row, measure
from mended import mend_one

from fangpin.cron.log import STAGES

HERE = Path(__file__).resolve().parent
AS_OF = "2020-04-18"
PARTS = ("fangpin", "analyst", "floors", "second")
Number = float
Row = dict[str, Number]


@dataclass
class Figures:
    """What was measured: name -> rows of figures, one a repeat; stages of fangpin alike."""

    runs: dict[str, list[Row]] = field(default_factory=dict)
    stages: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, name: str, row: Row) -> None:
        """One more repeat."""
        self.runs.setdefault(name, []).append(row)

    def median(self, name: str, key: str) -> Number | None:
        """The median of a figure, None where it was skipped."""
        rows = self.runs.get(name)
        return statistics.median(row[key] for row in rows) if rows else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write-workers", type=int, help="of the bare writer (default: --workers)")
    parser.add_argument(
        "--policy", default="hohhot-2020", help="same_rules.toml: the same as theirs"
    )
    parser.add_argument("--changed", default="医疗费用", help="which file is mended in between")
    parser.add_argument("--skip", default="", help=f"of {','.join(PARTS)}, with commas between")
    parser.add_argument("--keep", type=Path, help="a folder for what is written")
    given = parser.parse_args()
    skip = set(filter(None, given.skip.split(",")))
    if skip - set(PARTS):
        parser.error(f"--skip knows {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = given.keep or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        figures = Figures()
        for _ in range(given.repeat):
            once(figures, given, skip, place)
    print(report(figures, given))


def once(figures: Figures, given: argparse.Namespace, skip: set[str], place: Path) -> None:
    """One repeat of everything that was not skipped."""
    folder, workers = given.folder, given.workers
    form = "xlsx" if any(folder.rglob("*.xlsx")) else "csv"
    out = place / "out"
    if "fangpin" not in skip:
        run = scan(given, folder, out, place, cache=None)
        keep(figures, "fangpin", run, json.loads((out / "timing.json").read_text("utf-8")))
    if "analyst" not in skip:
        shutil.rmtree(place / "analyst", ignore_errors=True)
        script = [sys.executable, HERE / "analyst.py", folder, place / "analyst"]
        figures.add("analyst", as_row(measure([*map(str, script), "--as-of", AS_OF])))
    if "floors" not in skip:
        reader = "calamine" if form == "xlsx" else "polars"
        figures.add(reader, floor(reader, folder, workers))
        if out.exists():
            for name in ("xlsxwriter", "compress"):
                figures.add(name, floor(name, out, given.write_workers or workers))
    if "second" not in skip:
        second(figures, given, place)


def scan(
    given: argparse.Namespace, folder: Path, out: Path, place: Path, cache: Path | None
) -> Measured:
    """One scan into a folder that is not there yet."""
    shutil.rmtree(out, ignore_errors=True)
    (place / "decisions.csv").unlink(missing_ok=True)
    log = place / "scan.log"
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "fangpin", "scan", folder, "--as-of", AS_OF, "--out", out]
    command += ["--workers", given.workers, "--policy", given.policy, "--force", "--log", log]
    command += ["--decisions", place / "decisions.csv"]
    command += ["--no-cache"] if cache is None else []
    env = {} if cache is None else {"FANGPIN_CACHE": str(cache)}
    done = measure([str(part) for part in command], watch=log, env=env)
    if done.status not in (0, 1):
        raise SystemExit(f"fangpin scan ended with {done.status}")
    return done


def keep(figures: Figures, name: str, run: Measured, timing: dict[str, Any]) -> None:
    """Keep a scan's figures and those of its stages: seconds as it told them, processor seconds
    from one line of its log to the next (short stages are told inexactly, and starting counts as
    reading)."""
    figures.add(name, as_row(run))
    ends = {stage: end for stage in STAGES if (end := ended(run, stage)) is not None}
    before = 0.0
    for stage, (_, used) in ends.items():
        row = {"wall": timing["seconds"][stage], "cpu": used - before}
        figures.stages.setdefault(stage, []).append(row)
        before = used
    at, used = ends["rules"]
    figures.add("up to the rules", {"wall": at, "cpu": used, "mb": 0})
    writing = {"wall": timing["seconds"]["write"], "cpu": run.cpu - ends["results"][1], "mb": 0}
    figures.add("writing", writing)


def ended(run: Measured, stage: str) -> tuple[float, float] | None:
    """When a stage's line came into the log: wall and processor seconds since the start."""
    for line, wall, cpu in run.stages:
        if line.partition("] ")[2].startswith(STAGES[stage] + ","):
            return wall, cpu
    return None


def floor(name: str, folder: Path, workers: int) -> Row:
    """A bare reader's or writer's seconds."""
    command = [sys.executable, str(HERE / "floors.py"), name, str(folder)]
    command += ["--workers", str(workers)]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {"wall": round(told["wall"], 2), "cpu": round(told["cpu"], 2), "mb": 0}


def second(figures: Figures, given: argparse.Namespace, place: Path) -> None:
    """A first scan that keeps what it read, one file mended, a second scan."""
    cache, copy = place / "cache", place / "copy"
    for old in (cache, copy):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(given.folder, copy, copy_function=os.link)
    first = scan(given, copy, place / "first", place, cache)
    mend_one(copy, given.changed)
    again = scan(given, copy, place / "again", place, cache)
    figures.add("first scan, cache filled", as_row(first))
    figures.add("second scan, one file mended", as_row(again))


def report(figures: Figures, given: argparse.Namespace) -> str:
    """The Markdown tables."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    lines = [
        f"{given.folder.name}, {given.workers} workers, medians of {given.repeat}, load {load}",
        "",
        "| | wall s | CPU s | peak MB |",
        "|---|---|---|---|",
    ]
    for name in figures.runs:
        wall, cpu, mb = (figures.median(name, key) for key in ("wall", "cpu", "mb"))
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {f'{mb:.0f}' if mb else ''} |")
    lines += ["", "| stage | wall s | CPU s |", "|---|---|---|"]
    for stage, rows in figures.stages.items():
        wall, cpu = (statistics.median(row[key] for row in rows) for key in ("wall", "cpu"))
        lines.append(f"| {stage} | {wall:.2f} | {cpu:.2f} |")
    lines += ["", "| ratio | wall | CPU | at most |", "|---|---|---|---|", *ratios(figures)]
    return "\n".join(lines)


RATIOS = (
    ("analyst / fangpin", "analyst", "fangpin", "at least 10 (xlsx), 15 (CSV)"),
    ("up to the rules / bare calamine", "up to the rules", "calamine", "2.5"),
    ("up to the rules / bare polars", "up to the rules", "polars", ""),
    ("writing / bare XlsxWriter", "writing", "xlsxwriter", "1.5"),
    ("writing / bare compression", "writing", "compress", ""),
    ("second scan / first", "second scan, one file mended", "first scan, cache filled", "0.2"),
)


def ratios(figures: Figures) -> Iterable[str]:
    """A line a ratio whose two sides were measured."""
    for name, above, below, most in RATIOS:
        told = [(figures.median(above, key), figures.median(below, key)) for key in ("wall", "cpu")]
        if any(a is None or not b for a, b in told):
            continue
        wall, cpu = (a / b for a, b in told if a is not None and b)
        yield f"| {name} | {wall:.2f} | {cpu:.2f} | {most} |"


if __name__ == "__main__":
    main()
