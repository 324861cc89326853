"""One run at a time beside a result folder; a dead one holds nothing."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fangpin.cron import lock
from fangpin.errors import UseError

from .county import rosters, scan

HOLD = """
import sys, time
from pathlib import Path
from fangpin.cron.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(out: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_told_who_holds_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = holder(tmp_path / "出")
    try:
        assert scan(rosters(tmp_path / "名册"), tmp_path / "别处") == 5
    finally:
        process.kill()
        process.wait()
    err = capsys.readouterr().err
    assert f"进程 {process.pid}" in err
    assert "出" in err
    assert not (tmp_path / "别处").exists()


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    process = holder(tmp_path / "出")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (tmp_path / lock.NAME).exists()
    with lock.held(tmp_path / "出"):
        told = json.loads((tmp_path / lock.NAME).read_text("utf-8"))
        assert told["pid"] == os.getpid()
    assert not (tmp_path / lock.NAME).exists()


def test_it_is_given_back_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock.held(tmp_path / "出"):
        raise KeyError
    with lock.held(tmp_path / "出"):
        pass


def without_locks(descriptor: int) -> None:
    """A file system that knows no locks."""
    raise OSError(errno.ENOTSUP, "no locks here")


@pytest.mark.parametrize(
    ("pid", "host", "free"),
    [
        (2**22 + 5, socket.gethostname(), True),  # beyond any process number
        (os.getppid(), socket.gethostname(), False),
        (1, "another-machine", False),
        (None, "", True),
    ],
)
def test_where_there_are_no_locks_the_process_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pid: int | None, host: str, free: bool
) -> None:
    monkeypatch.setattr(lock, "system_lock", without_locks)
    if pid is not None:
        (tmp_path / lock.NAME).write_text(json.dumps({"pid": pid, "host": host}), "utf-8")
    if free:
        with lock.held(tmp_path / "出"):
            pass
        return
    with pytest.raises(UseError) as caught, lock.held(tmp_path / "出"):
        pass
    assert caught.value.status == 5


def test_windows_locks_a_byte_beyond_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def locking(descriptor: int, mode: int, size: int) -> None:
        calls.append((os.lseek(descriptor, 0, os.SEEK_CUR), mode, size))

    fake = SimpleNamespace(LK_NBLCK=2, locking=locking)
    descriptor = os.open(tmp_path / "x", os.O_RDWR | os.O_CREAT)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "msvcrt", fake)
        patch.setattr(sys, "platform", "win32")
        lock.system_lock(descriptor)
    os.close(descriptor)
    assert calls == [(2**30, 2, 1)]


def test_a_folder_that_cannot_be_written_is_status_4(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datei").write_text("")
    assert scan(rosters(tmp_path / "名册"), tmp_path / "datei" / "出") == 4
    assert "写不进" in capsys.readouterr().err
