"""Options and steps that several commands share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import configured, forced
from fangpin.commands.base import Day, File, Names, Pair
from fangpin.commands.base import options as several
from fangpin.errors import UseError, reason

if TYPE_CHECKING:
    import pyarrow as pa

    from fangpin.reading import Rosters
    from fangpin.rosters.kinds import Kinds
    from fangpin.run import Scan, ScanOptions
    from fangpin.slips.model import Order

configure, config_file = configured.configure, configured.config_file


reading = several(
    click.option(
        "--config",
        metavar="文件",
        envvar="FANGPIN_CONFIG",
        help="配置文件(默认向上找 fangpin.toml)。",
    ),
    click.option(
        "--kind",
        type=Pair(),
        multiple=True,
        metavar="文件=种类",
        envvar="FANGPIN_KIND",
        help="指定一个文件的名册种类(可重复)。",
    ),
    click.option(
        "--column",
        type=Pair(),
        multiple=True,
        metavar="文件:表头=字段",
        envvar="FANGPIN_COLUMN",
        help="指定一列对应的字段(可重复)。",
    ),
    click.option(
        "--input-password-file",
        metavar="文件",
        envvar="FANGPIN_INPUT_PASSWORD_FILE",
        help="打开加密工作簿的密码文件,一行一个。",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, 64),
        metavar="个数",
        envvar="FANGPIN_WORKERS",
        help="同时读几个文件(默认按处理器个数)。",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        envvar="FANGPIN_NO_CACHE",
        help="不用也不留读过的名册缓存。",
    ),
)
as_of = click.option("--as-of", type=Day(), envvar="FANGPIN_AS_OF", help="基准日期(默认今天)。")
run_folder = click.option(
    "--run", "run_folder", metavar="文件夹", help="用这次扫描的输入和选项(scan 的结果文件夹)。"
)
policy = click.option(
    "--policy",
    metavar="名称或文件",
    envvar="FANGPIN_POLICY",
    help="政策名称或文件(默认 hohhot-2020)。",
)
exempt = click.option(
    "--exempt",
    type=File(),
    multiple=True,
    envvar="FANGPIN_EXEMPT",
    metavar="文件",
    help="豁免登记:exempt.toml,或有 规则、户编号、原因、登记人、豁免至 几列的表(可重复)。",
)
county = click.option(
    "--county",
    type=Names(),
    multiple=True,
    metavar="旗县区",
    envvar="FANGPIN_COUNTY",
    help="只出这些旗县区的结果(可重复)。",
)
telling = several(
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        envvar="FANGPIN_JSON",
        help="在标准输出打印运行记录(JSON)。",
    ),
    click.option("--force", is_flag=True, envvar="FANGPIN_FORCE", help="覆盖已有的结果文件夹。"),
    click.option("-q", "--quiet", is_flag=True, envvar="FANGPIN_QUIET", help="除错误外不输出。"),
    click.option(
        "-v", "--verbose", is_flag=True, envvar="FANGPIN_VERBOSE", help="逐个文件输出进度。"
    ),
)


def scan_options(
    ctx: click.Context, command: str, paths: Sequence[str], options: dict[str, Any]
) -> ScanOptions:
    """What to read and judge by, from paths or from the record of an earlier run (--run).

    Raises UseError: neither paths nor a run, a folder that is none, inputs that are gone.
    """
    from fangpin.commands.base import today
    from fangpin.run import ScanOptions

    given = inputs(paths)
    asked = {k: options.get(k) for k in ("as_of", "policy")}
    if options.get("run_folder"):
        if given:
            raise UseError("--run 和文件夹只能给一个", "请去掉其中之一")
        given, earlier = earlier_run(Path(options["run_folder"]))
        asked = {k: v or earlier[k] for k, v in asked.items()}
    if not given:
        raise UseError("缺少 文件或文件夹", "请写出名册文件夹,或用 --run 指定一次扫描的结果文件夹")
    config = configure(ctx, command, given, options)
    return ScanOptions(
        paths=given,
        as_of=asked["as_of"] or options.get("as_of") or today(),
        policy=asked["policy"] or options.get("policy") or "hohhot-2020",
        **how_to_read(options, config, given),
    )


def inputs(paths: Sequence[str]) -> list[Path]:
    """The files and folders that were given; an empty one ("$FOLDER" unset) is a wrong call."""
    if not all(one.strip() for one in paths):
        raise UseError("有一个文件或文件夹是空的", "请写出名册文件夹")
    return [Path(one) for one in paths]


def how_to_read(
    options: dict[str, Any], config: dict[str, Any], paths: Sequence[Path]
) -> dict[str, Any]:
    """The part of ScanOptions that tells how files are read; paths: what --kind may speak of."""
    from fangpin.reading.cache import default_folder

    return {
        "passwords": passwords(options["input_password_file"]),
        **told_of_files(options, config, paths),
        "config": config,
        "config_file": config_file(options, paths),
        "workers": options["workers"] or os.cpu_count() or 1,
        "cache": None if options["no_cache"] else default_folder(),
        "progress": progress(options),
    }


def earlier_run(folder: Path) -> tuple[list[Path], dict[str, Any]]:
    """The inputs, day and policy of an earlier run. Raises UseError where they are not there."""
    try:
        run = json.loads((folder / "run.json").read_text("utf-8"))
        called = json.loads((folder / "timing.json").read_text("utf-8"))["called"]
        paths = [Path(p) for p in called["paths"]]
        day, policy = date.fromisoformat(run["as_of"]), str(called["policy"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UseError(f"{folder} 不是 fangpin scan 的结果文件夹", "请检查 --run") from None
    gone = [p for p in paths if not p.exists()]
    if gone:
        raise UseError(f"那次扫描的输入 {gone[0]} 已不在原处", "请直接写出名册文件夹")
    return paths, {"as_of": day, "policy": policy}


def secret_key(key: str) -> str:
    """The key itself; `-` asks for an ID number, or reads it from standard input."""
    if key != "-":
        return key
    if sys.stdin.isatty():
        return str(click.prompt("证件号码", hide_input=True, err=True)).strip()
    return sys.stdin.readline().strip()


def passwords(file: str | None) -> tuple[str, ...]:
    """The passwords of a file, one a line. Raises UseError where it can't be read."""
    if not file:
        return ()
    try:
        lines = Path(file).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UseError(f"密码文件 {file} 读不出来", "请检查 --input-password-file") from None
    return tuple(line.rstrip("\r\n") for line in lines if line.strip())


