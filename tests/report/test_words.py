"""Every fact that can be missing has a name and a question."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from fangpin.report.words import Words

_NOT_ASKED = {"household_id", "county"}


def _facts() -> dict[str, str]:
    text = files("fangpin.facts").joinpath("names.toml").read_text(encoding="utf-8")
    return {key: entry["label"] for key, entry in tomllib.loads(text).items()}


@pytest.mark.parametrize(("fact", "label"), sorted(_facts().items()))
def test_a_fact_is_asked_for_by_its_id_and_by_its_name(fact: str, label: str) -> None:
    words = Words({})
    assert words.name(fact) == label
    if fact not in _NOT_ASKED:
        assert not (words.question(fact) or "").startswith("请核实：")
        assert not (words.question(label) or "").startswith("请核实：")


def test_names_of_the_run_go_first_and_unknown_ones_stay() -> None:
    words = Words({"income": "收入台账"}, {"W1": "因病"})
    assert words.name("income") == "收入台账"
    assert words.name("W1") == "因病"
    assert words.question("W1") is None
    assert words.name("illness.treated") == "大病、慢病的是否救治"
    assert words.name("台账：第3行.xlsx") == "台账：第3行.xlsx"
    assert words.question("某项") == "请核实：某项。"
