"""Fold: links -> one row a person and one row a household of facts, null where not known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fangpin import sql
from fangpin.facts.calendar import add_months, days

if TYPE_CHECKING:
    import duckdb

    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.given import Given
    from fangpin.rules.policy import Policy

# Policy parameters that facts are made with, beside those of the rules.
PARAMETERS = (
    "costs.window_months",
    "subsidy.horizon_months",
    "subsidy.ending_items",
    "subsidy.ending_fields",
    "doctor.visit_months",
    "roster.min_share",
    "roster.min_persons",
    "water.arsenic",
    "water.arsenic_small",
    "water.fluoride",
    "water.fluoride_small",
    "water.ammonia",
)


def values(policy: Policy, as_of: date, given: Given, kinds: Kinds) -> dict[str, Any]:
    """Everything that the SQL of match and facts names: days, parameters, what was given."""
    named: dict[str, Any] = {}
    for name in PARAMETERS:
        value = policy.parameters[name].plain(as_of)
        named[name.replace(".", "_")] = list(value) if isinstance(value, tuple) else value
    named |= days(as_of, int(named["costs_window_months"]), int(named["subsidy_horizon_months"]))
    named["visit_from"] = add_months(as_of, -int(named["doctor_visit_months"]))
    in_school = policy.parameters["enrolment.in_school"].plain(as_of)
    assert isinstance(in_school, tuple)
    named["in_school"] = list(in_school)
    for kind in kinds:
        named[f"given_{kind.name}"] = kind.name in given.names
    return named


def fold(
    connection: duckdb.DuckDBPyConnection,
    named: dict[str, Any],
) -> None:
    """Make person_fact and household_fact from the linked rows, and county_covered on the way."""
    for file in (
        "persons.sql",
        "coverage.sql",
        "person_facts.sql",
        "income.sql",
        "costs.sql",
        "household_facts.sql",
    ):
        sql.run(connection, "fangpin.facts", file, named)
