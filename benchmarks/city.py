"""Make a big synthetic city in the real layouts, to measure fangpin with.

    python benchmarks/city.py DIR --persons 1000000 [--seed 1] [--format csv|xlsx] [--by-county]

Twelve rosters; a million persons are 350,000 households and four million rows. The city is made and
written some ten thousand households at a time, so that memory stays small whatever its size; over
2.5 million persons other counties of Inner Mongolia join. One household in eight is registered,
half a percent of the rows are damaged. --demo: the demo's city instead, with every kind of roster
and all their forms, made in memory.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

from city_people import chunks
from city_rosters import ROSTERS, frames
from city_write import TextFile, Workbook, Writer

from fangpin.demo import AS_OF

DEMO_PERSONS_A_HOUSEHOLD = 2.783
DEMO_FAULT_SHARE = 0.5  # of the rates of a bad year, which damage about one row in a hundred


def main() -> None:
    """Write the city and say how many rows it has and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--by-county", action="store_true", help="a file a county")
    parser.add_argument("--demo", action="store_true", help="the demo's city")
    given = parser.parse_args()
    start = time.perf_counter()
    write = write_demo if given.demo else write_city
    rows = write(given.folder, given)
    took = time.perf_counter() - start
    for kind, count in sorted(rows.items()):
        print(f"{kind:18} {count:>11,}")
    print(f"{'all':18} {sum(rows.values()):>11,} rows, {took:.1f} s")


def write_city(folder: Path, given: argparse.Namespace) -> dict[str, int]:
    """Write the twelve rosters; rows by kind."""
    kind = TextFile if given.format == "csv" else Workbook
    writers: dict[str, Writer] = {}
    rows = dict.fromkeys(ROSTERS, 0)
    here = ""
    for chunk in chunks(given.persons, given.seed, given.as_of):
        if given.by_county and chunk.county.name != here:
            close(writers)
        here = chunk.county.name
        for name, frame in frames(chunk).items():
            if name not in writers:
                place = ROSTERS[name].file + (f"_{here}" if given.by_county else "")
                writers[name] = kind(folder / place, ROSTERS[name])
            writers[name].add(frame)
            rows[name] += frame.height
    close(writers)
    return rows


def close(writers: dict[str, Writer]) -> None:
    """Finish all files."""
    for writer in writers.values():
        writer.close()
    writers.clear()


def write_demo(folder: Path, given: argparse.Namespace) -> dict[str, int]:
    """Write the demo's city; rows by kind."""
    from fangpin.demo.city import make

    books = make(
        folder,
        seed=given.seed,
        households=round(given.persons / DEMO_PERSONS_A_HOUSEHOLD),
        faults=True,
        as_of=given.as_of,
        layout=given.format,
        big=True,
        share=DEMO_FAULT_SHARE,
    )
    rows: dict[str, int] = {}
    for book in books:
        for sheet in book.sheets:
            rows[sheet.kind] = rows.get(sheet.kind, 0) + len(sheet)
    return rows


if __name__ == "__main__":
    main()
