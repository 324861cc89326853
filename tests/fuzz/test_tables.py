"""Tables of any cells: every row is data, or is skipped with a reason, and all add up."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rosters.make import AS_OF, file, person, table

from fangpin.io.table import RawTable
from fangpin.rosters.inspect import inspect_file
from fangpin.rosters.kinds import load_kinds
from fangpin.rosters.label import label
from fangpin.rosters.tables import tables_of

KINDS = load_kinds()
_HEADERS = sorted({field.label for field in KINDS.fields.values() if field.label})
_CELL = st.one_of(
    st.none(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.text(max_size=12),
    st.sampled_from(
        [person(1), person(2)[:17], "无", "是", "合计", "备注：", "1.2万", "2020.1", "姓名", "#N/A"]
    ),
)
_TITLE = st.lists(st.one_of(st.none(), st.text(max_size=20)), min_size=1, max_size=3)


@st.composite
def _tables(draw: st.DrawFn) -> RawTable:
    """A header of known and unknown columns, under titles, over rows of anything."""
    header = draw(st.lists(st.sampled_from(_HEADERS), min_size=2, max_size=7))
    header += draw(st.lists(st.text(min_size=1, max_size=6), max_size=2))
    body = st.lists(_CELL, min_size=len(header), max_size=len(header))
    rows = [*draw(st.lists(_TITLE, max_size=2)), header, *draw(st.lists(body, max_size=8))]
    width, height = len(header), len(rows)
    place = st.tuples(*(st.integers(0, n) for n in (height - 1, width - 1, height, width)))
    merges = [
        (top, left, min(top + down, height - 1), min(left + right, width - 1))
        for top, left, down, right in draw(st.lists(place, max_size=2))
    ]
    return table(*rows, merges=merges, first_row=draw(st.integers(1, 3)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_tables())
def test_rows_are_accepted_rejected_or_skipped_with_a_reason(made: RawTable) -> None:
    raw = file(made)
    labelled = label(raw, KINDS)
    last = made.first_row + len(made)
    for roster in labelled.rosters:
        if roster.slots is None:
            rows = roster.rows.tolist()
            skipped = [row for row, _ in roster.skipped]
            assert not set(rows) & set(skipped)
            assert sorted([*rows, *skipped]) == list(range(max(roster.header_rows) + 1, last))
    for checked in tables_of(raw, AS_OF, kinds=KINDS).checked:
        assert checked.accepted + checked.rejected == len(checked.frame)
        rejected = checked.problems[checked.problems["severity"] == "reject"]["row"]
        bad = checked.frame[~checked.frame["accepted"].astype(bool)]["row"]
        assert set(bad) == set(rejected)
    json.dumps(inspect_file(raw, AS_OF, kinds=KINDS), ensure_ascii=False)
