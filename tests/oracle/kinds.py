"""The kinds of rosters: what tells their rows apart (rosters.md, Kinds and Validating)."""

from __future__ import annotations

PERSON = {
    "members", "population", "subsistence", "enrolment", "insurance", "family_doctor", "pension",
    "disability", "deaths",
}  # fmt: skip
HOUSEHOLD = {"households", "housing", "water", "relocation"}
EVENT = {
    "subsidies", "applications", "student_aid", "education_costs", "medical", "illness",
    "employment", "losses", "industry_support", "property",
}  # fmt: skip

# the date by which a later row of the same key wins
LATER_BY = {
    "enrolment": "entered_on",
    "subsistence": "started_on",
    "disability": "issued_on",
    "family_doctor": "last_visit_on",
    "housing": "assessed_on",
    "water": "assessed_on",
    "relocation": "moved_on",
    "deaths": "died_on",
}
# the event's own date (a school year is none)
EVENT_DATE = {
    "subsidies": "paid_on",
    "applications": "applied_on",
    "education_costs": "paid_on",
    "medical": "settled_on",
    "employment": "started_on",
    "losses": "happened_on",
    "industry_support": "started_on",
    "property": "acquired_on",
}
VILLAGE = ("county", "town", "village")
# a dead person's rows that still count: costs and losses, and rows of the household
AFTER_DEATH = {
    "medical", "education_costs", "losses", "disability",
    "households", "housing", "water", "relocation", "industry_support",
}  # fmt: skip
ACCUSING = ("insurance", "family_doctor", "pension", "enrolment")
