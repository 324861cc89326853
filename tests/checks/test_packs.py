"""Several packs at once: each file's names are its own, ids are not shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangpin.checks.pack import load_pack
from fangpin.errors import UseError

from .small import found, member, prepare

ANN = "150101199001019500"
ROWS = [member("1", ANN, 户类型="脱贫户", 民族=None)]


def test_a_files_own_definition_does_not_change_the_shipped_checks(tmp_path: Path) -> None:
    own = tmp_path / "本县.toml"
    own.write_text(
        '[define."脱贫户"]\nexpression = "false"\n[define."甲"]\nexpression = "true"\n'
        "[X]\ntable = '监测对象信息'\nunit = '人'\nwhen = '脱贫户() or 甲()'\n",
        "utf-8",
    )
    for files in ([str(own), "national"], ["national", str(own)]):
        pack = load_pack(files, {}, None)
        assert pack.definitions["", "脱贫户"].expression.text != "false"
        assert pack.definitions[str(own), "脱贫户"].expression.text == "false"
        assert set(pack.checks) > {"X", "C001", "C255"}


def test_a_definition_is_not_seen_from_another_file(tmp_path: Path) -> None:
    one, two = tmp_path / "甲.toml", tmp_path / "乙.toml"
    one.write_text('[define."甲"]\nexpression = "true"\n', "utf-8")
    two.write_text("[X]\ntable = '监测对象信息'\nunit = '人'\nwhen = '甲()'\n", "utf-8")
    from fangpin.checks import audit
    from fangpin.rosters.kinds import load_kinds

    from .small import DAY

    with pytest.raises(UseError, match="没有名为“甲”的函数"):
        audit.prepare(load_pack([str(one), str(two)], {}, None), load_kinds(), DAY)


def test_two_checks_of_one_id_are_an_error(tmp_path: Path) -> None:
    own = tmp_path / "本县.toml"
    own.write_text("[C001]\ntable = '监测对象信息'\nunit = '人'\nwhen = 'true'\n", "utf-8")
    with pytest.raises(UseError, match="核查规则 C001 出现两次"):
        load_pack(["national", str(own)], {}, None)


@pytest.mark.parametrize("file", ["没有.toml", "."])
def test_a_pack_that_is_not_there_is_told(file: str, tmp_path: Path) -> None:
    with pytest.raises(UseError, match="核查规则文件"):
        load_pack([str(tmp_path / file)], {}, None)


def test_an_argument_keeps_the_names_of_who_wrote_it() -> None:
    text = """
[define."非空"]
arguments = ["列"]
expression = '''not 空(列)'''
[define."两层"]
arguments = ["列"]
expression = '''非空(列) and 有成员(非空(列))'''
[X]
table = "监测对象信息"
unit = "person"
when = '''两层("户类型") and not 两层("民族")'''
"""
    assert found(text, 监测对象信息=ROWS)["key"].to_list() == [ANN]


def test_settings_of_a_file_count_where_a_check_is_silent() -> None:
    text = """
[_]
table = "监测对象信息"
unit = "人"
severity = "提示"
[X]
name = "民族没有填"
when = '''空("民族")'''
[Y]
unit = "户"
severity = "错误"
when = '''空("民族")'''
"""
    made = found(text, 监测对象信息=ROWS)
    assert made.select("check", "severity", "unit", "key", "name").rows() == [
        ("X", "提示", "person", ANN, "民族没有填"),
        ("Y", "错误", "household", "1", "Y"),
    ]
    assert made["evidence"].to_list() == [["民族=空"], ["民族=空"]]
    assert prepare(text).bound[0].check.when.line == 8
