"""Make a big synthetic city in the real layouts, to measure fangpin with.

    python benchmarks/city.py DIR --persons 1000000 --seed 1 [--format csv|xlsx]

One in eight households is registered, as in a real city; half a percent of the rows are damaged.
A million persons are 350,000 households and some four million rows.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

from fangpin.demo import AS_OF
from fangpin.demo.city import make

PERSONS_A_HOUSEHOLD = 2.783
FAULT_SHARE = 0.5  # of the rates of a bad year, which damage about one row in a hundred


def main() -> None:
    """Write the city and say how many rows it has and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    given = parser.parse_args()
    start = time.perf_counter()
    books = make(
        given.folder,
        seed=given.seed,
        households=round(given.persons / PERSONS_A_HOUSEHOLD),
        faults=True,
        as_of=given.as_of,
        layout=given.format,
        big=True,
        share=FAULT_SHARE,
    )
    took = time.perf_counter() - start
    rows: dict[str, int] = {}
    for book in books:
        for sheet in book.sheets:
            rows[sheet.kind] = rows.get(sheet.kind, 0) + len(sheet)
    for kind, count in sorted(rows.items()):
        print(f"{kind:18} {count:>9,}")
    files = len(books)
    print(f"{'all':18} {sum(rows.values()):>9,} rows in {files} files, {took:.1f} s")


if __name__ == "__main__":
    main()
