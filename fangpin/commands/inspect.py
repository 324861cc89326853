"""`fangpin inspect`: how one file is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangpin.commands import shared
from fangpin.commands.base import Command, today
from fangpin.errors import FileFault

if TYPE_CHECKING:
    from fangpin.reading.model import ReadOptions

ROWS_SHOWN = 5


@click.command(cls=Command, name="inspect")
@click.argument("file", metavar="文件")
@shared.as_of
@shared.reading
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def command(ctx: click.Context, /, file: str, **options: Any) -> int:
    """显示一个文件是怎样读的:格式、编码、工作表、表头、种类、每列的字段、跳过的行。

    \b
    例:fangpin inspect 低保名册.xls
        fangpin inspect 低保名册.xls --json
    """
    from fangpin.reading.model import ReadOptions

    path = Path(file)
    config = shared.configure(ctx, "inspect", [path], options)
    shared.must_exist(path)
    told = shared.told_of_files(options, config, [path])
    how = ReadOptions(
        as_of=options["as_of"] or today(),
        passwords=shared.passwords(options["input_password_file"]),
        forced=told["forced"],
        columns=told["columns"],
        config=config,
    )
    answer = inspected(path, how)
    if options["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        show(answer)
    return 1 if answer["refused"] else 0


def inspected(path: Path, how: ReadOptions) -> dict[str, Any]:
    """What is told of a file, from a process that the file may bring down."""
    from fangpin.child import Child
    from fangpin.rosters.inspect import inspect_refused

    child = Child("fangpin.reading.look:inspect_path")
    try:
        told: dict[str, Any] = child.call(path, how)
    except FileFault as fault:
        return inspect_refused(path.name, fault)
    finally:
        child.close()
    return told


def show(answer: dict[str, Any]) -> None:
    """The answer for people."""
    click.echo(f"文件:{answer['file']}")
    if answer.get("format"):
        encoding = f",编码 {answer['encoding']}" if answer.get("encoding") else ""
        click.echo(f"格式:{answer['format']}{encoding}")
    if answer["refused"]:
        refused = answer["refused"]
        click.echo(f"不能读入:{refused['message']}。{refused['suggestion']}")
    for sheet in answer.get("sheets_without_table", []):
        click.echo(f"工作表 {sheet['sheet']} 未用:{sheet['why']}")
    for table in answer["tables"]:
        show_table(table)


def show_table(table: dict[str, Any]) -> None:
    """One table: kind, header, columns, first rows, what was skipped and why."""
    kind = table["kind"] or "未识别"
    click.echo(f"\n工作表:{table['sheet'] or '(文本)'}  种类:{kind}  对上的字段:{table['score']}")
    click.echo(f"表头行:{'、'.join(map(str, table['header_rows']))}  数据行:{len(table['rows'])}")
    for column in table["columns"]:
        click.echo(f"  {column['header']} → {column['field'] or '(不用)'}")
    for row in table["rows"][:ROWS_SHOWN]:
        values = "  ".join(f"{k}={v}" for k, v in row.items() if k != "row" and v is not None)
        click.echo(f"  第{row['row']}行  {values}")
    by_code: dict[str, int] = {}
    for problem in table["problems"]:
        by_code[problem["code"]] = by_code.get(problem["code"], 0) + 1
    for code, number in sorted(by_code.items()):
        click.echo(f"  问题 {code}:{number} 处")
    by_why: dict[str, int] = {}
    for skipped in table["skipped"]:
        by_why[skipped["why"]] = by_why.get(skipped["why"], 0) + 1
    for why, number in by_why.items():
        click.echo(f"  跳过 {number} 行:{why}")
