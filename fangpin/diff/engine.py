"""Find what changed between two runs, and by running again, step by step, the cause of each.

The steps, in this fixed order: the old rosters under the new as-of date; under the new parameters,
one after the other by name; under the new choice of rules; without the rosters, columns and
covered counties that the new run lacks; with the new run's persons; with its numbers and confirmed
pairs; with all its values; with the rosters that only it has. The causes add up to the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fangpin import facts, whatif
from fangpin.diff import between, reasons
from fangpin.diff.aside import aside
from fangpin.diff.chain import Chain, outcome, same
from fangpin.diff.common import newly_uncovered, only_in, without
from fangpin.diff.judged import Data, judge_data, outcomes
from fangpin.diff.model import UNKNOWN_COUNTY, Change, Comparison, Home, Key, Why
from fangpin.diff.runs import Run, answers, figures, policy_of, same_inputs, say_figures
from fangpin.diff.stored import compare_stored
from fangpin.errors import UseError
from fangpin.pipeline import read_stage
from fangpin.rules.book import rule_book
from fangpin.run import Judged, ScanOptions
from fangpin.timing import Clock

if TYPE_CHECKING:
    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.policy import Policy

FOLDED = {*facts.PARAMETERS, "enrolment.in_school"}  # parameters that facts are made with
How = Callable[[list[Path], date], ScanOptions]  # how the inputs of a run are read


@dataclass(frozen=True)
class Side:
    """One of the two runs, with its inputs read again."""

    run: Run
    read: Rosters
    policy: Policy
    data: Data


def compare(old: Run, new: Run, how: How) -> Comparison:
    """Everything that changed from `old` to `new`, each change with one cause.

    how: the options to read a run's inputs with. Where inputs are gone or are others by now, the
    stored facts are compared instead, and the notes say so.
    """
    old, new, notes = in_both_counties(old, new)
    whole = old, new
    old, new, known = aside(old, new)
    reads = [read_again(run, how) for run in (old, new)]
    if reads[0] is None or reads[1] is None:
        lost = [run for run, made in zip((old, new), reads, strict=True) if made is None]
        told = "、".join(run.folder.name for run in lost)
        notes.append(
            f"{told} 的输入已不在原处或内容已变,不能重新运行;只比较了两次结果中保存的农户数据,"
            "个人和原始单元格的变化看不到"
        )
        causes = known | compare_stored(old, new)
        return comparison(*whole, causes, notes, rerun=False)
    was, kinds = reads[0]
    now = reads[1][0]
    with TemporaryDirectory(prefix="fangpin-") as folder:
        sides = [side(run, other, read, kinds) for run, other, read in (
            (old, new, was), (new, old, now))]  # fmt: skip
        causes = known | Walk(sides[0], sides[1], kinds, how, Path(folder)).causes()
    return comparison(*whole, causes, notes, rerun=True)


def read_again(run: Run, how: How) -> tuple[Rosters, Kinds] | None:
    """The inputs of a run, None where they are gone or are not the same by content."""
    if not run.paths:
        return None
    try:
        read, kinds = read_stage(how(run.paths, run.day), Clock())
    except UseError:
        return None
    return (read, kinds) if same_inputs(run, read) else None


def side(run: Run, other: Run, read: Rosters, kinds: Kinds) -> Side:
    """A run with what it is judged from."""
    titles = {kind.title: kind.name for kind in kinds}
    return Side(run, read, policy_of(run, other), Data(read, answers(run, titles)))


def in_both_counties(old: Run, new: Run) -> tuple[Run, Run, list[str]]:
    """The runs with the alerts of the counties that both looked at."""
    limits = [run.counties for run in (old, new) if run.counties is not None]
    if not limits:
        return old, new, []
    both = frozenset.intersection(*limits)
    made = []
    for run in (old, new):
        kept = {k: v for k, v in run.outcomes.items() if run.homes[k[0]].county in both}
        made.append(replace(run, outcomes=kept))
    return made[0], made[1], ["只比较两次都有的旗县区:" + "、".join(sorted(both))]


def comparison(
    old: Run, new: Run, causes: dict[Key, Why], notes: list[str], *, rerun: bool
) -> Comparison:
    """The answer, sorted by rule and household."""
    homes = {**old.homes, **new.homes}
    order = {rule.id: rule.order for rule in rule_book().rules.values()}
    kept = Counter(
        (rule, homes[home].county or UNKNOWN_COUNTY)
        for (home, rule), said in new.outcomes.items()
        if old.outcomes.get((home, rule)) == said
    )
    changes = [
        Change(
            key[0], key[1], homes.get(key[0], Home()), outcome(old.outcomes, key),
            outcome(new.outcomes, key), why,
        )
        for key, why in causes.items()
    ]  # fmt: skip
    changes.sort(key=lambda c: (order.get(c.rule, len(order)), c.rule, c.household_id))
    if any(change.why.cause == "rerun" for change in changes):
        notes.append("有的结果按原来的输入重算不出来:程序版本或选项与当时不同,原因列写明")
    names = {rule.id: rule.name for rule in rule_book().rules.values()}
    return Comparison(
        old.told(), new.told(), rerun, tuple(changes), dict(kept), tuple(notes), names
    )


class Walk:
    """Goes from the old run to the new one; at most two states are open at a time."""

    def __init__(self, old: Side, new: Side, kinds: Kinds, how: How, folder: Path) -> None:
        self.old, self.new, self.kinds, self.how, self.folder = old, new, kinds, how, folder
        self.places = how(old.run.paths, new.run.day).config.get("places", {})
        self.chain = Chain(old.run.outcomes, new.run.outcomes)
        self.day = new.run.day
        self.last: tuple[Judged, ExitStack] | None = None

    def causes(self) -> dict[Key, Why]:
        """The cause of each key that differs between the two runs."""
        if not self.chain.keys:
            return {}
        try:
            self.judge_old()
            self.under_new_policy()
            self.to_new_rosters()
        finally:
            if self.last is not None:
                self.last[1].close()
        self.to_stored()
        return self.chain.causes()

    def go(
        self, cause: str, data: Data, policy: Policy, day: date,
        explain: Callable[[Judged, Judged, set[Key]], reasons.Told],
    ) -> None:  # fmt: skip
        """Judge the next state, and let the one before it go."""
        stack = ExitStack()
        done = stack.enter_context(judge_data(data, self.kinds, policy, day, self.places))
        before = self.last
        self.last = (done, stack)
        found = outcomes(done.connection, self.chain.keys)
        known = before[0] if before is not None else done
        self.chain.step(cause, found, lambda keys: explain(known, done, keys))
        if before is not None:
            before[1].close()

    def judge_old(self) -> None:
        """The old run again; what comes out otherwise is a cause of its own."""
        carried = self.old.run.carried

        def explain(_: Judged, __: Judged, keys: set[Key]) -> reasons.Told:
            text = "上次的结果按原来的输入重算不出来(程序版本或选项不同)"
            told = same("rerun", text, keys)
            return told | {k: Why("roster", carried[k]) for k in keys if k in carried}

        self.go("rerun", self.old.data, self.old.policy, self.old.run.day, explain)

    def under_new_policy(self) -> None:
        """The old rosters on the new day, under each new parameter, then by the new rules."""
        old_day, policy = self.old.run.day, self.old.policy
        if old_day != self.day:
            read, _ = read_stage(self.how(self.old.run.paths, self.day), Clock())
            self.old = replace(self.old, read=read, data=replace(self.old.data, read=read))
            first = f"基准日期 {old_day}→{self.day}"
            self.go("as_of", self.old.data, policy, self.day,
                    lambda a, b, keys: reasons.of_facts("as_of", a, b, keys, first))  # fmt: skip
        for name, known in sorted(self.new.policy.parameters.items()):
            before = policy.parameters.get(name)
            if before is None or figures(before) != figures(known):
                policy = replace(policy, parameters={**policy.parameters, name: known})
                was = say_figures(before) if before is not None else "未设"
                text = f"{known.title}({name}) {was}→{say_figures(known)}"
                self.again("parameter", policy, text, refold=name in FOLDED)
        if set(policy.rules) != set(self.new.policy.rules):
            self.again("rule", self.new.policy, "", refold=False)

    def again(self, cause: str, policy: Policy, text: str, *, refold: bool) -> None:
        """Judge the state that is open again under another policy."""
        assert self.last is not None
        done = self.last[0]
        if refold:
            whatif.refold(done, policy)
        whatif.again(done, policy)
        found = outcomes(done.connection, self.chain.keys)
        rules = set(policy.rules)

        def explain(keys: set[Key]) -> reasons.Told:
            if text:
                return same(cause, text, keys)
            verb = {True: "本次政策新用这条规则", False: "本次政策不用这条规则"}
            return {key: Why(cause, verb[key[1] in rules]) for key in keys}

        self.chain.step(cause, found, explain)

    def to_new_rosters(self) -> None:
        """What both runs were given; persons, numbers, values; then what only the new one has."""
        was, now = self.old.run.record, self.new.run.record
        year, old, new = self.day.year - 1, self.old.read, self.new.read
        hides = [uncovered(a, b) for a, b in ((was, now), (now, was))]
        gone = only_in(old, new, self.kinds, year, hides[0])
        came = only_in(new, old, self.kinds, year, hides[1])
        policy = self.new.policy
        old_both = without(old, gone, year, self.folder / "old")
        new_both = without(new, came, year, self.folder / "new")
        decided = self.old.data.decided
        hidden = [{k: frozenset(c) for k, c in hide.items()} for hide in hides]
        if gone:
            self.go("roster", Data(old_both, decided, hidden[0]), policy, self.day,
                    lambda a, b, keys: reasons.of_roster(a, b, keys, gone, "本次没有"))  # fmt: skip
        self.through(old_both, new_both, hidden[0])
        if same_files(old, new) and not gone and not came:
            return
        last = Data(new_both, self.new.data.decided, hidden[1])
        self.go("value", last, policy, self.day,
                lambda a, b, keys: reasons.of_facts("value", a, b, keys))  # fmt: skip
        if came:
            self.go("roster", self.new.data, policy, self.day,
                    lambda a, b, keys: reasons.of_roster(a, b, keys, came, "本次新有"))  # fmt: skip

    def through(self, old: Rosters, new: Rosters, hide: dict[str, frozenset[str]]) -> None:
        """The states between the old and the new rosters."""
        if same_files(old, new):
            tables, count = between.tables(old, new=False), 0
        else:
            own, theirs = between.tables(old, new=False), between.tables(new, new=True)
            tables = between.with_persons(own, theirs, between.moves(own, theirs))
            data = Data(between.rosters(new, tables, self.folder / "persons"),
                        self.old.data.decided, hide)  # fmt: skip
            self.go("person", data, self.new.policy, self.day, reasons.of_persons)
            tables, count = between.with_numbers(tables, theirs)
        if count or self.old.data.decided.answers != self.new.data.decided.answers:
            data = Data(between.rosters(new, tables, self.folder / "numbers"),
                        self.new.data.decided, hide)  # fmt: skip
            self.go("match", data, self.new.policy, self.day, reasons.of_match)

    def to_stored(self) -> None:
        """What the new run has that its rosters do not give: checks that --previous wrote."""
        carried = self.new.run.carried

        def explain(keys: set[Key]) -> reasons.Told:
            text = "本次的结果按原来的输入重算不出来(程序版本或选项不同)"
            told = same("rerun", text, keys)
            return told | {k: Why("roster", carried[k]) for k in keys if k in carried}

        self.chain.step("rerun", self.new.run.outcomes, explain)


def same_files(old: Rosters, new: Rosters) -> bool:
    """Whether both are the same files by name and content, so that their rows are the same."""
    one, other = ([(s.file, s.sheet, s.sha256) for s in side.sources] for side in (old, new))
    return one == other


def uncovered(was: object, now: object) -> dict[str, set[str]]:
    """Accusing roster -> the counties that one run covered and the other not."""
    assert isinstance(was, dict) and isinstance(now, dict)
    return newly_uncovered(was.get("not_covered", {}), now.get("not_covered", {}))
