"""A run that is killed or interrupted leaves no half result, and the next one works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .county import AS_OF, rosters, scan, snapshot


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """A scan in a process of its own."""
    words = ["scan", str(folder / "名册"), "--as-of", AS_OF, "--out", str(folder / "出"), *more]
    return subprocess.Popen(
        [sys.executable, "-m", "fangpin", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
    )


def in_the_middle(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until it has written something and is not done."""
    until = time.monotonic() + 60
    while not list(folder.glob(".出.*.part/send/*")):
        assert process.poll() is None, "too late"
        assert time.monotonic() < until
        time.sleep(0.005)


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != "名册")


def test_killed_while_it_wrote(tmp_path: Path) -> None:
    rosters(tmp_path / "名册")
    process = start(tmp_path)
    in_the_middle(tmp_path, process)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.communicate()
    assert not (tmp_path / "出").exists()
    assert any(name.endswith(".part") for name in left(tmp_path))
    assert scan(tmp_path / "名册", tmp_path / "出", "-q") == 0
    assert left(tmp_path) == ["出"]


def test_killed_while_it_replaced_results(tmp_path: Path) -> None:
    scan(rosters(tmp_path / "名册"), tmp_path / "出", "-q")
    before = snapshot(tmp_path / "出")
    process = start(tmp_path, "--force")
    in_the_middle(tmp_path, process)
    process.kill()
    process.communicate()
    assert snapshot(tmp_path / "出") == before
    assert scan(tmp_path / "名册", tmp_path / "出", "-q") == 0
    assert snapshot(tmp_path / "出") == before  # whole, and the same inputs
    assert left(tmp_path) == ["出"]


def test_killed_between_the_two_renames(tmp_path: Path) -> None:
    """The narrowest place: the old results are moved away, the new ones not yet there."""
    scan(rosters(tmp_path / "名册"), tmp_path / "出", "-q")
    before = snapshot(tmp_path / "出")
    dead = 2**22 + 7
    (tmp_path / "出").rename(tmp_path / f".出.{dead}.old")
    (tmp_path / f".出.{dead}.part").mkdir()
    assert scan(tmp_path / "名册", tmp_path / "出", "-q") == 0
    assert snapshot(tmp_path / "出") == before
    assert left(tmp_path) == ["出"]


def test_a_living_process_keeps_its_draft(tmp_path: Path) -> None:
    (tmp_path / f".出.{os.getppid()}.part").mkdir()
    scan(rosters(tmp_path / "名册"), tmp_path / "出", "-q")
    assert left(tmp_path) == [f".出.{os.getppid()}.part", "出"]


@pytest.mark.parametrize("writing", [False, True])
def test_interrupted(tmp_path: Path, writing: bool) -> None:
    rosters(tmp_path / "名册")
    process = start(tmp_path, "--log", "log.txt")
    if writing:
        in_the_middle(tmp_path, process)
    else:
        until = time.monotonic() + 60
        while not (tmp_path / ".fangpin.lock").exists():
            assert time.monotonic() < until
            time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "已中断" in err.decode()
    assert "Traceback" not in err.decode()
    assert left(tmp_path) == ["log.txt"]
    assert "已中断,退出码 130" in (tmp_path / "log.txt").read_text("utf-8")
