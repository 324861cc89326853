"""A user's own synonyms, fields and kinds."""

from __future__ import annotations

from typing import Any

import pytest

from fangpin.errors import UseError
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.label import label
from tests.rosters.make import file, person, table

LOANS = {
    "fields": {"overdue_days": {"type": "int", "label": "逾期天数"}},
    "kinds": {
        "loans": {
            "name": "小额信贷",
            "departments": ["金融"],
            "needed": ["id_number"],
            "marks": ["overdue_days"],
            "words": ["信贷"],
            "headers": {"amount": ["贷款余额"]},
            "fields": ["amount"],
        }
    },
}


def test_a_synonym_counts_in_every_kind() -> None:
    kinds = load_kinds({"synonyms": {"领头人证号": "id_number"}})
    raw = file(table(("领头人证号", "补贴项目", "补贴金额"), (person(1), "退耕还林", 5)))
    assert label(raw, kinds).rosters[0].headers["id_number"] == "领头人证号"
    assert load_kinds().anything.meaning("领头人证号") is None


def test_a_kind_of_ones_own() -> None:
    kinds = load_kinds(LOANS)
    raw = file(table(("身份证号", "逾期天数", "贷款余额"), (person(1), 30, 5)))
    found = label(raw, kinds).rosters[0]
    assert found.kind is not None and found.kind.name == "loans"
    assert set(found.cells) == {"id_number", "overdue_days", "amount"}


def test_a_shipped_kind_gains_headers() -> None:
    kinds = load_kinds({"kinds": {"subsidies": {"headers": {"amount": ["到手金额"]}}}})
    raw = file(table(("身份证号", "补贴项目", "到手金额"), (person(1), "退耕还林", 5)))
    assert label(raw, kinds).rosters[0].headers["amount"] == "到手金额"


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ({"synonyms": {"甲": "id_nmber"}}, "id_nmber"),
        ({"synonyms": ["甲"]}, "synonyms"),
        ({"fields": {"x": {"label": "甲"}}}, "type"),
        ({"fields": {"x": {"type": "number"}}}, "type"),
        ({"fields": {"x": {"type": "code"}}}, "codes"),
        ({"fields": {"x": {"type": "int", "unit": "天"}}}, "unit"),
        ({"fields": {"amount": {"type": "text"}}}, "类型"),
        ({"kinds": {"x": {"marks": ["amount"]}}}, "必填"),
        ({"kinds": {"x": {"needed": ["id_number"]}}}, "marks"),
        ({"kinds": {"x": {"needed": ["nobody"], "marks": ["amount"]}}}, "nobody"),
        ({"kinds": {"members": {"needed": ["phone"]}}}, "needed"),
        ({"kinds": {"members": {"cover": "half"}}}, "cover"),
        ({"kinds": {"members": {"colour": "red"}}}, "colour"),
        ({"kinds": {"members": "x"}}, "members"),
        ({"kinds": {"小额信贷": {}}}, "小额信贷"),
    ],
)
def test_what_is_wrong_is_named(config: dict[str, Any], word: str) -> None:
    with pytest.raises(UseError) as error:
        load_kinds(config)
    assert word in error.value.message
    assert error.value.hint
