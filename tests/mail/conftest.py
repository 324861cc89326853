"""A scan of three counties, a config that knows their addresses, and a post office."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cron.county import rosters, scan

from .server import PASSWORD, USER, Post, post_office

TO = {"武川县": ["wc@example.cn"], "托克托县": ["tkt@example.cn", "tkt2@example.cn"]}
TO["清水河县"] = ["qsh@example.cn"]


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    scan(rosters(folder / "名册"), folder / "出", "-q")
    return folder / "出"


@pytest.fixture
def out(scanned: Path, tmp_path: Path) -> Path:
    """Results of a scan."""
    return Path(shutil.copytree(scanned, tmp_path / "出"))


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """A server that wants STARTTLS and a login."""
    with post_office(tmp_path) as made:
        yield made


@pytest.fixture
def config(tmp_path: Path, post: Post) -> Path:
    """The config for that server."""
    return settings(tmp_path, post)


def settings(folder: Path, post: Post, security: str = "starttls", more: str = "") -> Path:
    """A fangpin.toml."""
    (folder / "mail.txt").write_text(PASSWORD + "\n", "utf-8")
    login = f'user = "{USER}"\npassword_file = "{folder / "mail.txt"}"\n'
    lines = f"""
[mail]
host = "127.0.0.1"
port = {post.port}
security = "{security}"
sender = "防贫办 <fpb@example.cn>"
ca_file = "{post.cert}"
timeout = 20
{login if security != "none" else ""}{more}
[mail.to]
"""
    lines += "".join(f'"{county}" = {json.dumps(several)}\n' for county, several in TO.items())
    path = folder / "fangpin.toml"
    path.write_text(lines, "utf-8")
    return path
