"""The sheet of the statistics workbook on what changed since the run before."""

from __future__ import annotations

from fangpin.report.grid import Field
from fangpin.report.lists import Cell, write_list
from fangpin.report.model import Results
from fangpin.report.page.changes import changes
from fangpin.report.run import as_of
from fangpin.report.styles import Book


def write_changes(book: Book, results: Results) -> None:
    """New, continuing, ended and carried alerts by county; nothing without a run before."""
    told = changes(results)
    if told is None:
        return
    headers = [header for _, several in told.counties.heads for header in several]
    fields = (
        Field("county", "旗县区", 26),
        *(Field(header, header, 14, "int") for header in headers),
    )
    rows: list[list[Cell]] = [[name, *cells] for name, cells in told.counties.rows]
    assert told.counties.total is not None
    total: list[Cell] = [told.counties.total[0], *told.counties.total[1]]
    title = f"与上次（{told.since}）相比（{as_of(results.run)}，户·规则）"
    note = (
        "一户命中一条规则计一次，涉及疾病、残疾的规则不计在内。"
        "“转为待核”：上次命中，这次因缺名册或缺行判断不了，不等于消除。"
    )
    if told.fallen:
        note += f"先核对：{'；'.join(told.fallen)}。"
    write_list(book, "与上次相比", title=title, note=note, fields=fields, rows=rows, total=total)
