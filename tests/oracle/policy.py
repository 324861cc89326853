"""The parameters of hohhot-2020 and national-2021, with the defaults that rules.md states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

HOHHOT: dict[str, Any] = {
    "income_line": 5000,
    "poverty_line": 4000,
    "subsidy.share": Fraction(1, 2),
    "subsidy.horizon_months": 12,
    "subsidy.ending_items": (),
    "subsidy.ending_fields": ("ecological_compensation", "other_transfer"),
    "costs.window_months": 12,
    "warning.excess": 1,
    "warning.levels": (Fraction(3, 2), 2),  # over the first orange, over the second red
    "warning.unknown_income_floor": {"registered": 5000, "other": 20000},
    "warning.medical_self_paid": None,  # {"registered": ..., "other": ...}
    "warning.income_drop": Fraction(3, 10),
    "insurance.newborn_days": 90,
    "doctor.visit_months": 12,
    "enrolment.counts": ("在读", "随班就读", "特殊教育", "送教上门", "休学", "延缓入学"),
    "roster.min_share": Fraction(1, 2),
    "roster.min_members": 20,
    "subsistence_line": None,  # yuan a person and year: one figure, or {county: figure}
    "top_up.share": Fraction(1, 10),
    "water.arsenic": Fraction(1, 100),
    "water.fluoride": 1,
    "water.ammonia": Fraction(1, 2),
    "water.small.arsenic": Fraction(1, 20),
    "water.small.fluoride": Fraction(6, 5),
}
NATIONAL_GROUPS = ("N1", "N2", "N3")
HOHHOT_GROUPS = ("G1", "G2", "G3", "G4")


class Policy:
    """One policy: its parameters, and which of the groups it watches.

    overrides: values by parameter; "policy": "national-2021" changes the groups and the line.
    """

    def __init__(self, as_of: date, overrides: Mapping[str, Any] | None) -> None:
        given = dict(overrides or {})
        self.national = given.pop("policy", "hohhot-2020") == "national-2021"
        self.groups = NATIONAL_GROUPS if self.national else HOHHOT_GROUPS
        self.values = dict(HOHHOT)
        if self.national:
            self.values["income_line"] = 6000 if as_of.year == 2021 else None
        unknown = set(given) - set(self.values)
        if unknown:
            raise KeyError(f"unknown parameters: {sorted(unknown)}")
        self.values.update(given)

    def get(self, name: str) -> Any:
        """The value as it stands, None where there is none."""
        return self.values[name]

    def amount(self, name: str, registered: bool | None = None) -> Fraction | None:
        """A figure; of a figure by group the registered one, too where that is not known."""
        value = self.values[name]
        if isinstance(value, Mapping):
            value = value["other" if registered is False else "registered"]
        return None if value is None else Fraction(value)

    def by_county(self, name: str, county: str | None) -> Fraction | None:
        """A figure that may be given county by county."""
        value = self.values[name]
        if isinstance(value, Mapping):
            value = value.get(county)
        return None if value is None else Fraction(value)
