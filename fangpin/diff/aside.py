"""Changes whose cause is known without running again: exemptions, and an office's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fangpin.diff.model import Key, Why
from fangpin.diff.runs import Run
from fangpin.rules.book import rule_book


def aside(old: Run, new: Run) -> tuple[Run, Run, dict[Key, Why]]:
    """The runs without what is explained here, and the causes of what is.

    An own rule is in no policy file, and its words may be others by now: it is not walked through.
    """
    causes = {**dict(own_rules(old, new)), **dict(exempted(old, new))}
    left = []
    for run in (old, new):
        kept = {
            key: said
            for key, said in run.outcomes.items()
            if key not in causes and key[1] in rule_book().rules
        }
        left.append(replace(run, outcomes=kept))
    return left[0], left[1], causes


def differing(old: Run, new: Run) -> Iterator[Key]:
    """The keys that come out otherwise."""
    for key in {**old.outcomes, **new.outcomes}:
        if old.outcomes.get(key) != new.outcomes.get(key):
            yield key


def own_rules(old: Run, new: Run) -> Iterator[tuple[Key, Why]]:
    """What own rules give otherwise."""
    for key in differing(old, new):
        rule = key[1]
        if rule in rule_book().rules:
            continue
        text = "本单位自己的规则,名册、事实或规则有变"
        if rule not in old.record["rules"]:
            text = "上次没有这条规则(本单位自己的)"
        elif rule not in new.record["rules"]:
            text = "本次没有这条规则(本单位自己的)"
        yield key, Why("own", text)


def exempted(old: Run, new: Run) -> Iterator[tuple[Key, Why]]:
    """What a register hid in one of the runs."""
    was, now = hidden(old), hidden(new)
    for key in differing(old, new):
        if key in now and key not in was:
            yield key, Why("exempt", "本次按登记豁免,不再列出")
        elif key in was and key not in now:
            yield key, Why("exempt", "上次按登记豁免,本次豁免不再生效")


def hidden(run: Run) -> set[Key]:
    """The household and rule of each alert that a run hid."""
    return {(home, rule) for rule, home, *_ in run.record.get("hidden", ())}
