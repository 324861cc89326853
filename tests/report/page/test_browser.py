"""report.html as a leader meets it: at a desk, on a phone, on paper, by keyboard, by ear."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

WIDTHS = (320, 360, 768, 1280)


@pytest.mark.parametrize("opened", WIDTHS, indirect=True)
def test_nothing_hangs_over_the_edge(opened: Any) -> None:
    for part in opened.locator("summary").all():
        part.click()
    wide = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    # What is wider than the window scrolls in a box of its own, and text is never tiny.
    sizes = opened.evaluate(
        "[...document.querySelectorAll('td,th,p,svg text,dd,dt,li,summary')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12


def test_it_asks_for_nothing_but_itself(opened: Any, page_file: Path) -> None:
    opened.locator("#all").click()
    opened.wait_for_timeout(300)
    assert opened.asked == [page_file.as_uri()]
    assert opened.faults == []  # its own policy lets its own script run
    assert opened.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("opened", [360, 1280], indirect=True)
def test_towns_are_opened_and_closed(opened: Any) -> None:
    town = opened.get_by_role("rowheader", name="察素齐镇")
    assert not town.is_visible()
    opened.locator("summary", has_text="土默特左旗").click()
    assert town.is_visible()
    button = opened.locator("#all")
    button.click()
    assert opened.locator("details[open]").count() == 5
    opened.wait_for_function("document.getElementById('all').textContent === '全部收起'")
    button.click()
    assert opened.locator("details[open]").count() == 0


def test_by_keyboard_alone(opened: Any) -> None:
    reached = []
    for _ in range(80):
        opened.keyboard.press("Tab")
        told = opened.evaluate(
            "(() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
            " return [e.tagName, e.textContent.trim().slice(0, 12),"
            " r.bottom > 0 && r.top < innerHeight && r.right > 0,"
            " getComputedStyle(e).outlineStyle] })()"
        )
        if told[0] == "BODY":
            break
        reached.append(told)
    assert reached[0][1] == "跳到正文"
    assert [one for one in reached if not one[2] or one[3] == "none"] == []
    wanted = opened.evaluate(
        "document.querySelectorAll('a[href],button,summary,.scroll').length"
        " - document.querySelectorAll('details:not([open]) .scroll').length"
    )
    assert len(reached) == wanted


def test_enter_opens_a_county(opened: Any) -> None:
    opened.locator("summary", has_text="武川县").focus()
    opened.keyboard.press("Enter")
    assert opened.get_by_role("rowheader", name="可可以力更镇").is_visible()


def test_the_skip_link_leads_to_the_text(opened: Any) -> None:
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("opened", [360, 1280], indirect=True)
def test_axe_finds_nothing_serious(opened: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened.locator("#all").click()
    found = axe.run(opened).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:120]) for one in found
               if one["impact"] in ("serious", "critical", "moderate")]  # fmt: skip
    assert serious == []


def test_it_prints_on_a4_with_every_town(opened: Any, tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    opened.pdf(path=str(paper), prefer_css_page_size=True)
    told = subprocess.run(["pdfinfo", str(paper)], capture_output=True, text=True, check=True)
    assert "A4" in told.stdout
    text = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True
    ).stdout
    for word in ("察素齐镇", "后石背图", "数据质量", "宏河镇"):
        assert (word in text) == (word != "后石背图")  # towns, no villages
    assert "全部展开" not in text


def test_a_reader_hears_what_a_chart_shows(opened: Any) -> None:
    charts = opened.locator("svg[role=img]")
    assert charts.count() == 4
    for chart in charts.all():
        assert chart.locator("desc").text_content().count("；") >= 3


def test_what_is_missing_is_named_with_its_counties(opened: Any) -> None:
    row = opened.locator("#gaps tr", has_text="未参加基本医保")
    assert "武川县" in row.inner_text()
    assert "全部" in opened.locator("#gaps tr", has_text="大病未救治").inner_text()
