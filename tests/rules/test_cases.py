"""Every rule of the book by its case file: hit, clear, on the line, not known, before a change."""

from __future__ import annotations

import pytest

from fangpin.rules.book import rule_book

from .casefile import DATED, NEEDED, CaseFile, case_files
from .conftest import Villages

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
    rule: str, files: dict[str, CaseFile], villages: Villages
) -> None:
    read: set[str] = set()
    for village in villages.of(files[rule]):
        one = village.done.judgement.compiled.get(rule)
        if one is not None:
            for part in (one.when, one.scope, one.level):
                read |= part.parameters if part is not None else set()
            read |= {p for fact, p in FACT_PARAMETERS.items() if fact in one.when.facts}
    if read:
        assert [name for name in DATED if (rule, name) not in CASES] == []


@pytest.mark.parametrize("rule", RULES)
def test_cases_come_out_as_written(
    rule: str, files: dict[str, CaseFile], villages: Villages
) -> None:
    file = files[rule]
    found: dict[str, tuple[str, str]] = {}
    for village in villages.of(file):
        outcomes = village.outcomes()
        found |= {case: outcomes.get((case, rule), ("nothing", "")) for case in village.households}
    assert found == {case.name: (case.outcome, case.level) for case in file.cases}


def test_every_case_file_is_of_a_rule() -> None:
    assert {rule for rule, _ in CASES} <= set(RULES)
