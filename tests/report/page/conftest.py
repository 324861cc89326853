"""A page of the invented city with a run before it, and a headless browser to read it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangpin.report.model import Results
from fangpin.report.page import write_page

from ..build import results

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def compared() -> Results:
    """The invented city, compared with a run before."""
    made = results()
    changes = [("new", "continuing", None)[n % 3] for n in range(made.alerts.num_rows)]
    place = made.alerts.schema.get_field_index("change")
    made.run["previous"] = {
        "as_of": "2020-03-18",
        "ended": {"G1": {"武川县": 2}, "W1": {"托克托县": 1}},
        "carried": {"S3": {"": 1}},
        "flags": [
            {"kind": "members", "county": "武川县", "what": "rows", "before": 100, "now": 20},
            {"kind": "disability", "county": "武川县", "what": "rows", "before": 9, "now": 1},
        ],
    }
    made.run["not_covered"] = {"insurance": ["武川县"]}
    alerts = made.alerts.set_column(place, "change", [changes])
    return results(alerts=alerts, run=made.run)


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(compared(), path)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; a person's machine may lack it, the machine that judges may not."""
    if os.environ.get("CI") == "true":
        from playwright.sync_api import sync_playwright
    else:
        api = pytest.importorskip("playwright.sync_api")
        sync_playwright = api.sync_playwright
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on a machine of CI")
        pytest.skip("no Chromium here")
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, page_file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page in a window of its own; parametrize indirectly with a width, 1280 else.

    Whatever it asks for besides itself is in `page.asked`.
    """
    width = getattr(request, "param", 1280)
    context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=width < 500)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda one: page.asked.append(one.url))
    page.faults = []
    page.on("console", lambda one: page.faults.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto(page_file.as_uri())
    yield page
    context.close()
