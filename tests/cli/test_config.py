"""fangpin.toml: what nothing reads is told with its line; paths are from the file's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from cron.county import AS_OF, rosters

from fangpin.cli import run


def called(folder: Path, text: str, *words: str) -> int:
    (folder / "fangpin.toml").write_text(text, "utf-8")
    rosters(folder / "名册")
    given = words or ("scan", str(folder / "名册"), "--as-of", AS_OF, "-q")
    return run([*given, "--config", str(folder / "fangpin.toml")], debug=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nfoo = 1\n", "第 1 行:没有“limits”"),
        ("\n[scan]\nprivcy = 'work'\n", "第 3 行:[scan] 中没有“privcy”这一项,可能是 privacy"),
        ("[validate]\nas-off = 2020-01-01\n", "第 2 行:[validate] 中没有“as-off”"),
        ("polcy = 'x'\n", "第 1 行:没有“polcy”这一项,可能是 policy"),
        ("[links]\npolcy = 'x'\n", "第 2 行:[links] 中没有“polcy”这一项,可能是 policy"),
        ("[send]\nyes = true\n", "第 2 行:yes 不能写在配置文件里"),
        ("yes = true\n", "第 1 行:yes 不能写在配置文件里"),
    ],
)
def test_a_key_that_nothing_reads(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(tmp_path, text) == 2
    told = capsys.readouterr().err
    assert said in told
    assert str(tmp_path / "fangpin.toml") in told
    assert told.count("\n") == 1


def test_every_table_that_is_known_passes(tmp_path: Path) -> None:
    text = "[links]\nas_of = 2020-04-18\n[policy]\n[cache]\n[places]\n"
    text += "[audit]\nforce = true\njson = true\n"
    assert called(tmp_path, text) == 0


def test_paths_are_taken_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, elsewhere = tmp_path / "办", tmp_path / "别处"
    office.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (office / "密码.txt").write_text("geheim", "utf-8")
    text = 'out = "出"\n[scan]\npassword_file = "密码.txt"\nlog = "日志.txt"\nprevious = "auto"\n'
    assert called(office, text) == 0
    assert (office / "出/run.json").is_file()
    assert (office / "日志.txt").is_file()
    assert (office / "出/send/统计汇总.xlsx").read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    assert not list(elsewhere.iterdir())


def test_a_policy_may_be_named_or_lie_beside_the_file(tmp_path: Path) -> None:
    assert called(tmp_path, 'policy = "hohhot-2020"\n') == 0
    (tmp_path / "own.toml").write_text('extends = "hohhot-2020"\ntitle = "本县"\n', "utf-8")
    assert called(tmp_path, 'policy = "own.toml"\nout = "甲"\n') == 0
    assert "本县" in (tmp_path / "甲/run.json").read_text("utf-8")
