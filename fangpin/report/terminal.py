"""What a person sees at the end of a scan: counts, what was not evaluated, where the files are.

No name, ID or illness of anybody; the same words on a terminal, in a log and on a GBK console.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from fangpin.report import exempted, linkage
from fangpin.report.model import Results
from fangpin.report.run import as_of, exits, outdated, policy_title, rule_state
from fangpin.report.words import GROUP_WORDS, NO_PLACE, Words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_SHOWN = 5
_WIDTH = 100  # columns where the output is no terminal


def summary(results: Results, out: Path | None = None, file: TextIO | None = None) -> None:
    """Print a compact Chinese summary; out: where the files lie; file: standard output by default.

    Colours only on a terminal. What the console's encoding lacks is printed as "?".
    """
    target = file or sys.stdout
    utf8 = (getattr(target, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    terminal = target.isatty()
    text = render(results, out, colour=terminal and utf8, width=None if terminal else _WIDTH)
    emit(text, target)


def emit(text: str, target: TextIO) -> None:
    """Write text whatever the console's encoding is; what it lacks becomes "?"."""
    encoding = getattr(target, "encoding", None) or "utf-8"
    target.write(text.encode(encoding, errors="replace").decode(encoding))
    target.flush()


def render(
    results: Results, out: Path | None = None, *, colour: bool = False, width: int | None = _WIDTH
) -> str:
    """The summary as text; width in columns, null: the terminal's."""
    from rich.console import Console

    buffer = StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    _print(console, results, out, colour=colour)
    # No blanks at line ends: a log keeps them.
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def _print(console: Console, results: Results, out: Path | None, *, colour: bool) -> None:
    run = results.run

    def say(text: str, style: str = "") -> None:
        console.print(text, style=style, soft_wrap=True)

    say(f"防返贫监测扫描：{policy_title(run)}，数据截止 {as_of(run)}", "bold")
    if sentence := outdated(run):
        say(f"注意：{sentence}", "bold red")
    console.print(_alerts(results, colour=colour))
    if leaving := sum(1 for _ in exits(run)):
        say(f"监测无命中：{leaving} 户（风险消除评估的线索）")
    if line := linkage.since(run):
        say(line)
    for line in _not_evaluated(results):
        say(line, "yellow")
    for line in linkage.left_out(results):
        say(line, "yellow")
    for line in linkage.fallen(results):
        say(line, "red")
    for line in exempted.lines(run):
        say(line)
    console.print(_rows(results, colour=colour))
    for line in _unreadable(results):
        say(line, "red")
    for line in _passed_over(results):
        say(line)
    if out is not None:
        say(f"结果：{out}（下发的在 {out / 'send'}）")


def _table(title: str, headers: list[str], *, colour: bool) -> Table:
    from rich import box
    from rich.table import Table

    frame = box.SIMPLE if colour else box.ASCII2
    table = Table(title=title, title_justify="left", box=frame, title_style="bold")
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place else "left", overflow="fold")
    return table


def _alerts(results: Results, *, colour: bool) -> Table:
    """Households by county and group, hit / check; one household counts once in a group."""
    counts, groups = _group_counts(results)
    counties = sorted({county for county, _ in counts})
    headers = ["旗县区", *(f"{group} 命中/待核" for group in groups)]
    table = _table("户数（同类中一户只计一次）", headers, colour=colour)
    sums = {group: [0, 0] for group in groups}
    for county in counties:
        cells = [counts.get((county, group), [0, 0]) for group in groups]
        for group, cell in zip(groups, cells, strict=True):
            sums[group] = [a + b for a, b in zip(sums[group], cell, strict=True)]
        table.add_row(county, *(f"{hit} / {check}" for hit, check in cells))
    table.add_row("合计", *(f"{hit} / {check}" for hit, check in sums.values()), style="bold")
    return table


