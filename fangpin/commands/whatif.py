"""`fangpin whatif`: the same scan under other parameters."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command

if TYPE_CHECKING:
    from fangpin.whatif import Near, Variant

WORDS = {"hit": "命中", "check": "待核", "nothing": "未命中"}
BAR = 40  # characters of the longest bar


@click.command(cls=Command, name="whatif")
@click.argument("paths", nargs=-1, metavar="文件或文件夹...")
@click.option(
    "--set",
    "settings",
    multiple=True,
    required=True,
    metavar="参数=值",
    help="试用的参数值(可重复);范围写 起:止:步长。",
)
@click.option(
    "--near", type=float, default=5.0, metavar="百分比", help="列出离线不到这么多的农户(默认 5)。"
)
@click.option("--out", metavar="文件.xlsx", help="把进出名单和图表写成工作簿。")
@shared.run_folder
@shared.as_of
@shared.policy
@shared.reading
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> int:
    """换一组参数重新研判,看每条规则有哪些农户进出。

    \b
    例:fangpin whatif --set income_line=6000 名册文件夹 --as-of 2020-04-18
        fangpin whatif --set income_line=4000:8000:500 --run fangpin-20200418
    """
    from fangpin.pipeline import judged
    from fangpin.report import terminal
    from fangpin.timing import Clock
    from fangpin.whatif import near_lines, parse_settings, try_out

    asked = shared.scan_options(ctx, "whatif", paths, options)
    with judged(asked, Clock()) as done:
        choices = parse_settings(options["settings"], done.setting.policy)
        near = near_lines(done, options["near"] / 100)
        variants = list(try_out(done, choices))
    if options["out"]:
        from fangpin.report.whatif import write_whatif

        with shared.writing(Path(options["out"])):
            write_whatif(variants, near, Path(options["out"]))
    terminal.emit("\n".join(lines(variants, near)) + "\n", sys.stdout)
    return 0


def lines(variants: list[Variant], near: list[Near]) -> Iterator[str]:
    """What to print: each choice with who enters and leaves; a range as a table with bars."""
    if len(variants) > 1:
        yield from sweep(variants)
    else:
        yield from one_choice(variants[0])
    yield f"\n离线近的农户:{len(near)} 处(名单用 --out 写出)"


def title(variant: Variant) -> str:
    """The parameters of a choice."""
    return "、".join(f"{name}={value}" for name, value in variant.settings.items())


def one_choice(variant: Variant) -> Iterator[str]:
    """Who enters and leaves each rule, by county and by name."""
    yield f"试算 {title(variant)}"
    rules = sorted({c.rule for c in variant.changes})
    if not rules:
        yield "  没有农户进出"
    for rule in rules:
        own = [c for c in variant.changes if c.rule == rule]
        enter = [c for c in own if c.after == "hit"]
        leave = [c for c in own if c.before == "hit"]
        yield f"\n{rule}:新增命中 {len(enter)} 户,退出命中 {len(leave)} 户,共变动 {len(own)} 户"
        counties = sorted({c.place[0] or "未注明" for c in own})
        for county in counties:
            here = [c for c in own if (c.place[0] or "未注明") == county]
            yield f"  {county}:{len(here)} 户"
            for c in here:
                change = f"{WORDS[c.before]} → {WORDS[c.after]}"
                yield f"    {c.household_id} {c.head_name or ''} {change}"


def sweep(variants: list[Variant]) -> Iterator[str]:
    """Hits of each rule that changes along a range, as bars."""
    rules = sorted({rule for v in variants for rule in v.counts})
    for rule in rules:
        hits = [v.counts.get(rule, (0, 0))[0] for v in variants]
        if len(set(hits)) == 1:
            continue
        yield f"\n{rule} 命中户数"
        most = max(hits) or 1
        for variant, number in zip(variants, hits, strict=True):
            yield f"  {title(variant):28} {number:>7} {'#' * round(BAR * number / most)}"
