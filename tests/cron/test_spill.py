"""What has no room in memory goes into a private folder, never beside the user's files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import os, stat, sys
from pathlib import Path
from fangpin import database
connection = database.connect("200MB")
connection.execute("set threads = 1")
text = "md5(range::varchar) || md5((range * 7)::varchar)"
connection.execute(f"create table a as select range as n, {text} as t from range(6000000)")
folder = Path(database.spill_folder())
assert any(folder.iterdir()), "nothing was spilled"
assert sys.platform == "win32" or stat.S_IMODE(folder.stat().st_mode) == 0o700
print(folder)
"""


def test_what_is_spilled_is_private_and_goes(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", CODE], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert list(tmp_path.iterdir()) == []
    assert not Path(made.stdout.strip()).exists()
