"""report.html says what the lists say, and gives nobody away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from fangpin.leakcheck import check_file
from fangpin.report.page import write_page
from fangpin.report.page.charts import bars
from fangpin.report.page.data import page
from fangpin.report.page.data import shown as shown_columns
from fangpin.report.page.template import render
from fangpin.report.statistics import write_statistics
from fangpin.report.statistics_counts import table as counts

from ..build import results
from .conftest import compared

HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "</style><img src=x onerror=alert(1)>",
            '" onmouseover="x',
            "{{ 7 * 7 }}",
            "{% raw %}",
            "</table></div>",
            "=1+1",
            "\u202e旗左",
            "&lt;b&gt;",
            "]]>",
            "-->",
        ]
    ),
    st.text(min_size=1, max_size=12),
)


def _tree(path: Path) -> Any:
    return html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def _rows(tree: Any, section: str, place: int = 0) -> dict[str, list[str]]:
    table = tree.xpath(f"//section[@id='{section}']//table")[place]
    return {
        row.xpath("string(th)").strip(): [cell.text_content().strip() for cell in row.xpath("td")]
        for row in table.xpath(".//tr[td]")
    }


def test_counties_add_up_to_the_lists(page_file: Path) -> None:
    city = compared()
    rows = _rows(_tree(page_file), "counties")
    hits = {row["household_id"]: row["county"] for row in city.alerts.to_pylist()
            if row["outcome"] == "hit"}  # fmt: skip
    for county in {row["county"] for row in city.households.to_pylist()}:
        assert rows[county][4] == str(sum(place == county for place in hits.values()))
    assert rows["合计"][4] == str(len(hits))
    assert sum(int(cells[0]) for name, cells in rows.items() if name != "合计") == int(
        rows["合计"][0]
    )


def test_towns_add_up_to_their_county(page_file: Path) -> None:
    tree = _tree(page_file)
    counties = _rows(tree, "counties")
    for place, name in enumerate(tree.xpath("//details/summary/strong/bdi/text()"), start=1):
        towns = _rows(tree, "counties", place)
        total = towns.pop("合计")
        assert total == counties[name]
        for column, whole in enumerate(total):
            parts = [cells[column] for cells in towns.values()]
            if "*" not in (*parts, whole) and "—" not in (*parts, whole):
                assert sum(map(int, parts)) == int(whole)


def test_changes_by_county_add_up(page_file: Path) -> None:
    rows = _rows(_tree(page_file), "changes")
    total = rows.pop("合计")
    assert [str(sum(int(row[n]) for row in rows.values())) for n in range(4)] == total
    assert rows["武川县"][2] == "2"
    assert rows["（未填）"][3] == "1"
    text = page_file.read_text(encoding="utf-8")
    assert "行数由 100 降到 20" in text
    assert "由 9 降到 1" not in text  # how few disabled people a county has


def test_changes_leave_out_what_tells_of_illness(page_file: Path, tmp_path: Path) -> None:
    """Else the sum less all other rules, which are shown, would be the number of the ill."""
    city = compared()
    ill = {rule for rule, text in city.rules.items() if "病" in text.name + text.cause
           or "残" in text.name + text.cause}  # fmt: skip
    rows = [row for row in city.alerts.to_pylist() if row["rule"] not in ill]
    words = [row["change"] for row in rows]
    total = _rows(_tree(page_file), "changes")["合计"]
    assert total[:2] == [str(words.count("new")), str(words.count("continuing"))]
    write_statistics(city, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["与上次相比"]
    last = list(sheet.iter_rows(values_only=True))[-1]
    assert [str(cell) for cell in last[1:]] == total


def test_small_cells_are_hidden_as_in_the_statistics(page_file: Path) -> None:
    city = compared()
    hidden = counts(city, "review")
    rows = _rows(_tree(page_file), "counties")
    column = [figure.rule for figure in hidden.columns].index("W1")
    for county, cells in rows.items():
        path = () if county == "合计" else (county,)
        shown = cells[[c.place for c in shown_columns(hidden)].index(column)]
        assert (shown == "*") == ((column, path) in hidden.hidden)


def test_no_person_is_in_it(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    city = compared()
    for row in [*city.households.to_pylist(), *city.members.to_pylist()]:
        for key in ("household_id", "head_id", "id_number", "phone", "village"):
            assert not row.get(key) or row[key] not in text
    for name in {row["head_name"] for row in city.households.to_pylist()}:
        assert name not in text
    assert check_file(page_file) == []


def test_it_names_no_place_on_the_network(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", text)
    assert "default-src 'none'" in text


def test_the_same_results_give_the_same_bytes(page_file: Path, tmp_path: Path) -> None:
    write_page(compared(), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page_file.read_bytes()


def test_headings_and_headers(page_file: Path) -> None:
    tree = _tree(page_file)
    assert tree.get("lang") == "zh-CN"
    assert len(tree.xpath("//h1")) == 1
    assert all(cell.get("scope") for cell in tree.xpath("//th"))
    assert all(table.xpath("caption") for table in tree.xpath("//table"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in tree.xpath("//a/@href"):
        assert link[1:] in ids


@settings(max_examples=40, deadline=None)
@given(st.lists(HOSTILE, min_size=3, max_size=3))
def test_hostile_names_stay_text(names: list[str]) -> None:
    made = results(per_village=1)
    homes = made.households.to_pylist()
    for number, home in enumerate(homes):
        home["county"], home["town"] = names[number % 2], names[2]
    alerts = made.alerts.to_pylist()
    for alert in alerts:
        home = next(h for h in homes if h["household_id"] == alert["household_id"])
        alert["county"], alert["town"] = home["county"], home["town"]
    run = made.run | {"rules": made.run["rules"] | {"S3": _not_in(names[0])}}
    text = render(page(results(households=_table(homes), alerts=_alerts(alerts), run=run)))
    plain = render(page(results(per_village=1)))
    tree = html.fromstring(text)
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert not tree.xpath("//img|//iframe|//@onmouseover|//@onerror")
    assert {e.tag for e in tree.iter() if isinstance(e.tag, str)} <= {
        e.tag for e in html.fromstring(plain).iter() if isinstance(e.tag, str)
    } | {"span"}
    assert "49" not in tree.xpath("string(//summary[1])") or "49" in "".join(names)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e]", text)


def _not_in(county: str) -> dict[str, Any]:
    return {"state": "partly", "missing": [], "not_in": [county]}


def _table(rows: list[dict[str, Any]]) -> Any:
    import pyarrow as pa

    return pa.Table.from_pylist(rows)


def _alerts(rows: list[dict[str, Any]]) -> Any:
    from ..build import alert_table

    return alert_table(rows)


@pytest.mark.parametrize("values", [[], [("甲", 0)], [("甲", "*"), ("乙", "—")]])
def test_no_chart_of_nothing(values: list[tuple[str, Any]]) -> None:
    assert bars("cause", "题", values) is None


def test_without_a_run_before_nothing_is_said_of_it(tmp_path: Path) -> None:
    write_page(results(), tmp_path / "page.html")
    assert "与上次" not in (tmp_path / "page.html").read_text(encoding="utf-8")
