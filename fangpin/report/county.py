"""预警清单_<县>.xlsx: what a county gets, to visit, to fill in and to send back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from fangpin.report import contract, county_frames, jobs, notice
from fangpin.report.county_cover import write_cover
from fangpin.report.county_frames import Frames
from fangpin.report.county_parts import parts, without_rows
from fangpin.report.county_sheets import (
    write_alerts,
    write_checks,
    write_exits,
    write_members,
    write_sources,
)
from fangpin.report.jobs import Job
from fangpin.report.model import Privacy, Results
from fangpin.report.private import open_private
from fangpin.report.run import as_of
from fangpin.report.styles import Book

MARK = "fangpin.kind"  # a custom property: by it a scan passes over its own workbooks
# What Windows refuses, and what turns or hides the letters after it: xslx.exe shown as exe.xlsx.
_UNSAFE = r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]'
_LONGEST = 200  # bytes
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def write_counties(
    results: Results,
    folder: Path,
    privacy: Privacy = "review",
    split: str = "county",
    workers: int = 1,
) -> list[Path]:
    """Write a workbook for every county that has households, alerts or none; their paths.

    split: county, town (a workbook a town) or none (one for the city). workers: processes, where
    there is enough to write for more than one.
    """
    made = county_jobs(results, folder, privacy, split)
    with jobs.written(made, workers):
        pass
    return [path for job in made for path in job.paths]


def county_jobs(results: Results, folder: Path, privacy: Privacy, split: str) -> list[Job]:
    """The jobs that write the counties' workbooks into a folder, by place.

    Of many rows each job makes its own sheets' lines; of few they are made here, all at once.
    """
    made: dict[str, tuple[str, tuple[Any, ...], int]] = {}
    if results.members.num_rows > jobs.MANY:
        for place, cut in parts(results, split).items():
            made[place] = "write_cut", (cut, place, split, privacy), cut.members.num_rows
    else:
        frames = county_frames.build(results, privacy, split)
        told = without_rows(results)
        for place, own in _parts(frames).items():
            made[place] = "write_county", (told, place, own, privacy), own.members.height
    names = file_names(made)
    return [
        Job(f"{__name__}:{task}", arguments, (folder / f"预警清单_{names[place]}.xlsx",), size)
        for place, (task, arguments, size) in made.items()
    ]


def write_cut(results: Results, place: str, split: str, privacy: Privacy, path: Path) -> None:
    """Write one workbook from results that are its own alone (county_parts)."""
    frames = county_frames.build(results, privacy, split)
    write_county(results, place, frames, privacy, path)


def write_county(results: Results, place: str, own: Frames, privacy: Privacy, path: Path) -> None:
    """Write one workbook from the lines that are its own."""
    day = as_of(results.run)
    with open_private(path) as file:
        title = f"{place}防返贫致贫监测预警清单"
        book = Book(file, title=title, day=day, allowed=contract.columns(privacy))
        book.workbook.set_custom_property(MARK, "county")
        book.workbook.set_custom_property("fangpin.place", place[:200])
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


def short(name: str) -> str:
    """A name that leaves room in the 255 bytes of a file's for what stands around it."""
    return name.encode()[:_LONGEST].decode(errors="ignore").rstrip(" .")


def file_names(places: Iterable[str]) -> dict[str, str]:
    """A file name for each place that Windows takes too, no two alike whatever their case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for place in places:
        name = short(re.sub(_UNSAFE, "_", place).strip(" .")) or "未命名"
        if _DEVICES.fullmatch(name):
            name += "_"
        number, free = 2, name
        while free.lower() in taken:
            free, number = f"{name}_{number}", number + 1
        taken.add(free.lower())
        names[place] = free
    return names
