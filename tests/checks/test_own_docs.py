"""The own rules of docs/rules.md, taken from the page and run as an office would."""

from __future__ import annotations

import re
from pathlib import Path

from .office import PLACE, Office, number, person

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
(OWN,) = re.findall(r"```toml\n(# fangpin\.toml\n.*?)```", PAGE, re.DOTALL)
OLD, CHILD, OTHER = number("19500101", 0), number("20120303", 1), number("19900404", 2)


def test_the_rules_of_the_page_find_whom_they_are_for(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.give(
        "脱贫户家庭成员",
        [
            person("1", "甲", OLD, **{"人均纯收入": "2500", "种植面积（亩）": "2"}),
            person("1", "乙", CHILD, 与户主关系="之孙女", 在校生状况="小学", 人均纯收入="2500"),
            person("2", "丙", OTHER, **{"人均纯收入": "9000", "种植面积（亩）": "2"}),
        ],
    )
    office.give("低保名册", [{"证件号码": OLD, "低保类别": "低保", "开户行": "外县支行"}])
    office.give("行政村信息", [{**PLACE, "行政村": "乙村", "总户数": "90", "通村路": "未硬化"}])
    office.configure(OWN)
    office.scan("-q")
    first, second, third = (office.alerts(rule) for rule in ("X1", "X2", "X3"))
    assert {home: one["level"] for home, one in first.items()} == {"1": "orange"}
    assert first["1"]["evidence"][0] == "人均2500元,种地2亩,在校1人"
    assert second["1"]["persons"] == ["甲"]
    assert list(second) == ["1"] and list(third) == ["1"]
    assert second["1"]["clause"] == "五(六)" and third["1"]["clause"].startswith("本地:")
