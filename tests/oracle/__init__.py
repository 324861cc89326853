"""The oracle: a slow and plain second implementation of rules.md, to judge the fast one by.

It shares no code with `fangpin.match`, `fangpin.facts` and `fangpin.rules`, and was written from
the specification alone: where the two differ, one of them has misread it.
"""

from .judge import judge
from .model import Alert, Table, Verdict

__all__ = ["Alert", "Table", "Verdict", "judge"]
