"""The lines of the review workbook: one a pair, with all that a person must see to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fangpin.pairs import ask
from fangpin.pairs.decision import UNSURE, YES
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from fangpin.pairs.memory import Decided

COLUMNS = (
    "file", "sheet", "row", "kind", "row_name", "row_id", "born_on", "row_place",
    "person_name", "person_id", "household_id", "person_place", "relation",
    "reason", "score", "conflicts", "answer", "by", "decided_on", "token",
)  # fmt: skip
SHOWN = 5  # other rows that are named one by one
Row = dict[str, Any]


def lines(
    connection: duckdb.DuckDBPyConnection, kinds: Kinds, decided: Decided | None = None
) -> pa.Table:
    """COLUMNS, one line a pair that is open or undecided, sorted by roster file and row.

    kind: the roster's Chinese name. answer: empty, or 不确定 for a pair that was answered so. A
    confirmed pair whose row is rejected for another fault is not asked again; one whose row was
    confirmed as two persons is.
    """
    import pyarrow as pa

    ask.ask_about(connection, kinds)
    rows: list[Row] = connection.sql(ask.REVIEW).to_arrow_table().to_pylist()
    states = dict(connection.execute("select (kind, ord), state from confirmed_row").fetchall())
    same = others_of(connection, "token")
    told = Told(rows, same, states)
    answers = decided.answers if decided else {}
    kept = []
    for row in rows:
        if row["answer"] == YES and told.state(row) != "several":
            continue
        known = answers.get(row["token"]) if row["answer"] == UNSURE else None
        kept.append(
            row
            | {
                "person_id": row["id_number"],
                "kind": kinds[row["kind"]].title,
                "conflicts": ";".join(told.conflicts(row)),
                "reason": ("仅供参考:" if row["weak"] else "") + row["reason"].partition("；")[0],
                "answer": known.answer if known else "",
                "by": known.by if known else "",
                "decided_on": known.decided_on if known else "",
            }
        )
    types = {"row": pa.int64(), "score": pa.float64()}
    fields = [pa.field(name, types.get(name, pa.string())) for name in COLUMNS]
    return pa.Table.from_pylist(kept, schema=pa.schema(fields))


def others_of(connection: duckdb.DuckDBPyConnection, column: str) -> dict[str, list[str]]:
    """The places of the rows that share a token with others, in reading order."""
    found = connection.execute(f"""
        select {column}, list(distinct (c.source, c.row, s.file) order by (c.source, c.row, s.file))
        from candidate_pair c join source s on s.source = c.source
        group by {column} having count(distinct (c.kind, c.ord)) > 1
    """).fetchall()
    return {key: [place(file, row) for _, row, file in several] for key, several in found}


class Told:
    """What must not be chosen in silence, in words."""

    def __init__(
        self,
        rows: Sequence[Row],
        same: Mapping[str, list[str]],
        states: Mapping[Any, str],
    ) -> None:
        self.same = same
        self.states = {tuple(self.key(k)): s for k, s in states.items()}
        self.of_row: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.of_person: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.of_row[row["kind"], row["ord"]].add(row["id_number"])
            self.of_person[row["kind"], row["id_number"]].append(row)

    @staticmethod
    def key(struct: Any) -> Iterable[Any]:
        """The values of a SQL row."""
        return struct.values() if isinstance(struct, dict) else struct

    def state(self, row: Row) -> str:
        """What became of a row that was confirmed."""
        return self.states.get((row["kind"], row["ord"]), "")

    def conflicts(self, row: Row) -> list[str]:
        """A sentence each: several persons for a row, several rows for a person, a row of its own,
        rows with the same values."""
        said = []
        persons = len(self.of_row[row["kind"], row["ord"]])
        if persons > 1:
            said.append(f"这一行有 {persons} 个可能的人,至多一个是")
        several = self.of_person[row["kind"], row["id_number"]]
        others = [place(o["file"], o["row"]) for o in several if o["token"] != row["token"]]
        if others:
            said.append(f"此人也可能是本类名册的{listed(others)}")
        if row["own_row"] is not None:
            said.append(f"此人在本类名册已有一行:{place(row['own_file'], row['own_row'])}")
        if row["token"] in self.same:
            own = place(row["file"], row["row"])
            rest = [one for one in self.same[row["token"]] if one != own]
            if rest:
                said.append(f"姓名和号码相同的还有{listed(rest)},答一次即可")
        if row["answer"] == YES:
            said.append("这一行已答过两个“是”,都没有采用,请只留一个")
        return said


def place(file: str, row: int) -> str:
    """A row of a file, in words."""
    return f"{file} 第 {row} 行"


def listed(places: Sequence[str]) -> str:
    """Several rows in words, the first few by name."""
    more = f" 等 {len(places)} 行" if len(places) > SHOWN else ""
    return "、".join(places[:SHOWN]) + more
