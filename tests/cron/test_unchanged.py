"""The same inputs, policy, day, version and options: nothing is written again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from fangpin.cli import run

from .county import AS_OF, rosters, scan, snapshot


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once")
    assert scan(rosters(folder / "名册"), folder / "出", "-q") == 0
    return folder


@pytest.fixture
def once(made: Path, tmp_path: Path) -> Path:
    """Rosters and the results of a first scan."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def again(folder: Path, *more: str) -> tuple[int, bool]:
    """The exit status of a second scan, and whether it wrote anything."""
    before = snapshot(folder / "出")
    status = scan(folder / "名册", folder / "出", *more)
    return status, snapshot(folder / "出") != before


def test_nothing_is_written_again_and_one_line_says_so(
    once: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(once / "名册/扶贫/成员.csv")  # another time, the same content
    assert again(once) == (0, False)
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert "没有重写" in printed.out
    assert not printed.err
    assert again(once, "-q") == (0, False)
    assert again(once, "--fail-on-alerts") == (10, False)
    assert not capsys.readouterr().out.replace(printed.out, "")
    assert again(once, "--json") == (0, False)
    assert json.loads(capsys.readouterr().out)["as_of"] == AS_OF


def test_force_writes_again_the_same(once: Path) -> None:
    before = snapshot(once / "出")
    assert again(once, "-q", "--force") == (0, True)
    after = snapshot(once / "出")
    assert {k for k in before if before[k][1] != after[k][1]} == {"timing.json"}


def add_a_row(folder: Path) -> None:
    rosters(folder / "名册", insured=(0, 1, 2, 4))


def add_a_file(folder: Path) -> None:
    (folder / "名册/新.csv").write_text("一,二\n", "utf-8")


def rename_a_file(folder: Path) -> None:
    (folder / "名册/医保/参保.csv").rename(folder / "名册/医保/参保2.csv")


def lose_a_workbook(folder: Path) -> None:
    (folder / "出/send/预警清单_武川县.xlsx").unlink()


@pytest.mark.parametrize("change", [add_a_row, add_a_file, rename_a_file, lose_a_workbook])
def test_what_changed_is_read_again(once: Path, change: object) -> None:
    assert callable(change)
    change(once)
    assert again(once, "-q")[1]


@pytest.mark.parametrize(
    "words", [["--split", "town"], ["--county", "武川县"], ["--privacy", "public"]]
)
def test_other_options_write_again(once: Path, words: list[str]) -> None:
    assert again(once, "-q", *words)[1]


def test_another_password_encrypts_again(once: Path) -> None:
    file = once / "密码.txt"
    words = ["-q", "--password-file", str(file)]
    file.write_text("eins", "utf-8")
    assert again(once, *words)[1]
    assert not again(once, *words)[1]
    file.write_text("zwei", "utf-8")
    assert again(once, *words)[1]
    assert "zwei" not in (once / "出/timing.json").read_text("utf-8")


def test_the_status_stays_what_it_was(once: Path) -> None:
    (once / "名册/坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert again(once, "-q") == (1, True)
    assert again(once, "-q") == (1, False)


def test_the_record_of_what_was_mailed_goes_along(once: Path) -> None:
    (once / "出/send.json").write_text('{"counties": {}}', "utf-8")
    assert again(once, "-q", "--force")[1]
    assert (once / "出/send.json").read_text("utf-8") == '{"counties": {}}'


def test_another_config_counts_but_not_who_gets_mail(once: Path) -> None:
    config = once / "fangpin.toml"
    words = ["scan", str(once / "名册"), "--as-of", AS_OF, "--out", str(once / "出"), "-q"]
    words += ["--config", str(config)]
    config.write_text('[mail]\nhost = "a"\n', "utf-8")
    before = snapshot(once / "出")
    run(words, debug=True)
    assert snapshot(once / "出") == before
    config.write_text('expect = ["insurance"]\n', "utf-8")
    run(words, debug=True)
    assert snapshot(once / "出") != before


def test_results_and_their_lock_among_the_rosters_are_no_input(tmp_path: Path) -> None:
    folder = rosters(tmp_path / "名册")
    (folder / "旧说明.docx").write_bytes(b"x")
    scan(folder, folder / "出", "-q")
    first = (folder / "出/run.json").read_bytes()
    told = json.loads(first)["skipped_files"]
    assert [one["name"] for one in told] == ["旧说明.docx"]
    scan(folder, folder / "出", "-q", "--force")
    assert (folder / "出/run.json").read_bytes() == first
