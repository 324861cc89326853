"""Writing what people and machines read: it knows no rules and reads no rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from fangpin.report.model import Privacy, Results


def write_reports(
    results: Results,
    out: Path,
    *,
    privacy: Privacy = "review",
    split: str = "county",
    workers: int = 1,
) -> list[Path]:
    """Write the machine files into `out` and what leaves the office into `out/send`; their paths.

    privacy: how much of a person the workbooks show; machine files always hold everything.
    split: a workbook a county, a town, or none (one for all). workers: processes that write
    workbooks at a time. Raises OSError where a file can't
    be written; the caller writes to a folder of its own and renames it.
    """
    from fangpin.report.county import write_counties
    from fangpin.report.page import write_page
    from fangpin.report.statistics import write_statistics

    machines = write_machine_files(results, out)
    write_statistics(results, out / "send" / "统计汇总.xlsx", privacy)
    write_page(results, out / "send" / "report.html")
    counties = write_counties(results, out / "send", privacy, split, workers)
    city = [out / "send" / name for name in ("统计汇总.xlsx", "report.html")]
    return [*machines, *city, *counties]


def write_machine_files(results: Results, out: Path) -> list[Path]:
    """Write what stays in the office, with full IDs; the paths of what machines read."""
    from fangpin.report import machine
    from fangpin.report.model import ALERT_COLUMNS, PROBLEM_COLUMNS

    alerts = results.alerts.select(ALERT_COLUMNS)
    machine.write_csv(alerts, out / "alerts.csv")
    machine.write_parquet(alerts, out / "alerts.parquet")
    machine.write_parquet(results.households, out / "households.parquet")
    machine.write_csv(results.problems.select(PROBLEM_COLUMNS), out / "problems.csv")
    machine.write_json(results.run, out / "run.json")
    for name, table in results.files.items():
        machine.write_parquet(table, out / name)
    if results.candidates is not None:
        machine.write_csv(results.candidates, out / "candidates.csv")
    if results.review is not None and results.review.num_rows:
        from fangpin.report.review import write_review

        write_review(results, out / "配对复核.xlsx")
    names = ("alerts.csv", "alerts.parquet", "households.parquet", "problems.csv", "run.json")
    return [out / name for name in (*names, *results.files)]
