"""A scan as a clerk runs it: OUT inside the folder, options from the environment, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

import pytest

from fangpin.cli import run

DAY = ["--as-of", "2020-04-18", "--no-cache", "--workers", "1"]


@pytest.fixture(scope="module")
def rosters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "名 册"
    assert run(["demo", str(folder), "--seed", "4", "--households", "10", "--clean"], True) == 0
    return folder


def test_out_inside_the_folder_and_counties_from_the_environment(
    rosters: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FANGPIN_COUNTY", "武川县 新城区")
    out = rosters / "结果"
    file = next(rosters.rglob("务工就业*"))
    more = ["--out", str(out), "--kind", f"{file}=务工就业、公益岗位"]  # a path, a kind's title
    assert run(["scan", f"{rosters}/", *DAY, *more, "-q"], True) in (0, 1)
    told = capsys.readouterr()
    assert told.out == told.err == ""
    books = sorted(p.name for p in (out / "send").glob("预警清单_*"))
    assert books == ["预警清单_新城区.xlsx", "预警清单_武川县.xlsx"]
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    assert run(["scan", str(rosters), *DAY, *more], True) in (0, 1)
    assert "没有重写" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_the_children_start(rosters: Path, tmp_path: Path, sent: int) -> None:
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from fangpin.cli import main; main()"
    )
    temporary = Path(mkdtemp(prefix="t"))  # short: sockets lie in it
    process = subprocess.Popen(
        [sys.executable, "-c", code, "scan", str(rosters), *DAY, "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    while not any(temporary.glob("fangpin-*")) and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.1)
    if sent == signal.SIGINT:  # as a terminal does: to the whole group
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    error = process.communicate(timeout=60)[1].decode("utf-8")
    assert process.returncode == 130
    assert error.strip() == "错误:已中断,没有留下未完成的结果"
    assert not list(temporary.glob("fangpin-*"))
    assert not list(tmp_path.iterdir())
