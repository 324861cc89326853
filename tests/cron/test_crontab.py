"""The crontab line of README, run as cron runs it: by sh, with next to nothing around it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .county import rosters

README = Path(__file__).parents[2] / "README.md"


def line() -> tuple[str, str]:
    """When, and what."""
    block = re.search(r"```crontab\n(.*?)\n```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    fields = block[1].split(" ", 5)
    return " ".join(fields[:5]), fields[5]


def office(home: Path) -> None:
    """A home with rosters and an installed fangpin."""
    folder = home / "fangpin"
    rosters(folder / "名册")
    program = folder / ".venv/bin/fangpin"
    program.parent.mkdir(parents=True)
    package = Path(__file__).parents[2]
    text = f'#!/bin/sh\nPYTHONPATH="{package}" exec "{sys.executable}" -m fangpin "$@"\n'
    program.write_text(text, "utf-8")
    program.chmod(0o755)


def cron(home: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the line in cron's environment."""
    words = ["env", "-i", "PATH=/usr/bin:/bin", f"HOME={home}", "SHELL=/bin/sh", "LOGNAME=x"]
    return subprocess.run(
        [*words, "sh", "-c", line()[1]], cwd=home, capture_output=True, timeout=120, check=False
    )


def test_when_is_a_time_that_cron_takes() -> None:
    when, what = line()
    assert re.fullmatch(r"(\d+|\*)( (\d+|\*))( (\d+|\*)){2} [\d*]+(-\d)?", when)
    assert "%" not in what  # cron would end the command there


def test_the_line_works_and_is_quiet_the_second_time(tmp_path: Path) -> None:
    office(tmp_path)
    first = cron(tmp_path)
    # today's date is beyond a year after the policy's newest value: a person must look
    assert first.returncode == 1, first.stderr
    said = first.stdout.decode()
    assert said.count("\n") == 1
    assert re.match(r"fangpin [0-9-]{10}:命中 \d+ 条,待核 \d+ 条;9 行中退回 0 行", said)
    assert not first.stderr
    [out] = (tmp_path / "fangpin").glob("fangpin-2*")
    assert (out / "send/预警清单_武川县.xlsx").is_file()
    second = cron(tmp_path)
    assert (second.returncode, second.stdout.count(b"\n")) == (1, 1)
    assert "没有重写" in second.stdout.decode()
    assert not second.stderr
    names = sorted(one.name for one in (tmp_path / "fangpin").iterdir())
    assert names == sorted([".venv", out.name, "fangpin.log", "名册"])
