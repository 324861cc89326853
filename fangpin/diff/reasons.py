"""The words for the changes of one step, from the states before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangpin.compare.rests import FORMING, fact_sources, kinds_of, leans, rests
from fangpin.diff.look import Look, cells_changed, facts_changed, look, place, wanted
from fangpin.diff.model import Key, Why

if TYPE_CHECKING:
    from fangpin.diff.common import Only
    from fangpin.run import Judged

ROWS = "名册中的行有变化"
MOST = 6  # facts or cells that one change lists
Told = Mapping[Key, Why]


@dataclass(frozen=True)
class Both:
    """The states before and after a step, and what each knows of some households."""

    before: Judged
    after: Judged
    one: Look
    other: Look


def both(before: Judged, after: Judged, keys: set[Key]) -> Both:
    """Look at the households of these keys in both states."""
    one, other = (look(side, {h for h, _ in keys}) for side in (before, after))
    return Both(before, after, one, other)


def of_facts(cause: str, before: Judged, after: Judged, keys: set[Key], first: str = "") -> Told:
    """The facts that changed and the cells that they came from. first: what comes before them."""
    seen = both(before, after, keys)
    made = {}
    for home, rule in sorted(keys):
        names = wanted(after if rule in after.judgement.compiled else before, rule)
        facts = facts_changed(seen.one, seen.other, home, names)
        every = kinds(after, rule)
        own = of_fact_names({name for name, _ in facts}, after)
        cells = cells_changed(after, seen.one, seen.other, home, [k for k in every if k in own])
        cells = cells or cells_changed(after, seen.one, seen.other, home, every)
        if facts or cells:
            said = ";".join(filter(None, [first, *(text for _, text in facts[:MOST])]))
            made[home, rule] = Why(cause, said or ROWS, tuple(cells[:MOST]))
        else:
            made[home, rule] = elsewhere(cause, seen, (home, rule), first)
    return made


def of_fact_names(facts: set[str], done: Judged) -> set[str]:
    """The rosters that facts come from; those that form households, where who is in it changed."""
    composites = done.setting.book.given
    found = {k for f in facts for n in fact_sources().get(f, ()) for k in kinds_of(n, composites)}
    return found | (set(FORMING) if facts & {"size", "known", "name", "age"} else set())


def elsewhere(cause: str, seen: Both, key: Key, first: str) -> Why:
    """Nothing of the household changed: its county's coverage did, or another roster's rows."""
    home, rule = key
    county = (seen.other.homes.get(home) or seen.one.homes.get(home) or {}).get("county")
    was, now = (side.states.get(rule) for side in (seen.before, seen.after))
    if was is not None and now is not None and (county in was.not_in) != (county in now.not_in):
        verb = "不再覆盖" if county in now.not_in else "已经覆盖"
        text = f"{county or '未注明旗县区'}的名册{verb}这条规则所需的人"
        return Why("roster" if cause == "value" else cause, text)
    return Why(cause, first or "本户所在的其他行有变化")


def kinds(done: Judged, rule: str) -> list[str]:
    """The rosters that a rule rests on, by itself or by others, and those that form households."""
    composites = done.setting.book.given
    found = {kind for name in names_of(done, rule) for kind in kinds_of(name, composites)}
    return [kind.name for kind in done.kinds if kind.name in found | set(FORMING)]


def names_of(done: Judged, rule: str) -> set[str]:
    """The names (rosters, columns, composites) that a rule rests on."""
    own = rests(done.judgement)
    others = {other for name, other in leans(done.judgement) if name == rule}
    return {name for one in {rule, *others} for name in own.get(one, ())}


def of_roster(before: Judged, after: Judged, keys: set[Key], only: Only, verb: str) -> Told:
    """What was cut or added that a rule rests on. verb: 本次没有 or 本次新有."""
    full = before if verb == "本次没有" else after
    homes = look(full, {h for h, _ in keys}).homes
    made = {}
    for home, rule in sorted(keys):
        county = homes.get(home, {}).get("county")
        names = list(units(full, rule, only, county)) or list(every_unit(full, only))
        made[home, rule] = Why("roster", f"{verb}:" + "、".join(dict.fromkeys(names)))
    return made


def units(done: Judged, rule: str, only: Only, county: str | None) -> Iterator[str]:
    """The rosters, columns, years and coverage that a rule rests on and only one run had."""
    say, composites = done.setting.say, done.setting.book.given
    rosters = {k for n in names_of(done, rule) for k in kinds_of(n, composites)} | set(FORMING)
    atoms = {atom for n in names_of(done, rule) for atom in spelled(n, done)}
    for kind in sorted(only.kinds & rosters):
        yield say(kind)
    for kind, fields in sorted(only.columns.items()):
        for field in sorted(fields):
            if f"{kind}.{field}" in atoms or (kind in ("households", "members")
                                              and f"last_year.{field}" in atoms):  # fmt: skip
                yield say(f"{kind}.{field}")
    if "households" in rosters:
        yield from (f"{year}年的{say('households')}" for year in sorted(only.years))
    for kind in sorted(set(only.counties) & rosters):
        if (county or "") in only.counties[kind]:
            yield f"{county or '未注明旗县区'}的{say(kind)}"


def spelled(name: str, done: Judged) -> set[str]:
    """The names that a composite stands for."""
    from fangpin.rules.given import atoms

    return atoms(name, done.setting.book.given)


def every_unit(done: Judged, only: Only) -> Iterator[str]:
    """Everything that only one run had."""
    say = done.setting.say
    yield from (say(kind) for kind in sorted(only.kinds))
    for kind, fields in sorted(only.columns.items()):
        yield from (say(f"{kind}.{field}") for field in sorted(fields))
    yield from (f"{year}年的{say('households')}" for year in sorted(only.years))
    for kind, counties in sorted(only.counties.items()):
        yield from (f"{county or '未注明旗县区'}的{say(kind)}" for county in sorted(counties))


def of_persons(before: Judged, after: Judged, keys: set[Key]) -> Told:
    """Who came, left, died or moved."""
    one, other = (look(side, {h for h, _ in keys}) for side in (before, after))
    where = [whereabouts(side) for side in (before, after)]
    dead = {r[0] for r in after.connection.execute("select id_number from dead").fetchall()}
    told = of_facts("person", before, after, keys)
    made = {}
    for home, rule in sorted(keys):
        was, now = (side.persons.get(home, {}) for side in (one, other))
        said = [f"{was[w]['name'] or '某人'}{gone(w, where[1], dead)}" for w in was if w not in now]
        said += [f"{now[w]['name'] or '某人'}{came(w, where[0])}" for w in now if w not in was]
        if not was and now:
            said.insert(0, "新的户")
        if was and not now:
            said.insert(0, "本次没有这一户")
        why = told[home, rule]
        text = ";".join([*said[:MOST], *([why.text] if why.text != ROWS or not said else [])])
        made[home, rule] = Why("person", text, why.cells)
    return made


def whereabouts(done: Judged) -> dict[str, str]:
    """Number -> household of everybody who is known by one."""
    rows = done.connection.execute("""
        select p.id_number, h.household_id from person p join household h on h.hh = p.hh
        where p.id_number is not null and not p.dead
    """).fetchall()
    return dict(rows)


def gone(who: str, where: Mapping[str, str], dead: set[str]) -> str:
    """What became of a person who is in a household no more."""
    if who in dead:
        return "去世"
    return f"转到户 {where[who]}" if who in where else "不再在名册中"


def came(who: str, where: Mapping[str, str]) -> str:
    """Where a person comes from."""
    return f"由户 {where[who]} 转来" if who in where else "新进名册"


def of_match(before: Judged, after: Judged, keys: set[Key]) -> Told:
    """Which rows found their person, or lost theirs, by a pair or by a number."""
    one, other = (look(side, {h for h, _ in keys}) for side in (before, after))
    told = of_facts("match", before, after, keys)
    made = {}
    for home, rule in sorted(keys):
        said = []
        for kind in kinds(after, rule):
            was, now = (s.rows.get(home, {}).get(kind, []) for s in (one, other))
            title = after.kinds[kind].title
            was_at, now_at = ({place(row) for row in side} for side in (was, now))
            for row in now:
                if place(row) not in was_at:
                    by = "按确认的配对" if row.get("link_rule") == "confirmed" else "号码更正后"
                    said.append(f"{title} {place(row)} {by}对上本户")
            said += [f"{title} {place(r)} 不再对上本户" for r in was if place(r) not in now_at]
        why = told[home, rule]
        first = "可能是本户人员的行有变化" if not said else ""
        text = ";".join(filter(None, [*said[:MOST], first, why.text]))
        made[home, rule] = Why("match", text, why.cells)
    return made
