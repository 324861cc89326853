"""A scan as a job: passwords of what leaves, lock, log, and what it says at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fangpin.commands import shared
from fangpin.commands.base import options as several
from fangpin.errors import UseError

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.cron.log import Log
    from fangpin.cron.unchanged import Done
    from fangpin.leaving.passwords import Passwords
    from fangpin.run import Scan, ScanOptions

F = TypeVar("F", bound=Callable[..., Any])


def leaving(function: F) -> F:
    """Add the options of what leaves the office."""
    return several(
        click.option(
            "--privacy",
            type=click.Choice(["work", "review", "public"]),
            default="review",
            envvar="FANGPIN_PRIVACY",
            help="工作簿写多少:work 全部(须加密),review 遮住证件号(默认),public 村内公示。",
        ),
        click.option(
            "--split",
            type=click.Choice(["county", "town", "none"]),
            default="county",
            envvar="FANGPIN_SPLIT",
            help="预警清单按旗县区(默认)、按乡镇分开,或不分。",
        ),
        click.option(
            "--password-file",
            metavar="文件",
            envvar="FANGPIN_PASSWORD_FILE",
            help="加密下发的工作簿:一行密码,或每行 武川县=密码,其余 *=密码。",
        ),
        click.option(
            "--unencrypted",
            is_flag=True,
            envvar="FANGPIN_UNENCRYPTED",
            help="--privacy work 也不加密。",
        ),
    )(function)


def watched(function: F) -> F:
    """Add the options of runs that nobody watches."""
    return several(
        click.option(
            "--log",
            metavar="文件",
            envvar="FANGPIN_LOG",
            help="日志,每个阶段追加一行;屏幕上只输出一行摘要。",
        ),
    )(function)


def sealing(options: dict[str, Any]) -> Passwords | None:
    """The passwords of what leaves. Raises UseError for `work` that nobody said how to protect."""
    from fangpin.leaving.passwords import read_passwords

    file, plain = options["password_file"], options["unencrypted"]
    if file and plain:
        raise UseError("--password-file 和 --unencrypted 只能给一个", "请去掉其中之一")
    if options["privacy"] == "work" and not file and not plain:
        raise UseError(
            "--privacy work 写出完整证件号,须加密",
            "请用 --password-file 给出密码;确实不加密,请写明 --unencrypted",
        )
    return read_passwords(Path(file)) if file else None


@contextmanager
def working(out: Path, log_file: str | None) -> Iterator[Log | None]:
    """Hold the lock beside `out`, clear up after a killed run, log how it ends."""
    from fangpin import output
    from fangpin.cron.lock import held
    from fangpin.cron.log import Log

    log = Log(Path(log_file)) if log_file else None
    with logged(log), ExitStack() as stack:
        with shared.writing(out):
            stack.enter_context(held(out))
            output.recover(out)
        yield log


@contextmanager
def logged(log: Log | None) -> Iterator[None]:
    """Log that a run stopped, and why, in words that tell of nobody."""
    try:
        yield
    except UseError as error:
        if log is not None:
            log.say(f"停止,退出码 {error.status}:{error.message}")
        raise
    except KeyboardInterrupt:
        if log is not None:
            log.say("已中断,退出码 130")
        raise
    except Exception as error:
        if log is not None:
            log.say(f"程序出错:{type(error).__name__}")
        raise


@dataclass(frozen=True)
class Before:
    """The run that alerts are held against: its day and alerts."""

    day: str
    alerts: pa.Table


def before(asked: ScanOptions, out: Path, log: Log | None) -> Before | None:
    """The run of --previous; for a job that is logged, else the results that get replaced."""
    from fangpin.cron.before import read_alerts

    if asked.previous is not None:
        return Before(asked.previous.day.isoformat(), asked.previous.alerts)
    alerts = read_alerts(out) if log is not None else None
    return None if alerts is None else Before(asked.as_of.isoformat(), alerts)


def key(
    asked: ScanOptions,
    inputs: list[list[str]],
    passwords: Passwords | None,
    options: dict[str, Any],
) -> str:
    """The key of this run (fangpin.cron.unchanged)."""
    from fangpin.cron.unchanged import key_of

    secrets = None if passwords is None else dict(passwords.by_name)
    more = {name: options[name] for name in ("privacy", "split")}
    return key_of(asked, inputs, {**more, "secrets": secrets})


def tell_unchanged(done: Done, out: Path, options: dict[str, Any], log: Log | None) -> int:
    """Say that nothing was written; the exit status of the run that wrote it."""
    from fangpin import verdict

    line = f"输入、政策和选项都与上次相同,没有重写(要重写请加 --force):结果 {out}"
    if log is not None:
        log.say(line)
    if options["as_json"]:
        run = json.loads((out / "run.json").read_text("utf-8"))
        json.dump(run, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    elif not options["quiet"]:
        click.echo(line)
    return verdict.ALERTS if options["fail_on_alerts"] and done.hits else done.status


def ending(done: Scan, out: Path, held: Before | None, status: int) -> tuple[str, bool]:
    """The digest in one line, and whether the alerts are the same as before."""
    from fangpin.cron import digest
    from fangpin.cron.before import same_alerts

    same = held is not None and same_alerts(held.alerts, done.results.alerts)
    day = held.day if held is not None and same else ""
    return digest.line(done, out, same=day, status=status), same


def tell(done: Scan, out: Path, options: dict[str, Any], short: str) -> None:
    """Print the summary; `short`, where there is one, in its place."""
    if short and not options["as_json"]:
        if not options["quiet"]:
            click.echo(short)
        return
    shared.tell(done, out, options)