def _group_counts(results: Results) -> tuple[dict[tuple[str, str], list[int]], list[str]]:
    """(county, group) -> households hit and households that are only check."""
    import polars as pl

    from fangpin.report.machine import as_frame

    used = [word for letter, word in GROUP_WORDS.items() if _evaluated(results, letter)]
    others = [rule for rule in results.rules if rule[:1] not in GROUP_WORDS]
    if any(rule_state(results.run, rule).state != "not" for rule in others):
        used.append("其他")
    groups = list(dict.fromkeys(used))
    group = pl.col("rule").str.head(1).replace_strict(dict(GROUP_WORDS), default="其他")
    households = (
        as_frame(results.alerts)
        .group_by(
            pl.col("county").replace("", None).fill_null(NO_PLACE),
            group.alias("group"),
            "household_id",
        )
        .agg(hit=(pl.col("outcome") == "hit").any())
    )
    table = households.group_by("county", "group").agg(hit=pl.col("hit").sum(), all=pl.len())
    counts = {(c, g): [int(hit), int(both - hit)] for c, g, hit, both in table.iter_rows()}
    places = (
        as_frame(results.households)["county"]
        .replace("", None)
        .fill_null(NO_PLACE)
        .unique()
        .to_list()
    )
    return {**{(place, ""): [0, 0] for place in places}, **counts}, groups


def _evaluated(results: Results, letter: str) -> bool:
    """Whether any rule of a group was evaluated anywhere."""
    rules = [rule for rule in results.rules if rule.startswith(letter)]
    return any(rule_state(results.run, rule).state != "not" for rule in rules)


def _not_evaluated(results: Results) -> Iterator[str]:
    words = Words(results.names)
    for rule, text in sorted(results.rules.items(), key=lambda item: item[1].order):
        state = rule_state(results.run, rule)
        if state.state != "evaluated" or state.not_in:
            why = state.why(words)
            yield f"{state.word}：{rule} {text.name}" + (f"（{why}）" if why else "")


def _rows(results: Results, *, colour: bool) -> Table:
    """Rows in = accepted + rejected, by department and kind."""
    words = Words(results.names)
    sums: dict[tuple[str, str], list[int]] = {}
    for entry in results.run.get("inputs", ()):
        kind = words.name(str(entry.get("kind") or "（认不出）"))
        key = (str(entry.get("department") or ""), kind)
        cell = sums.setdefault(key, [0, 0, 0])
        for place, name in enumerate(("rows", "accepted", "rejected")):
            cell[place] += int(entry.get(name) or 0)
    table = _table("数据行 = 接收 + 退回", ["部门 名册", "数据行", "接收", "退回"], colour=colour)
    for (department, kind), cell in sorted(sums.items()):
        table.add_row(f"{department} {kind}".strip(), *(str(n) for n in cell))
    whole = [sum(parts) for parts in zip(*sums.values(), strict=True)] or [0, 0, 0]
    table.add_row("合计", *(str(n) for n in whole), style="bold")
    return table


def _unreadable(results: Results) -> Iterator[str]:
    """A line a file that could not be used."""
    import polars as pl

    from fangpin.report.machine import as_frame

    faults = as_frame(results.problems).filter(pl.col("code").str.starts_with("file."))
    for name, message, suggestion in sorted(
        faults.select(pl.col("file", "message", "suggestion").fill_null("")).iter_rows()
    ):
        yield f"没有读入：{name}：{message}" + (f"。{suggestion}" if suggestion else "")


def _passed_over(results: Results) -> Iterator[str]:
    """Files and sheets that were passed over, with the reason; the first few by name."""
    files = [(one["name"], one["why"]) for one in results.run.get("skipped_files", ())]
    sheets = [
        (f"{one['name']}［{one['sheet']}］", one["why"])
        for one in results.run.get("skipped_sheets", ())
    ]
    passed = [*files, *sheets]
    for name, why in passed[:_SHOWN]:
        yield f"略过：{name}（{why}）"
    if len(passed) > _SHOWN:
        yield f"略过：另有 {len(passed) - _SHOWN} 个文件或工作表，见 run.json"
