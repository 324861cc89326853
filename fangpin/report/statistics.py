"""统计汇总.xlsx: the city in figures, with native charts."""

from __future__ import annotations

from pathlib import Path

from fangpin.report import (
    exempted,
    linkage,
    office,
    overview,
    statistics_changes,
    statistics_clauses,
    statistics_counts,
    statistics_data,
    statistics_sheets,
)
from fangpin.report.model import Privacy, Results
from fangpin.report.private import open_private
from fangpin.report.run import as_of
from fangpin.report.styles import Book


def write_statistics(results: Results, path: Path, privacy: Privacy = "review") -> None:
    """Write the workbook; outside `work` cells of 1 or 2 that tell of illness are hidden."""
    table = statistics_counts.table(results, privacy)
    day = as_of(results.run)
    with open_private(path) as file:
        book = Book(file, title="防返贫致贫监测统计汇总", day=day)
        book.workbook.set_custom_property("fangpin.kind", "statistics")
        front = overview.add_overview(book)
        charts = overview.write_overview(book, front, results, table, privacy)
        counties = statistics_sheets.write_places(book, "旗县区", 1, table, day)
        overview.add_charts(book, front, charts, counties, table)
        statistics_sheets.write_places(book, "乡镇", 2, table, day)
        statistics_sheets.write_places(book, "村", 3, table, day)
        rows = statistics_counts.levels(results, table, privacy)
        statistics_sheets.write_levels(book, rows, day)
        statistics_sheets.write_guarantees(book, results, privacy)
        statistics_changes.write_changes(book, results)
        office.write_tables(book, results, privacy)
        office.write_totals(book, results, privacy)
        statistics_data.write_quality(book, results)
        statistics_data.write_coverage(book, results, privacy)
        linkage.write_linkage(book, results, privacy)
        statistics_data.write_rules(book, results)
        exempted.write_sheet(book, results, privacy)
        statistics_clauses.write_clauses(book, results, table, privacy)
        book.close()
