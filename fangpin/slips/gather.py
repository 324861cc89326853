"""From what was read to a department's slip: which of its sheets have which faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fangpin import record
from fangpin.slips.model import Listed, Note, Order, Slip, Wanted

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters, Source
    from fangpin.rosters.kinds import Kinds

# What matching found that is the sender's own to mend. The rest would tell a department what
# another one's roster says of a person.
_OWN_MATCH = (
    "match.household_differs",
    "match.moved_household",
    "match.name_differs",
    "match.size_differs",
    "match.two_households",
)
_COLUMNS = (
    "file", "sheet", "row", "column", "field", "value", "code", "severity", "message", "suggestion",
)  # fmt: skip
Problem = dict[str, Any]
Key = tuple[str, str]


def gather(read: Rosters, kinds: Kinds, problems: pa.Table, order: Order) -> list[Slip]:
    """The slips of all departments that have a fault, by name; wanted sheets in reading order.

    problems: as problems.csv has them. Every roster of a faulty file is wanted in full or, of a
    file that is longer than asked for, there as a list of its faults.
    """
    told = _by_table(problems)
    sources: dict[str, list[Source]] = {}
    for one in read.sources:
        sources.setdefault(one.file, []).append(one)
    slips: dict[str, Slip] = {}
    for file in sorted({file for file, _ in told}):
        own = sources.get(file, [])
        if any((file, one.sheet) in told for one in own):
            _add_tables(slips, own, told, (read.paths[file].name, kinds, order))
        here = {one.sheet for one in own}
        department = record.department(own[0], kinds) if own else record.folder(file)
        for sheet_of, several in _elsewhere(told, file, here):
            slip = slips.setdefault(department, Slip(department))
            slip.whole += [(file, sheet_of, note_of(one)) for one in several]
    for slip in slips.values():
        slip.compared = order.compared.get(slip.department, ())
    return [slips[name] for name in sorted(slips)]


def _add_tables(
    slips: dict[str, Slip],
    own: Sequence[Source],
    told: dict[Key, list[Problem]],
    how: tuple[str, Kinds, Order],
) -> None:
    """Put the tables of one file on the slips of their departments."""
    name, kinds, order = how
    long = order.most_rows is not None and sum(one.rows for one in own) > order.most_rows
    for one in own:
        department = record.department(one, kinds)
        slip = slips.setdefault(department, Slip(department))
        problems = told.get((one.file, one.sheet), [])
        title, counts = kinds[one.kind].title, (one.rows, one.accepted)
        if long:
            slip.listed.append(Listed(one.file, one.sheet, title, counts, _listed(problems)))
            continue
        slip.wanted.append(
            Wanted(
                file=one.file,
                sheet=one.sheet,
                sha256=one.sha256,
                kind=one.kind,
                title=title,
                mark=one.mark,
                counts=counts,
                problems=problems,
                forced=order.forced.get(one.file, order.forced.get(name)),
                columns=order.columns.get(one.file, order.columns.get(name, {})),
            )
        )


def _listed(problems: Sequence[Problem]) -> list[tuple[int, str, Note]]:
    found = [
        (int(one["row"]), _own_value(one), note_of(one))
        for one in problems
        if one["row"] is not None
    ]
    return sorted(found, key=lambda one: one[0])


def _own_value(problem: Problem) -> str:
    """The cell as it was sent; what matching tells may be somebody else's."""
    return (problem["value"] or "") if problem["column"] else ""


def _by_table(problems: pa.Table) -> dict[Key, list[Problem]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not problems.num_rows:
        return {}
    code = problems["code"]
    own = pc.is_in(code, value_set=pa.array(_OWN_MATCH))
    wanted = problems.filter(pc.or_(pc.invert(pc.starts_with(code, "match.")), own))
    told: dict[Key, list[Problem]] = {}
    for one in wanted.select(_COLUMNS).to_pylist():
        told.setdefault((one["file"], one["sheet"] or ""), []).append(one)
    return told


def _elsewhere(
    told: dict[Key, list[Problem]], file: str, here: set[str]
) -> Iterator[tuple[str, list[Problem]]]:
    """The faults of a file that lie in none of its rosters."""
    for (other, sheet), several in sorted(told.items()):
        if other == file and sheet not in here:
            yield sheet, several


def note_of(problem: Mapping[str, Any]) -> Note:
    """A fault as problems.csv has it, as its sender reads it."""
    must = problem["severity"] == "reject"
    return Note(
        must, problem["message"], problem["suggestion"], problem["column"] or "", problem["code"]
    )
