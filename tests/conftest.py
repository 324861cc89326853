"""What every test starts with: a cache of its own, never the person's."""

from __future__ import annotations

import os
from tempfile import mkdtemp

os.environ["FANGPIN_CACHE"] = mkdtemp(prefix="fangpin-test-cache-")
