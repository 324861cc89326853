"""The answers that count: those remembered, and those that came back in forms."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fangpin.errors import UseError, reason
from fangpin.pairs.decision import COLUMNS, NO, UNSURE, YES, Decision
from fangpin.pairs.forms import Form, read_form

NAME = "配对决定.csv"


@dataclass
class Decided:
    """answers: token -> the answer that counts; faults: a sentence each; unusable: remembered lines
    that can't be used and are kept as they are; new, changed: how many answers came in forms."""

    answers: dict[str, Decision] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unusable: list[dict[str, str]] = field(default_factory=list)
    new: int = 0
    changed: int = 0

    def of(self, answer: str) -> list[Decision]:
        """The pairs with one answer."""
        return [one for one in self.answers.values() if one.answer == answer]

    def record(self) -> dict[str, Any]:
        """What run.json tells: how many answers of each sort count, and what is wrong."""
        return {
            "confirmed": len(self.of(YES)),
            "refused": len(self.of(NO)),
            "undecided": len(self.of(UNSURE)),
            "new": self.new,
            "changed": self.changed,
            "faults": list(self.faults),
        }


def gather(memory: Path | None, forms: Sequence[Path], titles: Mapping[str, str]) -> Decided:
    """What is remembered, then what the forms say, with every contradiction told.

    memory: the decisions file; one that does not exist yet is empty. titles: a kind's Chinese name
    -> its name. Raises UseError for a file that can't be read.
    """
    decided = Decided()
    if memory is not None and memory.exists():
        remember(decided, read_form(memory, titles))
    read = [read_form(path, titles) for path in forms]
    for form in read:
        decided.faults += form.faults
    for one in agreed([d for form in read for d in form.decisions], decided):
        take(one, decided)
    return decided


def remember(decided: Decided, form: Form) -> None:
    """Take in the decisions file; what contradicts itself there counts for nothing but is kept."""
    decided.faults += form.faults
    decided.unusable += form.unusable
    sound = agreed(form.decisions, decided)
    decided.answers |= {one.token: one for one in sound}
    left = [one for one in form.decisions if one.token not in decided.answers]
    decided.unusable += [asdict(one) for one in left]


def agreed(decisions: Iterable[Decision], decided: Decided) -> list[Decision]:
    """One decision a pair; a pair with two answers has none, and that is told."""
    by_token: dict[str, list[Decision]] = {}
    for one in decisions:
        by_token.setdefault(one.token, []).append(one)
    made = []
    for several in by_token.values():
        answers = list(dict.fromkeys(one.answer for one in several))
        if len(answers) == 1:
            made.append(several[-1])
            continue
        places = "、".join(dict.fromkeys(f"{one.source}答“{one.answer}”" for one in several))
        decided.faults.append(f"同一对有不同的答案:{places};都没有采用,请只留一个")
    return made


def take(one: Decision, decided: Decided) -> None:
    """Let an answer of a form count; a remembered 是 or 否 gives way only to a later date."""
    before = decided.answers.get(one.token)
    if before is None:
        decided.new += 1
    elif before.answer == one.answer:
        return
    elif before.answer == UNSURE or (before.decided_on and one.decided_on > before.decided_on):
        decided.changed += 1
    else:
        decided.faults.append(
            f"{one.source}:答“{one.answer}”,以前已答“{before.answer}”({before.source});"
            "仍按以前的,确要改正请填更晚的核实日期"
        )
        return
    decided.answers[one.token] = one


def save(decided: Decided, path: Path) -> None:
    """Write the decisions file, owner-only, in one move; not where nothing is or has changed.

    Raises UseError (status 4) where it can't be written.
    """
    from fangpin.report.private import open_private

    if not decided.answers and not decided.unusable:
        return
    content = b"\xef\xbb\xbf" + as_csv(decided).encode("utf-8")
    try:
        if path.exists() and path.read_bytes() == content:
            return
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with open_private(draft) as file:
                file.write(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UseError(
            f"配对决定写不进 {path}:{reason(error)}",
            "请检查磁盘空间和权限;如果正在 Excel 里打开,请先关闭",
            status=4,
        ) from error


def as_csv(decided: Decided) -> str:
    """The decisions by token, then the unusable lines."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    lines = [asdict(one) for _, one in sorted(decided.answers.items())] + decided.unusable
    writer.writerows([[harmless(line[name]) for name in COLUMNS] for line in lines])
    return buffer.getvalue()


def harmless(text: str) -> str:
    """A text that a spreadsheet does not run as a formula."""
    return "'" + text if re.match(r"[=+\-@]", text) else text
