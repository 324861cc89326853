"""The example of docs/rules.md: one table and one case file make a rule."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from fangpin.rules.book import make_rule, rule_book
from fangpin.rules.policy import load_policy

from .casefile import NEEDED, by_setting, columns_of, read_file
from .village import Here, village

PAGE = (Path(__file__).parents[2] / "docs/rules.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"```toml\n# (\S+)\n(.*?)```", PAGE, flags=re.DOTALL))


def test_the_example_is_a_rule_by_its_table_and_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((name, table),) = tomllib.loads(BLOCKS["fangpin/rules/guarantees.toml"]).items()
    book = rule_book()
    rule = make_rule(name, table, len(book.rules), {})
    book = replace(book, rules={**book.rules, name: rule})
    policy = load_policy("hohhot-2020")
    policy = replace(policy, rules=(*policy.rules, name))
    monkeypatch.setattr("fangpin.pipeline.rule_book", lambda: book)
    monkeypatch.setattr("fangpin.pipeline.load_policy", lambda _: policy)
    monkeypatch.setattr("fangpin.reading.Child", Here)
    path = tmp_path / f"{name}.toml"
    path.write_text(BLOCKS[f"tests/rules/cases/{name}.toml"], encoding="utf-8")
    file = read_file(path)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for place, cases in enumerate(by_setting([file]).values()):
        with village(cases, columns_of([file]), tmp_path / str(place)) as one:
            found |= one.outcomes()
    assert found == {case.key: (case.outcome, case.level) for case in file.cases}
    assert set(NEEDED) <= {case.name for case in file.cases}


def test_the_page_names_the_clauses_that_wait() -> None:
    from .test_clauses import WAITING

    part = PAGE.rpartition("## What the clauses")[2]
    assert set(re.findall(r"\b0\d\d\b", part)) == WAITING
