"""What a judged state knows of some households: their facts, their persons, their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fangpin.compare.rests import facts_of, leans
from fangpin.explain.card import plain
from fangpin.match.links import NOT_LINKED
from fangpin.rules.evidence import label

if TYPE_CHECKING:
    import duckdb

    from fangpin.run import Judged

Row = Mapping[str, Any]
INNER = frozenset({
    "hh", "pid", "ord", "source", "row", "version", "link_rule", "differs", "accepted", "dead",
    "recorded", "v_county", "v_town", "v_key", "row_year", "household", "asked_id",
})  # fmt: skip
SECRET = frozenset({"id_number", "disability_certificate", "bank_account"})
SECRET_TYPES = frozenset({"id_number", "certificate", "phone"})
# Facts that other facts make: what a reader wants to see with them.
PARTS = {
    "income_per_capita": ("income_total", "size"),
    "income_per_capita_before": (),
    "rigid_costs": (
        "cost_illness", "cost_schooling", "cost_disaster", "cost_accident",
        "cost_business_failure", "cost_disability",
    ),
    "net_after_costs": ("income_total", "size", "rigid_costs"),
    "registered": ("poverty_status",),
    "under_monitoring": ("monitored", "is_monitored", "risk_removed"),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """homes: household -> facts; persons: household -> who (number, else name) -> facts;
    rows: household -> roster -> rows with their file, sheet and link_rule."""

    homes: Mapping[str, Row]
    persons: Mapping[str, Mapping[str, Row]]
    rows: Mapping[str, Mapping[str, list[Row]]]


def look(done: Judged, households: Iterable[str]) -> Look:
    """What a state knows of these households."""
    connection = done.connection
    connection.execute("create or replace temp table looked (household_id varchar)")
    connection.executemany(
        "insert into looked values (?)", [[one] for one in sorted(set(households))]
    )
    homes = {
        row["asked_id"]: row
        for row in ask(connection, "select h.*, h.household_id as asked_id from household_fact h"
                       " join looked l on l.household_id = h.household_id")
    }  # fmt: skip
    persons: dict[str, dict[str, Row]] = {}
    query = """
        select f.*, n.id_number, h.household_id as asked_id
        from person_fact f join person n on n.pid = f.pid join household h on h.hh = f.hh
        join looked l on l.household_id = h.household_id order by f.pid
    """
    for row in ask(connection, query):
        persons.setdefault(row["asked_id"], {})[row["id_number"] or row["name"] or ""] = row
    rows: dict[str, dict[str, list[Row]]] = {}
    for kind, row in every_row(done):
        rows.setdefault(row["asked_id"], {}).setdefault(kind, []).append(row)
    return Look(homes, persons, rows)


def every_row(done: Judged) -> Iterator[tuple[str, Row]]:
    """The rows of the households of table looked, with the roster of each."""
    given = {one.kind for one in done.read.sources}
    files = {s.source: (s.file, s.sheet, dict(s.headers)) for s in done.read.sources}
    for kind in done.kinds:
        if kind.name not in given:
            continue
        for query in queries(kind.name):
            for row in ask(done.connection, query):
                file, sheet, headers = files[row["source"]]
                yield kind.name, {**row, "file": file, "sheet": sheet, "headers": headers}


def queries(kind: str) -> Iterator[str]:
    """SQL: the rows of a roster that belong to the households of table looked."""
    asked = "join household h on h.hh = {} join looked l on l.household_id = h.household_id"
    end = "h.household_id as asked_id"
    if kind == "members":
        yield (
            f"select m.*, {end} from members m join household h on h.household_id = m.household_id"
            " join looked l on l.household_id = h.household_id order by m.ord"
        )
    elif kind == "population":
        yield (
            f"select m.*, {end} from person p join population m on p.kind = 'p' and p.ord = m.ord "
            + asked.format("p.hh")
            + " order by m.ord"
        )
    elif kind == "deaths":
        yield (
            f"select m.*, {end} from person p join deaths m on m.id_number = p.id_number "
            + asked.format("p.hh")
            + " order by m.ord"
        )
    elif kind not in NOT_LINKED:
        rows = f"select m.*, r.link_rule, {end} from rows_{kind} r join {kind} m on m.ord = r.ord"
        yield f"{rows} {asked.format('r.hh')} order by r.ord"
        if kind == "water":
            yield (
                f"{rows} join household_place p on r.hh is null"
                " and r.v_key = p.village_key and r.v_county is not distinct from p.county"
                f" and r.v_town is not distinct from p.town {asked.format('p.hh')} order by r.ord"
            )


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query by column."""
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def wanted(done: Judged, rule: str) -> list[str]:
    """The facts that a rule and those that it leans on name, with what they are made of."""
    judgement = done.judgement
    rules = {rule} | {other for name, other in leans(judgement) if name == rule}
    names = {f for r in rules if r in judgement.compiled for f in facts_of(judgement.compiled[r])}
    return sorted(names | {part for name in names for part in PARTS.get(name, ())})


