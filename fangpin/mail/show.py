"""What `fangpin send` prints: the preview, and what became of each county."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from fangpin.mail.plan import Parcel
from fangpin.mail.record import Record
from fangpin.mail.run import STATES, Outcome

_WIDTH = 110


def preview(parcels: Sequence[Parcel], record: Record, max_size: int) -> str:
    """A table: county, addresses, files, sizes, and what `--yes` would do."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.ASCII2)
    for title in ("旗县区或部门", "地址", "文件", "大小", "将会"):
        table.add_column(title, justify="right" if title == "大小" else "left", overflow="fold")
    for one in parcels:
        names = "\n".join(file.path.name for file in one.files)
        sizes = "\n".join(size(file.size) for file in one.files)
        table.add_row(one.county, "\n".join(one.to), names, sizes, intent(one, record, max_size))
    buffer = StringIO()
    Console(file=buffer, width=_WIDTH, no_color=True, markup=False, emoji=False).print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def intent(parcel: Parcel, record: Record, max_size: int) -> str:
    """What would be done with a county's parcel, in words."""
    from fangpin.mail.message import pack

    if parcel.blocked:
        return f"不发送:{parcel.blocked}"
    if not parcel.pending:
        return "不再发送:以前已发送,没有变化" if parcel.to else "不发送:地址是空的"
    words = []
    for to, files in parcel.pending:
        again = any(record.knows(parcel.county, a, f.path.name) for a in to for f in files)
        parts = pack([file.size for file in files], max_size)
        if parts is None:
            return "发不出:有文件超过一封邮件的上限"
        whom = "" if len(to) == len(parcel.to) else f"给 {'、'.join(to)} "
        split = f",分 {len(parts)} 封" if len(parts) > 1 else ""
        words.append(f"{whom}发送{'改动过的' if again else ''} {len(files)} 个文件{split}")
    return ";".join(words)


def size(count: int) -> str:
    """Bytes in words."""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 1024))} KB"


def line(outcome: Outcome) -> str:
    """What became of a county."""
    return f"{outcome.county}:{STATES[outcome.state]}" + (f",{outcome.why}" if outcome.why else "")
