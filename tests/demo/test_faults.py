"""What is planted in a city is listed, and is what the reader finds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fangpin.demo import ids
from fangpin.errors import FileFault
from fangpin.io import find_files, read_file
from fangpin.rosters import tables_of
from fangpin.rosters.model import Checked

AS_OF = date(2020, 4, 18)
OF_SEVERAL_FILES = ("match.", "row.", "file.")  # not told from one file alone
USUAL = {
    "id.check_digit", "id.birth_date", "id.length", "id.characters", "id.precision_lost",
    "id.missing", "id.from_15", "date.month_only", "date.format", "row.duplicate",
    "match.unmatched", "match.deceased", "text.control_character", "file.*",
}  # fmt: skip


@pytest.fixture(scope="module")
def read(city: Path) -> list[Checked]:
    """All tables of the city, but for the file that was cut off."""
    found = []
    for file in find_files([city])[0]:
        try:
            raw = read_file(file.path, name=file.name)
        except FileFault as fault:
            assert file.name == "医保/传输中断.xlsx", fault.code
            continue
        found += tables_of(raw, AS_OF).checked
    return found


def test_the_usual_faults_are_planted(planted: list[dict[str, str]]) -> None:
    assert {fault["code"] for fault in planted} >= USUAL


def test_the_reader_finds_what_was_planted_and_no_more(
    planted: list[dict[str, str]], read: list[Checked]
) -> None:
    wanted = Counter(
        (p["file"], p["sheet"], int(p["row"]), p["code"], p["severity"])
        for p in planted
        if not p["code"].startswith(OF_SEVERAL_FILES)
    )
    found = Counter(
        (p.file, p.sheet, p.row, p.code, p.severity)
        for one in read
        for p in one.problems.itertuples()
    )
    assert found == wanted


def test_every_row_is_accepted_or_planted_to_be_rejected(
    planted: list[dict[str, str]], read: list[Checked]
) -> None:
    rejected = Counter((p["file"], p["sheet"]) for p in planted if p["severity"] == "reject")
    for one in read:
        wanted = rejected[(one.roster.file, one.roster.sheet)]
        assert one.rejected == wanted, (one.roster.file, one.roster.sheet)


def test_damaged_numbers_are_listed_with_the_true_one(planted: list[dict[str, str]]) -> None:
    damaged = [p for p in planted if p["code"].startswith("id.") and p["code"] != "id.from_15"]
    assert damaged
    assert all(ids.fault(p["true_id"]) is None for p in damaged)
