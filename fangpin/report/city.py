"""What is written of the city as a whole: 统计汇总.xlsx and report.html."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fangpin.report.jobs import Job
from fangpin.report.model import Privacy, Results
from fangpin.report.page import write_page
from fangpin.report.statistics import write_statistics

NAMES = ("统计汇总.xlsx", "report.html")
# Keys of the run's record that are read for them: whatever else changes, they stay as they are.
KEYS = (
    "version", "policy", "as_of", "outdated", "policy.outdated", "rules", "counts", "coverage",
    "not_covered", "without_rows", "linkage", "previous", "totals", "tables", "exempted",
    "exempted_counts", "lapsed",
)  # fmt: skip
INPUT = ("kind", "department", "rows", "accepted", "rejected", "skipped", "unmatched")
ALERTS = ("household_id", "rule", "outcome", "level", "county", "monitored", "change")
HOMES = ("household_id", "county", "town", "village", "size")
PROBLEMS = ("department", "code", "severity", "message", "suggestion")
_ALERTS_A_LINE = 6  # that take as long as a line of a county's workbook


def city_jobs(results: Results, folder: Path, privacy: Privacy) -> list[Job]:
    """The job that writes both into a folder."""
    told = told_of_city(results)
    paths = tuple(folder / name for name in NAMES)
    size = results.alerts.num_rows // _ALERTS_A_LINE
    return [Job("fangpin.report.city:write_city", (told, privacy), paths, size)]


def told_of_city(results: Results) -> Results:
    """The part of the results that they rest on."""
    run: dict[str, Any] = {key: results.run[key] for key in KEYS if key in results.run}
    if "inputs" in results.run:
        run["inputs"] = [
            {key: one[key] for key in INPUT if key in one} for one in results.run["inputs"]
        ]
    return replace(
        results,
        run=run,
        alerts=results.alerts.select(ALERTS),
        households=results.households.select(HOMES),
        members=results.members.slice(0, 0),
        problems=results.problems.select(PROBLEMS),
        candidates=None,
        review=None,
        files={},
    )


def write_city(results: Results, privacy: Privacy, statistics: Path, page: Path) -> None:
    """Write the workbook and the page. Raises OSError where one can't be written."""
    write_statistics(results, statistics, privacy)
    write_page(results, page)
