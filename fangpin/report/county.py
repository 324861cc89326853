"""预警清单_<县>.xlsx: what a county gets, to visit, to fill in and to send back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from fangpin.report import contract, county_frames, notice
from fangpin.report.county_cover import write_cover
from fangpin.report.county_frames import Frames
from fangpin.report.county_sheets import (
    write_alerts,
    write_checks,
    write_exits,
    write_members,
    write_sources,
)
from fangpin.report.model import Privacy, Results
from fangpin.report.private import open_private
from fangpin.report.run import as_of
from fangpin.report.styles import Book

MARK = "fangpin.kind"  # a custom property: by it a scan passes over its own workbooks
_UNSAFE = r'[<>:"/\\|?*\x00-\x1f]'
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def write_counties(
    results: Results, folder: Path, privacy: Privacy = "review", split: str = "county"
) -> list[Path]:
    """Write a workbook for every county that has households, alerts or none; their paths.

    split: county, town (a workbook a town) or none (one for the city).
    """
    frames = county_frames.build(results, privacy, split)
    parts = _parts(frames)
    names = file_names(frames.places)
    written = []
    for place in frames.places:
        path = folder / f"预警清单_{names[place]}.xlsx"
        write_county(results, place, parts[place], path, privacy)
        written.append(path)
    return written


def write_county(results: Results, place: str, own: Frames, path: Path, privacy: Privacy) -> None:
    """Write one workbook from the rows that are its own."""
    day = as_of(results.run)
    with open_private(path) as file:
        title = f"{place}防返贫致贫监测预警清单"
        book = Book(file, title=title, day=day, allowed=contract.columns(privacy))
        book.workbook.set_custom_property(MARK, "county")
        book.workbook.set_custom_property("fangpin.place", place)
        if privacy == "public":
            notice.write_notice(book, place, results, own)
        else:
            write_cover(book, place, results, own, privacy)
            write_alerts(book, place, day, own.alerts)
            write_members(book, place, day, own.members)
            write_checks(book, place, day, own.checks)
            write_sources(book, place, day, own.sources)
            if own.exits.height:
                write_exits(book, place, day, own.exits)
        book.close()


def _parts(frames: Frames) -> dict[str, Frames]:
    """The rows of each workbook."""
    parts = {
        name: getattr(frames, name).partition_by("place", as_dict=True)
        for name in ("alerts", "checks", "members", "sources", "exits", "rules")
    }
    empty: dict[str, pl.DataFrame] = {name: getattr(frames, name).clear() for name in parts}
    return {
        place: Frames(
            [place], **{name: part.get((place,), empty[name]) for name, part in parts.items()}
        )
        for place in frames.places
    }


def file_names(places: Iterable[str]) -> dict[str, str]:
    """A file name for each place that Windows takes too, no two alike whatever their case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for place in places:
        name = re.sub(_UNSAFE, "_", place).strip(" .")[:80] or "未命名"
        if _DEVICES.fullmatch(name):
            name += "_"
        number, free = 2, name
        while free.lower() in taken:
            free, number = f"{name}_{number}", number + 1
        taken.add(free.lower())
        names[place] = free
    return names