def told_of_files(
    options: dict[str, Any], config: dict[str, Any], paths: Sequence[Path]
) -> dict[str, Any]:
    """What --kind and --column say of files, by their names in the run."""
    kinds = forced.kinds(options["kind"], config)
    columns = forced.columns(options["column"], config)
    return {
        "forced": forced.by_name(kinds, paths, "--kind"),
        "columns": forced.by_name(columns, paths, "--column"),
    }


def must_exist(path: Path) -> None:
    """Raise UseError where there is no such file."""
    if path.is_dir():
        raise UseError(f"{path} 是文件夹", "请写出其中的一个文件")
    if not path.is_file():
        raise UseError(f"找不到文件:{path}", "请检查文件名是否写对")


def say_read(read: Rosters, kinds: Kinds, problems: pa.Table) -> str:
    """What was read, in lines: rows by table, faults by code with the place of the first."""
    from fangpin.faults import told_of_file

    lines = []
    for one in read.sources:
        sheet = f"[{one.sheet}]" if one.sheet else ""
        rejected = one.rows - one.accepted
        lines.append(
            f"{one.file}{sheet}:{kinds[one.kind].title},{one.rows} 行 = "
            f"接收 {one.accepted} + 退回 {rejected},另跳过 {len(one.skipped)} 行"
        )
    lines += [f"{file}:{told_of_file(code, detail)}" for file, _, code, detail, _ in read.faults]
    lines += [f"{file}:未读,{why}" for file, why in read.skipped]
    counted: dict[tuple[str, str], int] = {}
    for code, severity in zip(
        problems["code"].to_pylist(), problems["severity"].to_pylist(), strict=True
    ):
        counted[severity, code] = counted.get((severity, code), 0) + 1
    for (severity, code), number in sorted(counted.items()):
        word = "退回" if severity == "reject" else "提示"
        lines.append(f"{word} {code}:{number} 处")
    return "\n".join(lines) + "\n"


def slip_order(asked: ScanOptions, **more: Any) -> Order:
    """What is asked of the correction slips: files are read once more in the same way."""
    from fangpin.slips.model import Order

    return Order(asked.as_of, asked.passwords, asked.forced, asked.columns, **more)


def progress(options: dict[str, Any]) -> Callable[[str], None] | None:
    """What tells of each file as it is read: plain lines with -v, else nothing."""
    if not options.get("verbose"):
        return None
    return lambda line: click.echo(line, err=True)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Turn a failure to write the output into exit status 4, in one sentence."""
    try:
        yield
    except OSError as error:
        raise UseError(
            f"结果写不进 {out}:{reason(error)}",
            "请检查磁盘空间和权限;如果其中的文件正在 Excel 里打开,请先关闭",
            status=4,
        ) from error


def tell(done: Scan, out: Path, options: dict[str, Any]) -> None:
    """The summary on the terminal, or the run record with --json."""
    if options["as_json"]:
        json.dump(done.results.run, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
    elif not options["quiet"]:
        from fangpin.report import terminal

        terminal.summary(done.results, out)
