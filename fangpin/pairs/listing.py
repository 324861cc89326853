"""Answered pairs in lines for a terminal: masked numbers only."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fangpin.errors import UseError
from fangpin.pairs.decision import ANSWERS, Decision
from fangpin.pairs.memory import Decided
from fangpin.report.masks import mask_id, mask_name
from fangpin.rosters.kinds import Kinds

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Asked:
    """What a run asks: tokens that it met, answered or not, and who is a candidate under which."""

    tokens: frozenset[str]
    persons: frozenset[str]


def listed(decided: Decided, kinds: Kinds) -> Iterator[str]:
    """Counts, then a line a pair, then what is wrong."""
    for answer in ANSWERS:
        several = sorted(decided.of(answer), key=lambda d: (d.kind, d.decided_on, d.token))
        yield f"{answer}:{len(several)} 对"
        yield from (f"  {said(one, kinds)}" for one in several)
    yield from (f"问题:{fault}" for fault in decided.faults)


def said(one: Decision, kinds: Kinds) -> str:
    """One pair without anybody's number."""
    known = {kind.name: kind.title for kind in kinds}
    row = mask_id(one.row_id, "review") if one.row_id else "(没有号码)"
    name = mask_name(one.row_name, "public") or "(没有姓名)"
    by = " ".join(x for x in (one.by, one.decided_on) if x)
    kind = known.get(one.kind, one.kind)
    person = mask_id(one.person_id, "review")
    return f"{one.token}  {kind}  {name} {row} → {person}" + (f"  {by}" if by else "")


def checked(decided: Decided, kinds: Kinds, asked: Asked) -> tuple[list[str], int]:
    """Which answers hold, ask again or are about nothing here; how many need a person."""
    held, again, unknown = [], [], []
    for one in decided.answers.values():
        if one.token in asked.tokens:
            held.append(one)
        elif one.person_id in asked.persons:
            again.append(one)
        else:
            unknown.append(one)
    groups = (
        ("仍然算数", held, False),
        ("值有变动,要重新问", again, True),
        ("这次的名册中没有这一对", unknown, True),
    )
    lines = []
    for title, several, shown in groups:
        lines.append(f"{title}:{len(several)} 对")
        if shown:
            lines += [f"  {said(d, kinds)}" for d in sorted(several, key=lambda d: d.token)]
    lines.append(f"互相矛盾或不能用的:{len(decided.faults)} 处")
    lines += [f"  {fault}" for fault in decided.faults]
    return lines, len(again)


def of_run(out: Path) -> Asked:
    """What a finished run asked, from its candidates.csv and run.json.

    Raises UseError where the folder is no run's.
    """
    try:
        record = json.loads((out / "run.json").read_text("utf-8"))
        with (out / "candidates.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        tokens = {row["token"] for row in rows} | set(record["pairs"]["tokens"])
    except (OSError, ValueError, KeyError):
        raise UseError(f"{out} 不是 fangpin 的结果文件夹", "请检查 --run") from None
    answered = set(record["pairs"]["tokens"])
    persons = {row["candidate_id"] for row in rows if row["token"] not in answered}
    return Asked(frozenset(tokens), frozenset(persons))


def of_database(connection: duckdb.DuckDBPyConnection) -> Asked:
    """What a run asks, while its database is open."""
    rows = connection.execute("select distinct token, id_number from candidate_pair").fetchall()
    return Asked(frozenset(token for token, _ in rows), frozenset(number for _, number in rows))
