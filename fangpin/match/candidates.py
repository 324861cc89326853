"""Who a row that matches no one may be about (rules.md, "Candidates"); never a link by itself.

(a) the number is one edit from a known person's and the names agree; (b) digits were lost, the
first 15 and the name agree; (c) no usable number, and name with birth date or town agree with
exactly one person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangpin.match import near
from fangpin.match.links import NOT_LINKED, by_household
from fangpin.match.names import likeness
from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

NAME_SCORE = {"equal": 0.97, "sound": 0.9, "character": 0.85}
NAME_SAID = {"equal": "姓名相同", "sound": "姓名同音", "character": "姓名差一字"}
NO_NAME_SCORE, LOST_SCORE, BORN_SCORE, TOWN_SCORE = 0.6, 0.95, 0.8, 0.65

KNOWN = """
    create table known_person as
    with every as (
        select id_number, name, county, town from members where id_number is not null
        union all
        select id_number, name, county, town from population
    )
    select distinct id_number, name, county, town from every
"""
# Every row that links to nobody, whatever became of it, and members without a usable number.
LOST = """
    select '{kind}' as kind, r.ord, r.id_number, r.id_text, r.id_lost, {name} as name,
        {born} as born_on, r.county, r.town
    from all_{kind} r
    where (r.id_number is null or r.id_number not in (select id_number from known_person))
        and {unlinked}
"""
DIGITS_LOST = """
    insert into found_candidate
    select distinct r.kind, r.ord, k.id_number, $score, '证件号前15位相同，姓名相同'
    from lost_row r
    join known_person k on k.name = r.name and substr(k.id_number, 1, 15) = substr(r.id_lost, 1, 15)
    where r.id_number is null and length(r.id_lost) >= 15
"""
# name and birth date, or name and town, agree with exactly one person
SAME_BIRTH = """
    insert into found_candidate
    select kind, ord, min(id_number), $score, '姓名、出生日期相同' from (
        select r.kind, r.ord, k.id_number
        from (
            select kind, ord, name, coalesce(
                strftime(born_on, '%Y%m%d'), substr(coalesce(id_text, id_lost), 7, 8)
            ) as born
            from lost_row where id_number is null and name is not null
        ) r
        join known_person k on k.name = r.name and substr(k.id_number, 7, 8) = r.born
    )
    group by kind, ord having count(distinct id_number) = 1
"""
SAME_TOWN = """
    insert into found_candidate
    select kind, ord, min(id_number), $score, '姓名、旗县区和乡镇相同' from (
        select r.kind, r.ord, k.id_number
        from lost_row r
        join known_person k on k.name = r.name and k.county = r.county and k.town = r.town
        where r.id_number is null
    )
    group by kind, ord having count(distinct id_number) = 1
"""
BEST = """
    insert into candidate
    select c.kind, c.ord, p.pid, c.id_number, c.score, c.reason
    from (
        select kind, ord, id_number, max(score) as score, max_by(reason, score) as reason
        from found_candidate group by kind, ord, id_number
    ) c
    left join person p on p.id_number = c.id_number
"""


def find(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make lost_row and fill candidate: kind, ord, pid, id_number, score, reason.

    pid is null for a known person without a household.
    """
    told = [kind for kind in kinds if "id_number" in kind.fields]
    connection.execute(KNOWN)
    connection.execute("create table lost_row as " + " union all ".join(map(lost, told)))
    connection.execute(
        "create table found_candidate"
        " (kind varchar, ord bigint, id_number varchar, score double, reason varchar)"
    )
    one_edit(connection)
    connection.execute(DIGITS_LOST, {"score": LOST_SCORE})
    connection.execute(SAME_BIRTH, {"score": BORN_SCORE})
    connection.execute(SAME_TOWN, {"score": TOWN_SCORE})
    connection.execute(BEST)


def lost(kind: Kind) -> str:
    """SQL: the rows of a roster that match no one."""
    name = next((f"r.{n}" for n in ("name", "head_name") if n in kind.fields), "null::varchar")
    born = "r.born_on" if "born_on" in kind.fields else "null::date"
    unlinked = "true"
    if kind.name not in NOT_LINKED and by_household(kind):
        unlinked = (
            "(r.household_id is null or r.household_id not in (select household_id from household))"
        )
    return LOST.format(kind=kind.name, name=name, born=born, unlinked=unlinked)


def one_edit(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the persons whose number is one edit away and whose name agrees."""
    rows = connection.sql("""
        select kind, ord, coalesce(id_number, id_text) as text, name
        from lost_row where coalesce(id_number, id_text) is not null order by kind, ord
    """).to_arrow_table()
    ids = connection.sql("select distinct id_number from known_person").to_arrow_table()
    numbers: list[str] = ids["id_number"].to_pylist()
    codes = near.encode(near.digits_of(numbers, near.LENGTH))
    order = codes.argsort()
    texts: list[str] = rows["text"].to_pylist()
    at, person = near.neighbours(texts, codes[order])
    if len(at) == 0:
        return
    pairs = [
        Pair(int(i), texts[i], rows["name"][i].as_py(), numbers[order[j]])
        for i, j in zip(at.tolist(), person.tolist(), strict=True)
    ]
    names = names_of(connection, {pair.id_number for pair in pairs})
    made = [
        [rows["kind"][pair.row].as_py(), rows["ord"][pair.row].as_py(), pair.id_number, *said]
        for pair, said in judged(pairs, names)
    ]
    if made:
        connection.executemany("insert into found_candidate values (?, ?, ?, ?, ?)", made)


@dataclass(frozen=True)
class Pair:
    """A row's text and a known number one edit from it."""

    row: int
    text: str
    name: str | None
    id_number: str


def names_of(connection: duckdb.DuckDBPyConnection, numbers: set[str]) -> dict[str, list[str]]:
    """The names under which these persons are known."""
    import pyarrow as pa

    wanted = pa.table({"id_number": pa.array(sorted(numbers), pa.string())})
    connection.register("wanted", wanted)
    found = connection.execute("""
        select id_number, list(distinct name order by name) from known_person
        where id_number in (select id_number from wanted) and name is not null
        group by id_number
    """).fetchall()
    connection.unregister("wanted")
    return dict(found)


def judged(
    pairs: list[Pair], names: Mapping[str, list[str]]
) -> Iterator[tuple[Pair, tuple[float, str]]]:
    """The pairs that stand, each with its score and reason.

    A row without a name has a candidate only if exactly one known person is one edit away.
    """
    alone = Counter(pair.row for pair in pairs)
    for pair in pairs:
        if pair.name is None:
            if alone[pair.row] == 1:
                yield pair, (NO_NAME_SCORE, difference(pair) + "，名册没有姓名")
            continue
        likes = [likeness(pair.name, known) for known in names.get(pair.id_number, [])]
        best = max((x for x in likes if x), key=lambda x: NAME_SCORE[x], default=None)
        if best is not None:
            yield pair, (NAME_SCORE[best], f"{difference(pair)}，{NAME_SAID[best]}")


def difference(pair: Pair) -> str:
    """How a text differs from a number, in words."""
    text, number = pair.text, pair.id_number
    if len(text) < len(number):
        return "证件号少一位"
    if len(text) > len(number):
        return "证件号多一位"
    places = [i for i, (a, b) in enumerate(zip(text, number, strict=True), 1) if a != b]
    if len(places) == 2:
        return f"证件号第{places[0]}、{places[1]}位颠倒"
    return f"证件号第{places[0]}位不同"
