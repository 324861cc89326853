"""docs/checks.md: the tables of functions are those of the language, the examples run."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangpin.checks.forms import forms
from fangpin.checks.functions import functions
from fangpin.checks.pack import SHIPPED, shipped

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def rows_of_functions() -> list[str]:
    shown = [one for one in functions().values() if one.names]
    return [f"| `{one.usage}` `{one.names[1]}` | {one.say} |" for one in shown]


def rows_of_forms() -> list[str]:
    several = dict.fromkeys(forms().values())
    return [f"| `{one.usage}` `{one.names[1]}` | {one.say} |" for one in several]


@pytest.mark.parametrize(
    ("name", "rows"), [("functions", rows_of_functions()), ("forms", rows_of_forms())]
)
def test_the_page_lists_every_function(name: str, rows: list[str]) -> None:
    head = [f"<!-- {name} -->", "| 函数 | 意思 |", "|---|---|"]
    assert "\n".join([*head, *rows, f"<!-- /{name} -->"]) in PAGE.read_text("utf-8")


def test_the_page_names_every_shipped_definition() -> None:
    text = PAGE.read_text("utf-8")
    assert [name for _, name in shipped().definitions if f"`{name}(" not in text] == []
    assert SHIPPED in text
