"""What an office asks for wrongly is told with the line, before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fangpin.config import load_config
from fangpin.errors import UseError
from fangpin.office import read


def told(folder: Path, text: str) -> UseError:
    path = folder / "fangpin.toml"
    path.write_text(text, "utf-8")
    config = load_config(path)
    with pytest.raises(UseError) as caught:
        read.tables(config)
        read.totals(config)
    return caught.value


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ('{ name = "甲", of = "registred", met = "insured" }', "registered"),
        ('{ name = "甲", rule = "S77" }', "S7"),
        ('{ name = "甲", of = "registered" }', "met"),
        ('{ name = "甲", of = "registered", met = "1 +" }', "读不懂"),
        ('{ name = "甲", of = "registered", met = "(select 1)" }', "查询"),
        ('{ name = "甲", of = "registered", met = "getenv(\'A\')" }', "getenv"),
        ('{ name = "甲", of = "registered", mett = "insured" }', "met"),
        ('{ name = "甲", rule = "S1", met = "insured" }', "met"),
        ('{ name = "甲", per = "village", of = "registered", met = "insured" }', "per"),
        ('{ rule = "S1" }', "name"),
    ],
)
def test_a_wrong_rate_names_the_line_and_what_was_meant(
    tmp_path: Path, rate: str, said: str
) -> None:
    error = told(tmp_path, f'# 指标\n[tables."十个百分百"]\nrates = [{rate}]\n')
    assert f"{tmp_path / 'fangpin.toml'} 第 2 行" in error.message
    assert said in error.message + error.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[totals.workers]\nstatd = 3", "stated"),
        ('[totals.workers]\nstated = "多"', "整数"),
        ('[totals.new]\nname = "新"\nunit = "人"', "stated"),
        ('[totals.workers]\nparts = [{ say = "甲" }]', "parts"),
        ('tables = "甲"', "表"),
        ('[tables."甲"]\nrates = []', "rates"),
        ('[tables."甲"]\nby = "city"\nrates = [{ name = "甲", rule = "S1" }]', "county"),
    ],
)
def test_other_faults(tmp_path: Path, text: str, said: str) -> None:
    error = told(tmp_path, text)
    assert said in error.message + error.hint


def test_totals_are_changed_added_and_left_out() -> None:
    config: dict[str, Any] = {
        "totals": {
            "workers": {"stated": 8012},
            "students": {"off": True},
            "widows": {
                "name": "新的数",
                "stated": 5,
                "unit": "户",
                "per": "household",
                "of": "rural",
            },
        }
    }
    made = {one.key: one for one in read.totals(config)}
    assert made["workers"].stated == 8012
    assert "本办改为 8012" in made["workers"].quote
    assert "7245" in made["workers"].quote
    assert "students" not in made
    assert made["widows"].stated == 5


def test_the_notices_totals_are_its_own_words() -> None:
    made = {one.key: one for one in read.totals({})}
    assert [made[k].stated for k in ("workers", "students", "fringe_students")] == [7245, 1018, 3]
