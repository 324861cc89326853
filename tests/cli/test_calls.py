"""Wrong calls: one Chinese line that says what to do, exit status 2, nothing written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from fangpin.cli import run
from fangpin.errors import reason

WRONG = {
    "kind that there is not": (["--kind", "a.csv=nope"], "没有名册种类“nope”"),
    "kind that is misspelt": (["--kind", "a.csv=emploment"], "employment"),
    "kind of a file that is not read": (["--kind", "b.csv=employment"], "“b.csv”不在"),
    "column without a file": (["--column", "姓名=name"], "缺少文件名"),
    "column to a field that there is not": (["--column", "a.csv:姓名=nme"], "没有字段“nme”"),
    "column of a file that is not read": (["--column", "b.csv:姓名=name"], "“b.csv”不在"),
    "number out of its range": (["--workers", "0"], "1 到 64"),
    "word that is no choice": (["--privacy", "all"], "work、review、public"),
    "value where none belongs": (["--strict=1"], "后面不跟值"),
    "value that is missing": (["--out"], "后面缺少值"),
    "log that can't be written": (["--log", "no/folder/log"], "没有这个文件夹"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_answered_in_one_chinese_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "a.csv").write_text("姓名,身份证号\n", "utf-8")
    more, said = WRONG[name]
    assert run(["scan", "rosters", *more], True) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert not told.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["rosters"]


def test_an_empty_path_is_not_the_working_directory(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", ""], True) == 2
    assert "是空的" in capsys.readouterr().err


def test_inspect_says_that_a_folder_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["inspect", str(tmp_path)], True) == 2
    assert "是文件夹" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ['expect = ["nope"]', 'expect = "insurance"', 'max_rejected = "a"', "max_rejected = 5"]
)
def test_a_wrong_key_of_the_config_is_refused(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.toml"
    config.write_text(line, "utf-8")
    assert run(["scan", str(tmp_path), "--config", str(config)], True) == 2
    assert line.split(maxsplit=1)[0] in capsys.readouterr().err


def test_reasons_of_the_system_are_chinese() -> None:
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert reason(TimeoutError("timed out")) == "超时"
    assert reason(OSError(9999, "something new")) == "something new"
