"""Names that may be one name, and other ways to write one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from fangpin.match.name_forms import LIMIT, same_look, same_name, variants
from fangpin.match.names import likeness


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("孟珍", "孟珍", "equal"),
        ("孟珍", "孟真", "sound"),
        ("张伟", "章玮", "sound"),
        ("孟珍晓", "孟晓", "character"),
        ("孟珍", "孟刚", "character"),
        ("孟珍晓", "孟大晓", "character"),
        ("孟珍", "王刚", None),
        ("巴特尔", "巴特", "character"),
        ("其其格", "琪琪格", "sound"),
        ("乌兰·图雅", "乌兰图雅", "character"),
        ("孟珍晓", "孟晓珍", None),
    ],
)
def test_likeness(one: str, other: str, how: str | None) -> None:
    assert likeness(one, other) == how
    assert likeness(other, one) == how


@pytest.mark.parametrize(
    ("one", "other"),
    [("季末", "李未"), ("杨晴", "扬睛"), ("陈侯", "阵候"), ("王己", "玉已")],
)
def test_characters_that_look_alike(one: str, other: str) -> None:
    assert (other, "look") in variants(one)
    assert (one, "look") in variants(other)


def test_no_more_than_two_characters_are_mistaken() -> None:
    assert "扬睛李" in same_look("杨晴李")
    assert "扬睛季" not in same_look("杨晴李")
    assert same_look("孟") == ["盂"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("其其格", "齐齐格"),
        ("乌兰图雅", "乌岚托娅"),
        ("乌兰·图雅", "乌兰托娅"),
        ("娜仁其木格", "那仁琪木格"),
        ("特木尔", "铁木尔"),
        ("孟克巴特尔", "蒙和巴图尔"),
    ],
)
def test_transliterations_of_one_mongolian_name(one: str, other: str) -> None:
    assert other in same_name(one)
    assert (one, "mongolian") in variants(other)


def test_a_name_with_an_unknown_part_has_no_transliteration() -> None:
    assert same_name("王其其格") == []
    assert same_name("") == []
    assert len(same_name("巴音巴图朝克图斯琴图雅")) <= 2 * LIMIT


@pytest.mark.parametrize("table", ["look_alike.toml", "mongolian.toml"])
def test_the_tables_hold_groups_of_different_members(table: str) -> None:
    groups = tomllib.loads(files("fangpin.match").joinpath(table).read_text("utf-8"))["groups"]
    for group in groups:
        assert len(group) > 1
        assert len(set(group)) == len(group)
    assert len({tuple(sorted(group)) for group in groups}) == len(groups)
