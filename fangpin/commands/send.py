"""`fangpin send`: mail each county its workbook; without --yes only a preview."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command
from fangpin.errors import UseError

if TYPE_CHECKING:
    from fangpin.mail.plan import Parcel
    from fangpin.mail.record import Record


@click.command(cls=Command, name="send")
@click.argument("out", metavar="结果文件夹", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="真的发送;不加只列出将发给谁。")
@click.option(
    "--config",
    metavar="文件",
    envvar="FANGPIN_CONFIG",
    help="配置文件(默认向上找 fangpin.toml),邮箱写在 [mail] 和 [mail.to]。",
)
@click.option(
    "--password-file",
    metavar="文件",
    envvar="FANGPIN_PASSWORD_FILE",
    help="scan 加密时用的密码文件,发送前用它打开检查。",
)
@click.option(
    "--unencrypted",
    is_flag=True,
    help="部门的数据问题表没有加密也发送(里面有它报来的完整证件号)。",
)
@click.option("-q", "--quiet", is_flag=True, help="只说没有发出的。")
@click.pass_context
def command(ctx: click.Context, /, out: Path, **options: Any) -> int:
    """把各旗县区的预警清单、各部门的数据问题表用邮件发给它;不加 --yes 只预览。

    先检查泄露,有问题的不发;发过而没有变化的不再发;有没发出的,退出码为 1。
    数据问题表只在写了 [mail.departments] 时才发,并且只发加密的(或写明 --unencrypted)。

    \b
    例:fangpin send 结果
        fangpin send 结果 --yes
    """
    from fangpin.cron.lock import held
    from fangpin.mail import settings

    config = shared.configure(ctx, "send", [], options)
    addresses = whom(config)
    words = settings.words(config), settings.slip_words(config)
    if not out.is_dir():
        raise UseError(f"找不到结果文件夹 {out}", "请指定 fangpin scan 写出的结果文件夹")
    server = settings.server(config) if options["yes"] else None
    with shared.writing(out), held(out):
        record, made = planned(out, addresses, options)
        if server is None:
            return look(made, record, settings.max_size(config))
        return send(out, made, (server, words, record), quiet=options["quiet"])


def whom(config: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The addresses of counties, and of departments under names of their own."""
    from fangpin.mail import settings
    from fangpin.mail.record import SLIPS

    slips = settings.departments(config)
    return settings.addresses(config) | {SLIPS + name: to for name, to in slips.items()}


def planned(
    out: Path, addresses: dict[str, tuple[str, ...]], options: dict[str, Any]
) -> tuple[Record, list[Parcel]]:
    """What was sent before, and the parcels, checked for leaks."""
    from fangpin.commands.bar import counting
    from fangpin.leaving.passwords import read_passwords
    from fangpin.mail.plan import Rules, parcels
    from fangpin.mail.record import read_record

    file = options["password_file"]
    passwords = read_passwords(Path(file)) if file else None
    record = read_record(out)
    with counting("检查泄露", options) as step:
        rules = Rules(passwords, options["unencrypted"])
        made = parcels(out, addresses, record, rules, step)
    if not made:
        raise UseError(f"{out} 里没有旗县区的预警清单或部门的数据问题表", "请检查结果文件夹")
    return record, made


def look(made: list[Parcel], record: Record, max_size: int) -> int:
    """Print the preview; 1 where a county would get nothing."""
    from fangpin.mail.show import preview
    from fangpin.report.terminal import emit

    emit(preview(made, record, max_size) + "以上是预览,没有发送;加 --yes 发送\n", sys.stdout)
    return 1 if any(one.blocked for one in made) else 0


def send(out: Path, made: list[Parcel], how: tuple[Any, Any, Record], *, quiet: bool) -> int:
    """Send and tell by county; 1 where something did not go out."""
    from fangpin.mail.run import Office, Outcome, send_all
    from fangpin.mail.show import line
    from fangpin.mail.smtp import Carrier

    server, (words, slip_words), record = how

    def tell(outcome: Outcome) -> None:
        if not outcome.well:
            click.echo(line(outcome), err=True)
        elif not quiet:
            click.echo(line(outcome))

    with Carrier(server) as carrier:
        office = Office(carrier, words, day_of(out), record, slip_words)
        outcomes = send_all(made, office, tell)
    return 0 if all(one.well for one in outcomes) else 1


def day_of(out: Path) -> str:
    """The as-of date of the run."""
    try:
        return str(json.loads((out / "run.json").read_text("utf-8"))["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UseError(f"{out} 里没有可用的 run.json", "请指定 fangpin scan 的结果文件夹") from None
