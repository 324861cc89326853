"""--log, the digest, --previous auto: what a run that nobody watches says."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import pytest

from .county import NAMES, person, record, rosters, scan


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("days")
    rosters(folder / "名册")
    for day in ("2020-04-18", "2020-04-19"):
        scan(folder / "名册", folder / f"fangpin-{day.replace('-', '')}", "-q", as_of=day)
    return folder


@pytest.fixture
def days(made: Path, tmp_path: Path) -> Path:
    """Rosters and the results of two days."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def today(folder: Path, *more: str, as_of: str = "2020-04-20") -> tuple[int, Path]:
    out = folder / f"fangpin-{as_of.replace('-', '')}"
    status = scan(folder / "名册", out, "--previous", "auto", *more, as_of=as_of)
    return status, out


def test_auto_is_the_newest_earlier_run(days: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(days / "fangpin-20200419", days / "andere-20200419")
    (days / "fangpin-x").mkdir()
    (days / "fangpin-检查-20200420").mkdir()
    (days / "fangpin-检查-20200420/run.json").write_text('{"as_of": "2020-04-19", "policy": null}')
    status, out = today(days)
    assert status == 0
    assert record(out)["previous"]["as_of"] == "2020-04-19"
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert "预警与上次(2020-04-19)相同" in printed.out
    assert not printed.err


def test_a_run_that_cannot_be_compared_is_passed_over(
    days: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (days / "fangpin-20200419/links.parquet").unlink()
    status, out = today(days, "-q")
    assert status == 0
    assert record(out)["previous"]["as_of"] == "2020-04-18"
    assert "略过 fangpin-20200419" in capsys.readouterr().err


def test_without_an_earlier_run_there_is_none(tmp_path: Path) -> None:
    rosters(tmp_path / "名册")
    status, out = today(tmp_path, "-q")
    assert status == 0
    assert "previous" not in record(out)


def test_what_changed_is_in_the_digest(days: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rosters(days / "名册", insured=(0, 3, 5))
    status, _ = today(days, "--log", str(days / "log.txt"))
    assert status == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert re.search(r"命中 \d+ 条,待核 \d+ 条\(比 2020-04-19 新增 2,结束 2\)", printed.out)
    assert not printed.err


def test_the_log_has_a_line_a_stage_and_nobody_in_it(days: Path) -> None:
    log = days / "log.txt"
    today(days, "--log", str(log), "-q")
    today(days, "--log", str(log), "-q")
    lines = log.read_text("utf-8").splitlines()
    for stage in (
        "读入和检查,文件 2,表 2,行 9,接收 9,退回 0",
        "比对,人 6,户 6",
        "研判",
        "写出,写出文件",
    ):
        assert sum(stage in line for line in lines) == 1
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:+-]+ \[\d+\] ", line) for line in lines)
    assert sum(line.endswith(" 秒") for line in lines) >= 8
    assert "没有重写" in lines[-1]
    text = log.read_text("utf-8")
    assert not any(word in text for word in (*NAMES, *map(person, range(6)), "病", "残"))
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_run_that_stops_says_so_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    (tmp_path / "空").mkdir()
    assert scan(tmp_path / "空", tmp_path / "出", "--log", str(log)) == 3
    assert "停止,退出码 3:没有可用的名册" in log.read_text("utf-8")


def test_a_log_that_cannot_be_written_stops_before_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "无此文件夹/log.txt"
    assert scan(rosters(tmp_path / "名册"), tmp_path / "出", "--log", str(log)) == 2
    assert "--log" in capsys.readouterr().err
    assert not (tmp_path / "出").exists()
