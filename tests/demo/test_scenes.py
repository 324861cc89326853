"""Households on a line of a rule come out as spec/rules.md says."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from fangpin.demo.traits import scenes
from tests.demo.conftest import HOUSEHOLDS


def outcomes(rosters: Path, out: Path) -> dict[int, list[str]]:
    """Place of each household in the city, from 1 -> its rules, outcomes and levels."""
    command = [sys.executable, "-m", "fangpin", "scan", str(rosters), "--as-of", "2020-04-18"]
    call = [*command, "--out", str(out)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (out / "alerts.csv").exists(), done.stderr
    found = defaultdict(list)
    with (out / "alerts.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            place = int(row["household_id"][-7:]) % 1_000_000
            found[place].append(f"{row['rule']} {row['outcome']} {row['level']}")
    return found


def test_every_scene_comes_out_as_expected(city: Path, tmp_path: Path) -> None:
    found = outcomes(city, tmp_path / "out")
    wrong = {
        scene["about"]: (scene["expect"], sorted(found[place]))
        for place, scene in enumerate(scenes(HOUSEHOLDS), start=1)
        if sorted(found[place]) != scene["expect"]
    }
    assert not wrong
