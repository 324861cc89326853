"""Writing what people and machines read: it knows no rules and reads no rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fangpin.report.jobs import Job
    from fangpin.report.model import Privacy, Results


def write_reports(
    results: Results,
    out: Path,
    *,
    privacy: Privacy = "review",
    split: str = "county",
    workers: int = 1,
    cache: Path | None = None,
    more: Sequence[Job] = (),
) -> list[Path]:
    """Write the machine files into `out` and what leaves the office into `out/send`; their paths.

    privacy: how much of a person the workbooks show; machine files always hold everything.
    split: a workbook a county, a town, or none (one for all). workers: processes that write
    workbooks at a time, beside the machine files. cache: the folder of what was written before,
    None for none. more: what else is to be written beside them. Raises OSError where a file can't
    be written; the caller writes to a folder of its own and renames it.
    """
    from fangpin.report.city import city_jobs
    from fangpin.report.county import county_jobs
    from fangpin.report.jobs import written
    from fangpin.report.review import review_jobs

    leaving = [
        *city_jobs(results, out / "send", privacy),
        *county_jobs(results, out / "send", privacy, split),
    ]
    with written([*leaving, *review_jobs(results, out), *more], workers, cache):
        machines = write_machine_files(results, out)
    return [*machines, *(path for job in leaving for path in job.paths)]


def write_machine_files(results: Results, out: Path) -> list[Path]:
    """Write what stays in the office, with full IDs; the paths of what machines read."""
    from concurrent.futures import ThreadPoolExecutor

    from fangpin.report import machine
    from fangpin.report.model import ALERT_COLUMNS, PROBLEM_COLUMNS

    alerts = results.alerts.select(ALERT_COLUMNS)
    tables = {
        "households.parquet": results.households,
        **results.files,
        "alerts.parquet": alerts,
        "alerts.csv": alerts,
        "problems.csv": results.problems.select(PROBLEM_COLUMNS),
    }
    if results.candidates is not None:
        tables["candidates.csv"] = results.candidates

    def write(name: str) -> None:
        one = machine.write_csv if name.endswith(".csv") else machine.write_parquet
        one(tables[name], out / name)

    with ThreadPoolExecutor(2) as threads:  # a Parquet file is written by one alone
        list(threads.map(write, tables))
    machine.write_json(results.run, out / "run.json")
    names = ("alerts.csv", "alerts.parquet", "households.parquet", "problems.csv", "run.json")
    return [out / name for name in (*names, *results.files)]
