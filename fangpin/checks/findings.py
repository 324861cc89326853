"""What the checks found, as a table: check, key, severity, evidence, and where the row stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from fangpin.checks.audit import Judged

COLUMNS = ("check", "key", "severity", "evidence", "file", "sheet", "row")
