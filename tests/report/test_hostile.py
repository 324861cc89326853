"""What a roster holds comes out as text: no formula runs, no markup acts, no file breaks."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from fangpin.report import write_reports
from fangpin.report.model import PROBLEM_COLUMNS, Results

from .build import alert_table, problem_table, results

LEADS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "＝",
    "=cmd|' /C calc'!A0",
    "<r><t>x</t></r>",
    "<b>",
    "'",
)
NAME = st.builds(
    lambda lead, rest: lead + rest,
    st.sampled_from(
        (*LEADS, "", "\x00", "\x1b[31m", "\ufffe", "_x0041_", "</script>", "\u202e", '"')
    ),
    st.text(max_size=10),
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def hostile(names: list[str]) -> Results:
    """A small city in which every text that a roster gives is one of these."""
    made = results(per_village=1)

    def text(place: int) -> str:
        return names[place % len(names)]

    homes = made.households.to_pylist()
    for n, home in enumerate(homes):
        home |= {"head_name": text(n), "town": text(n // 3), "village": text(n + 1),
                 "county": text(n // 5)}  # fmt: skip
    places = {home["household_id"]: home for home in homes}
    alerts = made.alerts.to_pylist()
    for n, alert in enumerate(alerts):
        home = places[alert["household_id"]]
        alert |= {key: home[key] for key in ("head_name", "county", "town", "village")}
        alert |= {"evidence": [text(n), f"来源：{text(n + 1)}"], "measures": [text(n)]}
        alert |= {"missing": [text(n)] if alert["missing"] else [], "department": text(n)}
    members = made.members.to_pylist()
    for n, member in enumerate(members):
        member |= {"name": text(n), "relation": text(n), "health": text(n), "labour": text(n)}
    problems = problem_table().to_pylist()
    for n, problem in enumerate(problems):
        problem |= {"file": text(n), "column": text(n), "value": text(n), "department": text(n)}
    return results(
        households=pa.Table.from_pylist(homes),
        alerts=alert_table(alerts),
        members=pa.Table.from_pylist(members),
        problems=pa.Table.from_pylist(problems, schema=problem_table().schema),
        run={**made.run, "counts": {}, "coverage": {"insurance": {text(0): 3}}},
    )


@settings(max_examples=12, deadline=None)
@given(st.lists(NAME, min_size=2, max_size=6, unique=True))
@pytest.mark.parametrize("privacy", ["work", "public"])
def test_everything_stays_text(privacy: Any, names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_reports(hostile(names), Path(folder), privacy=privacy)
        for path in written:
            if path.suffix == ".xlsx":
                _is_plain_workbook(path)
            elif path.suffix == ".csv":
                _is_guarded_csv(path)
            elif path.suffix == ".html":
                _is_plain_page(path)


def _is_plain_workbook(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            root = etree.fromstring(archive.read(name))
            if name.startswith("xl/worksheets/sheet"):
                assert not root.findall(".//{*}sheetData//{*}f")
                kinds = {cell.get("t") for cell in root.iter("{*}c") if len(cell)}
                assert kinds <= {"s", None}
                assert not root.findall(".//{*}hyperlink")
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def _is_guarded_csv(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    # Parsed as a spreadsheet does, which knows no column of numbers beforehand.
    for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r]", cell) or _NUMBER.fullmatch(cell)


def _is_plain_page(path: Path) -> None:
    tree = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert not tree.xpath("//b|//r|//t|//img|//@onerror")


def test_a_name_that_looks_like_formatted_text(tmp_path: Path) -> None:
    """XlsxWriter itself writes <r>...</r> into the file as it stands."""
    write_reports(hostile(["<r><t>假</t></r>", "<r>&</r>"]), tmp_path, privacy="work")
    (path, *_) = sorted((tmp_path / "send").glob("预警清单_*.xlsx"))
    names = {row[4] for row in openpyxl.load_workbook(path)["户情"].iter_rows(4, values_only=True)}
    assert {str(name).strip() for name in names} <= {"<r><t>假</t></r>", "<r>&</r>"}


def test_the_columns_of_problems_are_all_guarded() -> None:
    assert {"file", "column", "value"} <= set(PROBLEM_COLUMNS)
