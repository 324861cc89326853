"""The next file from a department against its slip: mended, not mended, new, deleted to pass.

A row of the slip is found again in the new file by what was not wrong with it: first by all its
other fields, then by its ID number, then by household and name, at last by its row number where
half of its fields agree and one of them tells who it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fangpin.faults import PROBLEM_COLUMNS, describe

if TYPE_CHECKING:
    import pandas as pd

    from fangpin.rosters.kinds import Kinds

STATES = {
    "mended": "已改正",
    "not_mended": "未改正",
    "changed": "改了仍不对",
    "new": "新出现",
    "deleted": "整行被删",
}
COLUMNS = (
    "department", "kind", "file", "sheet", "row", "old_file", "old_sheet", "old_row", "column",
    "field", "code", "message", "state",
)  # fmt: skip
_WHO = frozenset(("id_number", "disability_certificate", "household_id", "hukou_id", "name"))
_WHO |= {"head_name", "id_text"}
_KEYS = (("id_text",), ("household_id", "name"), ("hukou_id", "name"), ("household_id",))
_OWN = frozenset(("row", "accepted", "id_lost", "file", "sheet", "at"))


@dataclass
class Pool:
    """All rows of one kind on one side. rows: their typed frame with `file`, `sheet` and `at`;
    faults: position -> its problems."""

    rows: pd.DataFrame
    faults: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


Spot = tuple[Pool, int]


@dataclass(frozen=True)
class Side:
    """One table with its problems: what reading gave."""

    kind: str
    file: str
    sheet: str
    frame: pd.DataFrame
    problems: pd.DataFrame


def compare(old: Iterable[Side], new: Iterable[Side], kinds: Kinds) -> list[dict[str, Any]]:
    """What became of every fault of `old`, and the faults of `new` that it had not; COLUMNS but
    for `department`, a kind after the other in the order of rows."""
    before, after = _pools(old), _pools(new)
    found: list[dict[str, Any]] = []
    for kind in sorted({*before, *after}):
        if kind in before and kind in after:
            title = kinds[kind].title
            found += [{**one, "kind": title} for one in _of_kind(before[kind], after[kind])]
    return found


def _pools(sides: Iterable[Side]) -> dict[str, Pool]:
    import pandas as pd

    parts: dict[str, list[Side]] = {}
    for side in sides:
        parts.setdefault(side.kind, []).append(side)
    pools = {}
    for kind, several in parts.items():
        frames = [one.frame.assign(file=one.file, sheet=one.sheet) for one in several]
        rows = pd.concat(frames, ignore_index=True)
        pool = Pool(rows.assign(at=range(len(rows))))
        places: dict[tuple[str, str, int], int] = {}
        keys = zip(rows["file"], rows["sheet"], rows["row"], strict=True)
        for at, (file, sheet, row) in enumerate(keys):
            places.setdefault((file, sheet, int(row)), at)
        for one in several:
            for problem in one.problems[list(PROBLEM_COLUMNS)].to_dict("records"):
                at = places[one.file, one.sheet, int(problem["row"])]
                pool.faults.setdefault(at, []).append({str(k): v for k, v in problem.items()})
        pools[kind] = pool
    return pools


def _of_kind(old: Pool, new: Pool) -> list[dict[str, Any]]:
    pairs = _pairs(old, new)
    found = []
    told: set[tuple[int, str]] = set()
    for at in sorted(old.faults):
        partner = pairs.get(at)
        for problem in old.faults[at]:
            told.add((-1 if partner is None else partner, problem["field"]))
            found.append(_became(old, new, at, partner, problem))
    for at in sorted(new.faults):
        for problem in new.faults[at]:
            if (at, problem["field"]) not in told:
                found.append(_entry("new", problem, (new, at), None))
    return found


def _became(
    old: Pool, new: Pool, at: int, partner: int | None, problem: Mapping[str, Any]
) -> dict[str, Any]:
    if partner is None:
        return _entry("deleted", problem, None, (old, at))
    now = [one for one in new.faults.get(partner, []) if one["field"] == problem["field"]]
    if not now:
        return _entry("mended", problem, (new, partner), (old, at))
    same = any((one["value"] or "") == (problem["value"] or "") for one in now)
    return _entry("not_mended" if same else "changed", now[0], (new, partner), (old, at))


def _entry(
    state: str, problem: Mapping[str, Any], new: Spot | None, old: Spot | None
) -> dict[str, Any]:
    here = None if new is None else new[0].rows.iloc[new[1]]
    there = None if old is None else old[0].rows.iloc[old[1]]
    message = describe(problem["code"], problem["column"] or "", "…")[0]
    return {
        "file": "" if here is None else here["file"],
        "sheet": "" if here is None else here["sheet"],
        "row": None if here is None else int(here["row"]),
        "old_file": "" if there is None else there["file"],
        "old_sheet": "" if there is None else there["sheet"],
        "old_row": None if there is None else int(there["row"]),
        "column": problem["column"] or "",
        "field": problem["field"] or "",
        "code": problem["code"],
        "message": message,
        "state": state,
    }


def _pairs(old: Pool, new: Pool) -> dict[int, int]:
    """Each faulty row of the slip -> the row of the new file that it is now."""
    common = [name for name in old.rows.columns if name in new.rows.columns and name not in _OWN]
    left, right = _texts(old.rows, common), _texts(new.rows, common)
    pairs: dict[int, int] = {}
    patterns: dict[frozenset[str], list[int]] = {}
    for at in sorted(old.faults):
        wrong = frozenset(problem["field"] for problem in old.faults[at])
        patterns.setdefault(wrong, []).append(at)
    for wrong, rows in patterns.items():
        _pair_by(left, right, _sound(common, wrong), rows, pairs)
    for wrong, rows in patterns.items():
        for key in _KEYS:
            if set(key) <= set(_sound(common, wrong)):
                _pair_by(left, right, list(key), rows, pairs)
    _pair_by_place(old, new, (left, right), pairs)
    return pairs


def _sound(common: Sequence[str], wrong: frozenset[str]) -> list[str]:
    """The fields that a row with these faults is known by."""
    bad = set(wrong)
    if bad & {"id_number", "disability_certificate"}:
        bad |= {"id_number", "id_text", "id_disability_type", "id_disability_grade"}
    return [name for name in common if name not in bad]


def _texts(rows: pd.DataFrame, common: Sequence[str]) -> dict[str, list[str]]:
    return {name: rows[name].astype("string").fillna("").tolist() for name in common}


def _pair_by(
    left: Mapping[str, Sequence[str]],
    right: Mapping[str, Sequence[str]],
    fields: Sequence[str],
    rows: Sequence[int],
    pairs: dict[int, int],
) -> None:
    """Pair rows that are equal in these fields, in order where several are."""
    open_rows = [at for at in rows if at not in pairs]
    if not open_rows or not _WHO & set(fields):
        return
    taken = set(pairs.values())
    wanted: dict[tuple[str, ...], list[int]] = {}
    for at in open_rows:
        key = tuple(left[name][at] for name in fields)
        if any(text for name, text in zip(fields, key, strict=True) if name in _WHO):
            wanted.setdefault(key, []).append(at)
    for now, key in enumerate(zip(*(right[name] for name in fields), strict=True)):
        waiting = wanted.get(key)
        if waiting and now not in taken:
            pairs[waiting.pop(0)] = now


def _pair_by_place(
    old: Pool,
    new: Pool,
    texts: tuple[dict[str, list[str]], dict[str, list[str]]],
    pairs: dict[int, int],
) -> None:
    """Rows left over are the row of the same number, where half of what was filled in agrees.

    A name or a number must be among it: where a row is deleted, the next one has its number.
    """
    left, right = texts
    taken = set(pairs.values())
    places: dict[int, list[int]] = {}
    for at, row in enumerate(new.rows["row"].tolist()):
        places.setdefault(int(row), []).append(at)
    numbers = old.rows["row"].tolist()
    for at in sorted(set(old.faults) - set(pairs)):
        for now in places.get(int(numbers[at]), []):
            filled = [name for name in left if left[name][at]]
            same = {name for name in filled if left[name][at] == right[name][now]}
            if now not in taken and same & _WHO and 2 * len(same) >= len(filled):
                pairs[at] = now
                taken.add(now)
                break
