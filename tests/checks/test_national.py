"""The shipped pack against a second implementation, on made-up exports that hit every check."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fangpin.checks import audit
from fangpin.checks.findings import findings
from fangpin.checks.pack import shipped
from fangpin.checks.reading import read
from fangpin.io import find_files
from fangpin.reading import ReadOptions
from fangpin.rosters.kinds import load_kinds

from .exports import Maker, write_exports
from .oracle import World, run
from .recombined import recombined

ALL = {f"C{number:03d}" for number in range(1, 256)}
# The day of set A, a leap day, the last of February, the first of March.
DAYS = [date(2024, 10, 15), date(2024, 2, 29), date(2023, 2, 28), date(2025, 3, 1)]


def checked(folder: Path, day: date) -> set[tuple[str, str]]:
    """What the shipped pack reports on the exports of a folder."""
    kinds = load_kinds()
    prepared = audit.prepare(shipped(), kinds, day)
    files, _ = find_files([folder])
    texts = read(files, kinds, ReadOptions(day, workers=2))
    made = audit.judge(prepared, texts.rosters)
    assert not made.left_out and not made.partly
    return set(findings(made).select("check", "key").iter_rows())


@pytest.mark.parametrize(("seed", "day"), list(enumerate(DAYS)))
def test_every_check_reports_what_its_statement_says(seed: int, day: date, tmp_path: Path) -> None:
    made = Maker(seed, day, households=120)
    write_exports(made.tables, tmp_path)
    want, got = run(World(made.tables, day)), checked(tmp_path, day)
    assert Counter(check for check, _ in want - got) == {}
    assert Counter(check for check, _ in got - want) == {}


def compared(seed: int, share: float, households: int, folder: Path) -> Counter[str]:
    """How often each check comes out otherwise on exports made of other exports' cells."""
    day = DAYS[seed % len(DAYS)]
    tables = recombined(Maker(seed, day, households).tables, seed, share)
    write_exports(tables, folder)
    return Counter(check for check, _ in run(World(tables, day)) ^ checked(folder, day))


def test_so_it_does_on_recombined_cells(tmp_path: Path) -> None:
    assert compared(40, 0.3, 80, tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 32))
def test_so_it_does_on_many_larger_sets(seed: int, tmp_path: Path) -> None:
    assert compared(seed, (0.05, 0.3, 0.7)[seed % 3], 600, tmp_path) == {}


def test_the_exports_hit_every_check_and_none_always() -> None:
    hits: Counter[str] = Counter()
    for seed, day in enumerate(DAYS):
        made = Maker(seed + 10, day, households=250)
        hits.update(check for check, _ in run(World(made.tables, day)))
    assert set(hits) == ALL
    assert max(hits.values()) < 4 * 250 * 4


def test_the_pack_holds_the_255_checks_each_in_its_own_words() -> None:
    checks = shipped().checks
    assert set(checks) == ALL
    names = Counter(check.name for check in checks.values())
    assert max(names.values()) == 1, [name for name, count in names.items() if count > 1]
    assert all(check.evidence for check in checks.values())
    assert {check.missing for check in checks.values()} == {"skip"}