def said(value: Any) -> str:
    """A value for people."""
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    made = plain(value)
    return f"{made:.2f}".rstrip("0").rstrip(".") if isinstance(made, float) else str(made)


def facts_changed(
    before: Look, after: Look, household: str, names: Iterable[str]
) -> list[tuple[str, str]]:
    """The facts of a household and its persons that differ, each with its words.

    Like (income_per_capita, 上年人均纯收入 4000→6000); days of age only where nothing else does.
    """
    one, other = (side.homes.get(household, {}) for side in (before, after))
    people = [side.persons.get(household, {}) for side in (before, after)]
    pairs = [("", one, other)]
    pairs += [
        (people[1][who]["name"] or "某人", people[0][who], people[1][who])
        for who in sorted(set(people[0]) & set(people[1]))
    ]
    told = {
        (name, f"{whose}{label(name)} {said(a[name])}→{said(b[name])}"): None
        for whose, a, b in pairs
        for name in names
        if name in a and name in b and a[name] != b[name] and not (whose and name in one)
    }
    return [t for t in told if t[0] != "age_days"] or list(told)


def cells_changed(
    done: Judged, before: Look, after: Look, household: str, kinds: Iterable[str]
) -> list[str]:
    """The cells of a household's rows that differ, with file, sheet, row and header."""
    told: list[str] = []
    for kind in kinds:
        one, other = (s.rows.get(household, {}).get(kind, []) for s in (before, after))
        left = [row for row in one if all(content(row) != content(o) for o in other)]
        right = [row for row in other if all(content(row) != content(o) for o in one)]
        title = done.kinds[kind].title
        for old, new in paired(left, right):
            told += cells(title, old, new, done)
    return told


def content(row: Row) -> dict[str, Any]:
    """What a row says, without where it stands; an empty cell says nothing."""
    outside = ("file", "sheet", "headers")
    return {k: v for k, v in row.items() if k not in INNER and k not in outside and v is not None}


def paired(left: list[Row], right: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of one person and year beside each other, by number, else by name; the rest alone."""
    rest, alone = list(right), list(left)
    for keys in (("id_number", "year", "name"), ("year", "name")):
        for old in list(alone):
            wanted_row = [old.get(key) for key in keys]
            near = [new for new in rest if [new.get(key) for key in keys] == wanted_row]
            if near and old.get("name", "") is not None:
                rest.remove(near[0])
                alone.remove(old)
                yield old, near[0]
    yield from ((old, None) for old in alone)
    yield from ((None, new) for new in rest)


def place(row: Row) -> str:
    """Where a row stands."""
    sheet = f"[{row['sheet']}]" if row["sheet"] else ""
    return f"{row['file']}{sheet} 第{row['row']}行"


def cells(title: str, old: Row | None, new: Row | None, done: Judged) -> Iterator[str]:
    """What became of one row; the text of a number is not told."""
    if old is None or new is None:
        if new is not None:
            yield f"{title}:本次多出 {place(new)}"
        if old is not None:
            yield f"{title}:本次没有了上次的 {place(old)}"
        return
    a, b = content(old), content(new)
    for name in sorted({*a, *b}):
        if a.get(name) == b.get(name) or name in ("id_text", "id_lost"):
            continue
        header = new["headers"].get(name) or old["headers"].get(name)
        if header is None:
            header = done.kinds.fields[name].label if name in done.kinds.fields else name
        change = "已改" if secret(done, name) else f"{shown(a, name)}→{shown(b, name)}"
        yield f"{title} {place(new)}“{header}”{change}(上次 {place(old)})"


def secret(done: Judged, name: str) -> bool:
    """Whether a field holds a number that no list may tell."""
    known = done.kinds.fields.get(name)
    return name in SECRET or (known is not None and known.type in SECRET_TYPES)


def shown(values: Row, name: str) -> str:
    """A cell's value; an empty one says so."""
    return said(values[name]) if name in values else "空"
