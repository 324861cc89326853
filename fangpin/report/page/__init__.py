"""report.html: one page for leaders, with no network and no personal data."""

from __future__ import annotations

from pathlib import Path

from fangpin.report.model import Results


def write_page(results: Results, path: Path) -> None:
    """Write the page; small cells that tell of illness are hidden at every privacy level."""
    from fangpin.report.page.data import page
    from fangpin.report.page.template import render
    from fangpin.report.private import open_private

    with open_private(path) as file:
        file.write(render(page(results)).encode("utf-8"))
