"""Whatever a sheet holds: no row is lost, nothing breaks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fangpin.rosters.inspect import inspect_file
from fangpin.rosters.label import label
from tests.rosters.make import AS_OF, Value, file, person, table

WORDS = st.sampled_from(
    [
        "户编号", "姓名", "身份证号", "身份证号1", "姓名1", "身份证号2", "证件号码", "补贴项目",
        "补贴金额（元）", "转移性收入", "小计", "合计", "注：无", "户主", "是", "否", "低保",
        "序号", "救助类别", "旗县区", "乡镇", "行政村", "水量", "达标", "备注", "单位：万元",
        "脱贫户花名册", "2020-04-18", "H1", "云一", person(1), person(2), " ", "　", "无",
        "#N/A", "约500",
    ]
)  # fmt: skip
CELLS: st.SearchStrategy[Value] = st.one_of(
    st.none(), WORDS, st.integers(-5, 2030), st.floats(0, 99, allow_nan=False), st.text(max_size=4)
)
ROWS = st.integers(1, 7).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=9)
)
HEADER = st.permutations(["户编号", "姓名", "身份证号", "补贴项目", "补贴金额", "纯收入", "水量"])


@settings(max_examples=150, deadline=None)
@given(ROWS, st.one_of(st.none(), HEADER), st.data())
def test_rows_and_skipped_rows_are_all_rows(
    rows: list[list[Value]], header: list[str] | None, data: st.DataObject
) -> None:
    width = len(rows[0])
    if header is not None:
        rows.insert(data.draw(st.integers(0, len(rows))), list(header[:width]))
    corner = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, width - 1))
    (top, left), (bottom, right) = data.draw(corner), data.draw(corner)
    merges = [(top, left, bottom, right)] if top <= bottom and left <= right else []
    raw = file(table(*rows, merges=merges))
    labelled = label(raw)
    for roster in [*labelled.rosters, *(one.roster for one in labelled.refused if one.roster)]:
        end = roster.source.first_row + len(roster.source)  # another table may begin there
        below = set(range(roster.header_rows[-1] + 1, end))
        skipped = {row for row, _ in roster.skipped}
        assert set(roster.rows.tolist()) | skipped == below
        assert not set(roster.rows.tolist()) & skipped
        if roster.slots is None:
            assert len(roster) + len(roster.skipped) == len(below)
    for told in inspect_file(raw, AS_OF)["tables"]:
        rejected = {row["row"] for row in told["rows"] if not row["accepted"]}
        said = {one["row"] for one in told["problems"] if one["severity"] == "reject"}
        assert rejected == said
