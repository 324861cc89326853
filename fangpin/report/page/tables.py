"""Tables by place: the counties side by side, and the towns of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fangpin.report.statistics_counts import Table

Cell = int | float | str | None


@dataclass(frozen=True)
class Column:
    """A column of the statistics: its place there, its two headings."""

    place: int
    group: str
    header: str


@dataclass(frozen=True)
class Grid:
    """A table: caption, first heading, (group, headers), (name, cells), and the total row."""

    caption: str
    corner: str
    heads: Sequence[tuple[str, Sequence[str]]]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    total: tuple[str, Sequence[Cell]] | None

    @property
    def grouped(self) -> bool:
        """Whether it has two rows of headings."""
        return any(group for group, _ in self.heads)


@dataclass(frozen=True)
class County:
    """A county to open: its name, what stands on its line, its towns."""

    name: str
    monitoring: Cell
    hit: Cell
    towns: Grid


def grid(
    caption: str, corner: str, columns: Sequence[Column], table: Table, above: tuple[str, ...]
) -> Grid:
    """The places below one place, () for the city's counties, with its own numbers as total."""
    paths = [p for p in table.cells if len(p) == len(above) + 1 and p[: len(above)] == above]
    return Grid(
        caption,
        corner,
        [
            (group, [column.header for column in several])
            for group, several in groupby(columns, key=lambda column: column.group)
        ],
        [(path[-1], _cells(columns, table, path)) for path in paths],
        ("合计", _cells(columns, table, above)),
    )


def county_parts(columns: Sequence[Column], table: Table) -> list[County]:
    """Every county with the table of its towns."""
    flags = {(figure.flag, figure.persons): n for n, figure in enumerate(table.columns)}
    made = []
    for path in (path for path in table.cells if len(path) == 1):
        row = table.row(path)
        made.append(
            County(
                path[0],
                row[flags["monitoring", False]],
                row[flags["hit", False]],
                grid(f"{path[0]}各乡镇", "乡镇", columns, table, path),
            )
        )
    return made


def _cells(columns: Sequence[Column], table: Table, path: tuple[str, ...]) -> list[Cell]:
    row = table.row(path)
    return [row[column.place] for column in columns]
