"""The builders of tests/io serve here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "io"))
