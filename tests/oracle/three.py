"""Three-valued logic: True, False and None (not known), as in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Truth = bool | None


def not_(a: Truth) -> Truth:
    """The opposite; not known stays not known."""
    return None if a is None else not a


def all_(terms: Iterable[Truth]) -> Truth:
    """False when one is false, else None when one is not known, else True."""
    seen = list(terms)
    if any(term is False for term in seen):
        return False
    return None if any(term is None for term in seen) else True


def any_(terms: Iterable[Truth]) -> Truth:
    """True when one is true, else None when one is not known, else False."""
    seen = list(terms)
    if any(term is True for term in seen):
        return True
    return None if any(term is None for term in seen) else False


def and_(*terms: Truth) -> Truth:
    """`all_` of the arguments."""
    return all_(terms)


def or_(*terms: Truth) -> Truth:
    """`any_` of the arguments."""
    return any_(terms)


def known(test: Callable[..., bool], *values: Any) -> Truth:
    """The test of values that are all known, else None."""
    return None if any(value is None for value in values) else test(*values)


def unless_true(value: Truth) -> Truth:
    """What is left of a term when its roster was not given: only what is seen is known."""
    return True if value is True else None
