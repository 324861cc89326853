"""The chain of states from one run to the other; each change is of the step that made it last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fangpin.diff.model import NOTHING, Key, Outcomes, Why, changed

Explain = Callable[[set[Key]], Mapping[Key, Why]]


@dataclass
class Chain:
    """States one after the other, held only for the keys that differ in the end.

    A key that a step changes gets that step's cause; a later step that changes it again overrides
    it. So every key has one cause, and no key has one whose outcome no step changed.
    """

    start: Outcomes
    goal: Outcomes
    now: dict[Key, str] = field(default_factory=dict)
    why: dict[Key, Why] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = dict(self.start)
        self.keys = changed(self.start, self.goal)

    def step(self, cause: str, outcomes: Outcomes, explain: Explain) -> None:
        """Go to the next state; explain: asked only for the keys that the step changes."""
        self.steps.append(cause)
        moved = changed(self.of(self.now), self.of(outcomes))
        if moved:
            told = explain(moved)
            self.why |= {key: told.get(key, Why(cause, "")) for key in sorted(moved)}
        self.now = dict(outcomes)

    def of(self, outcomes: Outcomes) -> dict[Key, str]:
        """Only the keys that differ in the end."""
        return {key: outcome for key, outcome in outcomes.items() if key in self.keys}

    def causes(self) -> dict[Key, Why]:
        """The cause of each key that differs. Raises AssertionError where the goal is not met."""
        assert self.of(self.now) == self.of(self.goal)
        assert set(self.why) >= self.keys
        return {key: self.why[key] for key in sorted(self.keys)}


def same(cause: str, text: str, keys: Iterable[Key]) -> dict[Key, Why]:
    """One text for all keys."""
    return {key: Why(cause, text) for key in keys}


def outcome(outcomes: Outcomes, key: Key) -> str:
    """The outcome of a key."""
    return outcomes.get(key, NOTHING)
