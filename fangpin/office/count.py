"""Counting what an office asks for, over the facts and outcomes of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fangpin.errors import UseError
from fangpin.office.model import PLACES, Rate, Table, Total
from fangpin.office.read import tables, totals
from fangpin.rules.evidence import quote
from fangpin.rules.expression import Context, Expression, compile_expression
from fangpin.rules.judge import columns, outside

if TYPE_CHECKING:
    import duckdb

    from fangpin.run import Judged

_NOTICE = frozenset({"G1", "G2", "G3", "G4"})  # the policies that the stated totals belong to


def counted(
    done: Judged,
    config: Mapping[str, Any],
    counties: Sequence[str] = (),
    hidden: Iterable[Sequence[str]] = (),
) -> dict[str, Any]:
    """`totals` and `tables` as run.json has them; counties: only these.

    hidden: (rule, household_id, ...) of what is exempted: it is in no rate of that rule.
    A table is {title, by, rates}; a rate {name, per, of, met, rule, state, why, facts, cells}, its
    cells [county, ..., of, met, unmet], the rest of `of` being unknown. A total has `found`, null
    where it could not be counted, and `parts` [say, within, number]. Raises UseError for a name
    that no fact, rule or parameter has.
    """
    counter = _Counter(done, counties, hidden)
    made: dict[str, Any] = {}
    if several := tables(config):
        made["tables"] = [counter.table(one) for one in several]
    if set(done.states) >= _NOTICE or "totals" in config:
        made["totals"] = counter.totals(totals(config))
    return made


class _Counter:
    """One run's facts, rules and scopes, to count over."""

    def __init__(
        self, done: Judged, counties: Sequence[str], hidden: Iterable[Sequence[str]]
    ) -> None:
        self.done = done
        self.hidden = [(str(one[0]), str(one[1])) for one in hidden]
        self.connection: duckdb.DuckDBPyConnection = done.connection
        judged = columns(self.connection, "judged")
        persons = dict.fromkeys(columns(self.connection, "person_fact"), "p")
        facts = {name: "h" for name in judged if not name.startswith("scope_")}
        rules = done.judgement.household.rules
        home = {name: alias for name, alias in facts.items() if name not in rules}
        self.scopes = frozenset(name for name in judged if name.startswith("scope_"))
        self.contexts = {
            "household": self._context(home),
            "person": self._context({**home, **persons, **dict.fromkeys(("hh", *_PLACES), "h")}),
        }
        chosen = ", ".join(quote(county) for county in counties)
        self.where = f"coalesce(h.county, '') in ({chosen})" if chosen else "true"

    def _context(self, facts: Mapping[str, str]) -> Context:
        own = self.done.judgement.household
        return Context(facts, own.rules, own.definitions, own.policy, own.day, own.given)

    def table(self, one: Table) -> dict[str, Any]:
        """A table of rates."""
        depth = PLACES[one.by]
        rates = [
            self._rate(rate, depth, f"[tables.{one.title}] “{rate.name}”") for rate in one.rates
        ]
        return {"title": one.title, "by": one.by, "rates": rates}

    def _rate(self, rate: Rate, depth: int, where: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": rate.name, "per": rate.per, "of": rate.of, "met": rate.met, "rule": rate.rule,
            "state": "evaluated", "why": [], "not_in": [], "facts": [], "cells": [],
        }  # fmt: skip
        if rate.rule:
            state = self.done.states.get(rate.rule)
            told["state"] = "off" if state is None else state.state
            if state is None or state.state == "not":
                return told | {"why": [] if state is None else list(state.missing)}
            left = [county or "" for county in state.not_in]
            only = outside(state.not_in) if state.not_in else "true"
            if homes := sorted({quote(home) for name, home in self.hidden if name == rate.rule}):
                only += f" and h.household_id not in ({', '.join(homes)})"
            scope = f"scope_{rate.rule}"
            of = f"h.{scope}" if scope in self.scopes else "true"
            cells = self._cells("household", of, f"not h.{rate.rule}", depth, only)
            return told | {"not_in": left, "facts": [rate.rule], "cells": cells}
        of_, met = (self._bind(text, rate.per, where) for text in (rate.of, rate.met))
        names = sorted(of_.facts | of_.rules | met.facts | met.rules)
        cells = self._cells(rate.per, of_.sql, met.sql, depth, "true")
        return told | {"facts": names, "cells": cells}

    def _cells(self, per: str, of: str, met: str, depth: int, only: str) -> list[list[Any]]:
        places = ", ".join(f"coalesce(h.{place}, '')" for place in _PLACES[:depth])
        rows = self.connection.execute(f"""
            select {places},
                count(*) filter (where {of}) as asked,
                count(*) filter (where ({of}) and ({met})) as met,
                count(*) filter (where ({of}) and not ({met})) as unmet
            from {_FROM[per]} where {self.where} and {only} group by all order by all
        """).fetchall()
        return [list(row) for row in rows]

    def _bind(self, text: str, per: str, where: str) -> Expression:
        context = self.contexts["person" if per == "person" else "household"]
        try:
            return compile_expression(text, context, where)
        except UseError as error:
            hint = '每人的事实要写 per = "person";可用的名称见 docs/office.md'
            raise UseError(f"fangpin.toml {error.message.removeprefix('规则 ')}", hint) from None

    def totals(self, several: Sequence[Total]) -> list[dict[str, Any]]:
        """The stated totals beside what the data say, counted in one go a unit."""
        asked: dict[str, list[str]] = {}
        told = [self._total(one, asked) for one in several]
        numbers = {per: self._numbers(per, list(dict.fromkeys(w))) for per, w in asked.items()}
        for one, made in zip(several, told, strict=True):
            if made["found"] is not None:
                made["found"] = numbers[one.per][made["found"]]
                parts = made["parts"]
                made["parts"] = [[say, within, numbers[one.per][sql]] for say, within, sql in parts]
        return told

    def _total(self, one: Total, asked: dict[str, list[str]]) -> dict[str, Any]:
        """A stated total, with conditions in the place of numbers; they are added to `asked`."""
        setting = self.done.setting
        missing = setting.given.unmet(one.requires, setting.say) if one.of else []
        told: dict[str, Any] = {
            "key": one.key, "name": one.name, "stated": one.stated, "unit": one.unit,
            "clause": one.clause, "quote": one.quote, "note": one.note, "of": one.of,
            "mask": one.mask, "missing": missing, "found": None, "parts": [],
        }  # fmt: skip
        if not one.of or missing:
            return told
        where = f"[totals.{one.key}]"
        of = self._bind(one.of, one.per, where)
        told["found"] = f"({of.sql})"
        for part in one.parts:
            bound = self._bind(part.of, one.per, where)
            side = "is true" if part.within else "is not true"
            told["parts"].append([part.say, part.within, f"({bound.sql}) and ({of.sql}) {side}"])
        asked.setdefault(one.per, []).extend([told["found"], *(part[2] for part in told["parts"])])
        return told

    def _numbers(self, per: str, conditions: Sequence[str]) -> dict[str, int]:
        """Condition -> how many meet it."""
        listed = ", ".join(f"{_COUNT[per]} filter (where {one})" for one in conditions)
        row = self.connection.execute(
            f"select {listed} from {_FROM[per]} where {self.where}"
        ).fetchone()
        assert row is not None
        return dict(zip(conditions, map(int, row), strict=True))


_PLACES = ("county", "town", "village")
_HOMES = "judged h"
_FROM = {
    "person": "person_fact p join judged h on h.hh = p.hh and p.recorded",
    "household": _HOMES,
    "town": _HOMES,
    "village": _HOMES,
}
_COUNT = {
    "person": "count(*)",
    "household": "count(*)",
    "town": "count(distinct (h.county, h.town))",
    "village": "count(distinct (h.county, h.town, h.village))",
}
