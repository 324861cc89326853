"""The command line: parses, calls, prints. Each command is a module of fangpin.commands."""

from __future__ import annotations

import signal
import sys
from importlib import import_module

import click

from fangpin import __version__
from fangpin.commands import COMMANDS
from fangpin.commands.base import Group, say_usage_error
from fangpin.errors import UseError

BUG = 70  # exit status of our own bug (EX_SOFTWARE)


class Lazy(Group):
    """Loads a command's module only when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None where there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"fangpin.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Lazy, name="fangpin", no_args_is_help=True)
@click.version_option(__version__, "--version", help="显示版本。", message="fangpin %(version)s")
@click.option("--debug", is_flag=True, envvar="FANGPIN_DEBUG", help="出错时显示完整的程序回溯。")
def cli(debug: bool) -> None:
    """防贫:比对各部门名册,按政策找出需要核实和帮扶的农户。

    \b
    例:fangpin scan 名册文件夹 --as-of 2020-04-18
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status (cli.md, "Exit status")."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK or ASCII console must not stop a run
    signal.signal(signal.SIGTERM, stop)  # what cron and systemd send: nothing is left behind
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, stop)
    words = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(words, debug="--debug" in words))


class Interrupted(KeyboardInterrupt):
    """Ctrl-C or SIGTERM.

    A kind of its own: a plain KeyboardInterrupt that passes through an `exec` of source text (as
    a data class is made) has Python kill itself by SIGINT at its end, whoever caught it.
    """


def stop(number: int, frame: object) -> None:
    """End as Ctrl-C does, so that drafts and the cleaned rows in the temporary folder go."""
    raise Interrupted


def run(arguments: list[str], debug: bool) -> int:
    """Run and return the exit status; only our own bug with --debug leaves as an exception."""
    try:
        status = cli.main(arguments, prog_name="fangpin", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        return complain(say_usage_error(error), 2)
    except UseError as error:
        return complain("。".join(filter(None, (error.message, error.hint))), error.status)
    except (KeyboardInterrupt, click.Abort):
        return complain("已中断,没有留下未完成的结果", 130)
    except Exception as error:
        if debug:
            raise
        return complain(bug(error), BUG)


def complain(message: str, status: int) -> int:
    """Say what is wrong on standard error."""
    click.echo(f"错误:{message}", err=True)
    return status


def bug(error: Exception) -> str:
    """Where our own program failed, without any value in it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
        place = f",位置 {file}:{trace.tb_lineno}"
    return (
        f"fangpin 程序出错({type(error).__name__}{place}),不是您的文件有错。"
        "\n请加 --debug 再运行一次,把显示的内容发给维护人员"
    )


if __name__ == "__main__":
    main()
