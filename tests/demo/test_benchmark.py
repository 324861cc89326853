"""The big city of the benchmarks, small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_benchmark_city_is_made_of_text(tmp_path: Path) -> None:
    size = ["--persons", "2000", "--demo"]
    command = [sys.executable, "benchmarks/city.py", str(tmp_path), *size]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert " rows, " in done.stdout
    files = [p for p in tmp_path.rglob("*.csv") if not p.name.startswith(".")]
    assert len(files) > 50
