"""What the measuring process tells: all processes together, those that outlive their parent too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from measure import measure
from mended import mend_one

BUSY = "import time; t = time.process_time()\nwhile time.process_time() - t < 0.4: pass"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it")


@LINUX
def test_the_seconds_of_a_child_that_nobody_waits_for_count() -> None:
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"
    assert measure([sys.executable, "-c", parent]).cpu >= 0.4


@LINUX
def test_memory_is_that_of_all_processes_at_one_time() -> None:
    hold = "import time; x = b'1' * 60_000_000; time.sleep(0.8)"
    parent = (
        "import subprocess, sys\n"
        f"two = [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in range(2)]\n"
        "[one.wait() for one in two]"
    )
    assert 120_000_000 < measure([sys.executable, "-c", parent]).peak < 250_000_000


def test_stages_are_the_lines_of_the_log_with_their_seconds(tmp_path: Path) -> None:
    log = tmp_path / "log"
    work = f"import time; time.sleep(0.3); open({str(log)!r}, 'w').write('one\\n'); time.sleep(0.3)"
    told = measure([sys.executable, "-c", work], watch=log)
    assert told.status == 0
    assert [line for line, _, _ in told.stages] == ["one"]
    assert 0.2 < told.stages[0][1] < told.wall


def test_mending_takes_the_last_row_of_one_file_and_leaves_other_links(tmp_path: Path) -> None:
    file, link = tmp_path / "医疗.csv", tmp_path / "kept"
    file.write_bytes("姓名\n云一\n云二\n".encode())
    link.hardlink_to(file)
    mend_one(tmp_path, "医疗")
    assert file.read_text("utf-8") == "姓名\n云一\n"
    assert link.read_text("utf-8") == "姓名\n云一\n云二\n"
