"""From tables to a verdict, step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from . import candidates, rules_groups, rules_guarantees, rules_household, rules_warnings
from .coverage import uncovered
from .facts import Facts, facts_of
from .given import Given
from .households import build
from .links import link
from .model import Alert, Household, Problem, Row, Table, Verdict
from .policy import Policy
from .rows import all_rows, drop_duplicates, latest
from .states import states
from .three import Truth, and_
from .world import World

ORANGE = ("S3", "S6", "S8")


def judge(tables: list[Table], as_of: date, policy: Mapping[str, Any] | None = None) -> Verdict:
    """The verdict on rosters in reading order, under a policy's defaults and overrides."""
    verdict = Verdict()
    w = _world(tables, as_of, Policy(as_of, policy), verdict)
    verdict.states = states(w)
    for household in w.people.households.values():
        facts = facts_of(w, household)
        verdict.facts[household.id] = facts
        _judge_household(w, household, facts, verdict)
    return verdict


def _world(tables: list[Table], as_of: date, policy: Policy, verdict: Verdict) -> World:
    problems: set[Problem] = verdict.problems
    everything = all_rows(tables)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in everything:
        if row.accepted:
            rows[row.kind].append(row)
    for kind, own in rows.items():
        rows[kind] = drop_duplicates(own, problems)
    flat = list(rows["members"])
    for kind in ("population", "deaths"):
        rows[kind] = latest(rows[kind], lambda row: row.id, problems)
    people = build(rows["members"], rows["population"], rows["deaths"], as_of, problems)
    links = link(people, rows, problems)
    kept = {row for own in rows.values() for row in own}
    lost = candidates.lost_rows(everything, kept, set(links.unmatched), people)
    perhaps = candidates.find(lost, people)
    verdict.candidates = {
        (row.table.file, row.table.sheet, int(row.data["row"]), person)
        for by_person in perhaps.values()
        for person, own in by_person.items()
        for row in own
    }
    inline: dict[str, list[Row]] = defaultdict(list)
    for row in flat:
        inline[row.get("household_id")].append(row)
    return World(
        people, links, perhaps, Given(tables, everything, as_of.year - 1), policy, as_of,
        uncovered(people, links, policy, as_of), inline, _certificates(everything), problems,
        people.everyone_by_home(),
    )  # fmt: skip


def _certificates(rows: list[Row]) -> dict[str, set[str]]:
    """By ID the grades of the certificates that stood in an ID column."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        grade = row.data.get("id_disability_grade")
        if row.accepted and row.id is not None and grade is not None:
            found[row.id].add(grade)
    return found


def _judge_household(w: World, household: Household, facts: Facts, verdict: Verdict) -> None:
    def evaluated(rule: str) -> bool:
        state, not_in = verdict.states.get(rule, ("not", frozenset()))
        return state != "not" and (household.county or "") not in not_in

    outcomes = {r: v for r, v in _outcomes(w, household, facts, evaluated).items() if evaluated(r)}
    watched = w.given.household_column("monitored", "is_monitored")
    found = False
    for rule, outcome in outcomes.items():
        if outcome is False:
            continue
        found = True
        known = ""
        if outcome is True and rule[0] in "GN" and watched:
            known = "已在监测" if facts["watched"] else "应纳未纳"
        alert = Alert("hit" if outcome else "check", _level(w, facts, rule), known)
        verdict.alerts[household.id, rule] = alert
    if facts["watched"] and not found and all(evaluated(g) for g in w.policy.groups):
        verdict.monitored_without_hit.add(household.id)


def _outcomes(w: World, household: Household, facts: Facts, evaluated: Any) -> dict[str, Truth]:
    national = w.policy.national
    groups = (rules_groups.national if national else rules_groups.hohhot)(w, household, facts)
    groups = {rule: value for rule, value in groups.items() if evaluated(rule)}
    outcomes = dict(groups)
    for rule in ("W1", "W2", "W3", "W4"):
        outcomes[rule] = rules_warnings.exceeds(w, facts, rule)
    outcomes["W5"] = rules_warnings.several(w, facts)
    outcomes["W6"] = rules_warnings.applied(w, household)
    outcomes["W7"] = rules_warnings.over_threshold(w, facts)
    outcomes["W8"] = rules_warnings.fell(w, facts)
    scope = rules_household.scope(facts, groups)
    wide = rules_household.housing_scope(w, facts, scope)
    guarantees = rules_guarantees.fold(w, household)
    guarantees |= rules_household.guarantees(w, household, facts)
    for rule, value in guarantees.items():
        outcomes[rule] = and_(wide if rule == "S5" else scope, value)
    return outcomes | rules_household.clues(w, household, facts)


def _level(w: World, facts: Facts, rule: str) -> str:
    if rule in rules_groups.LEVELS:
        return rules_groups.LEVELS[rule]
    if rule in rules_warnings.COSTS:
        return rules_warnings.level(w, facts, rule)
    if rule.startswith("C"):
        return "blue"
    if rule == "S1" or (rule == "S5" and facts["danger_grade"] == "D"):
        return "red"
    return "orange" if rule in ORANGE or rule == "S5" else "yellow"
