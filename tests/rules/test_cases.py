"""Every rule of the book by its case file: hit, clear, on the line, not known, before a change."""

from __future__ import annotations

import pytest

from fangpin.rules.book import rule_book

from .casefile import DATED, NEEDED, case_files
from .village import Village

RULES = tuple(rule_book().rules)
CASES = {(file.rule, case.name): case for file in case_files() for case in file.cases}
# Facts that a dated parameter is in: a rule that names one of them reads the parameter too.
FACT_PARAMETERS = {
    "visit_overdue": "doctor.visit_months",
    "unsafe_water": "water.arsenic",
    "applied": "costs.window_months",
    "in_school": "enrolment.in_school",
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_cases(rule: str) -> None:
    missing = [name for name in NEEDED if (rule, name) not in CASES]
    assert missing == [], f"tests/rules/cases/{rule}.toml lacks {missing}"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_with_a_dated_parameter_has_the_days_around_a_change(
    rule: str, villages: list[Village]
) -> None:
    if parameters_of(rule, villages):
        assert [name for name in DATED if (rule, name) not in CASES] == []


def parameters_of(rule: str, villages: list[Village]) -> set[str]:
    """The dated parameters that a rule reads itself."""
    read: set[str] = set()
    for one in villages:
        compiled = one.done.judgement.compiled.get(rule)
        if compiled is not None:
            parts = (compiled.when, compiled.scope, compiled.level)
            read |= {name for part in parts if part is not None for name in part.parameters}
            read |= {p for fact, p in FACT_PARAMETERS.items() if fact in compiled.when.facts}
    return read


@pytest.mark.parametrize("rule", RULES)
def test_cases_come_out_as_written(
    rule: str, outcomes: dict[tuple[str, str], tuple[str, str]]
) -> None:
    own = {key: case for key, case in CASES.items() if key[0] == rule}
    found = {name: outcomes[rule, name] for _, name in own}
    assert found == {case.name: (case.outcome, case.level) for case in own.values()}


def test_every_case_file_is_of_a_rule() -> None:
    assert {rule for rule, _ in CASES} <= set(RULES)
