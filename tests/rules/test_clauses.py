"""Every clause of the notice that data can serve has a rule or an output, or says what it lacks."""

from __future__ import annotations

from pathlib import Path

from fangpin.rosters.kinds import load_kinds
from fangpin.rules.book import rule_book
from fangpin.rules.clauses import clauses, sentences
from fangpin.rules.policy import load_policy, shipped

NOTICE = (Path(__file__).parent / "notice.txt").read_text("utf-8").replace("\n", "")
# Core clauses that wait for the ledger of cases; a clause leaves this list, none is added.
WAITING = {"012", "034", "052", "055", "057", "058", "059", "061", "062", "064"}
NATIONAL = {"N1", "N2", "N3"}


def test_every_core_clause_has_a_rule_or_an_output() -> None:
    without = {one.number for one in clauses() if one.core and not one.served}
    assert without == WAITING


def test_a_clause_that_is_not_served_says_what_it_waits_for() -> None:
    assert all(bool(one.waits) != one.served for one in clauses())


def test_all_sixty_core_clauses_are_there() -> None:
    assert sum(one.core for one in clauses()) == 60


def test_a_clause_quotes_the_notice() -> None:
    assert [one.number for one in clauses() if one.quote not in NOTICE] == []


def test_a_clause_names_rules_and_rosters_that_there_are() -> None:
    kinds = {kind.name for kind in load_kinds()}
    for one in clauses():
        assert set(one.rules) <= set(rule_book().rules), one.number
        assert set(one.rosters) <= kinds, one.number


def test_every_rule_has_the_words_it_stands_on() -> None:
    words = sentences()
    assert set(words) == set(rule_book().rules)
    assert [rule for rule in words if rule not in NATIONAL and words[rule] not in NOTICE] == []


def test_every_rule_of_the_notice_serves_a_clause() -> None:
    serving = {rule for one in clauses() for rule in one.rules}
    assert set(load_policy("hohhot-2020").rules) - serving == {"C1"}


def test_the_list_of_clauses_is_no_policy() -> None:
    assert shipped() == ["hohhot-2020", "national-2021"]
