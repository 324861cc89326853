"""Sending parcels one after the other; after each message what happened is on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fangpin.mail.message import Letter, pack
from fangpin.mail.plan import Enclosure, Parcel
from fangpin.mail.record import Record
from fangpin.mail.settings import SLIP_BODY, SLIP_SUBJECT, Words
from fangpin.mail.smtp import Carrier, Unsent, refusals

SENT, NOTHING, BLOCKED, FAILED, PARTLY = "sent", "nothing", "blocked", "failed", "partly"
UNWANTED = "unwanted"
SLIP_WORDS = Words(SLIP_SUBJECT, SLIP_BODY)
STATES = {
    SENT: "已发送",
    NOTHING: "以前已发送,没有变化",
    UNWANTED: "不发送,[mail] 里的地址是空的",
    BLOCKED: "没有发送",
    FAILED: "发送失败",
    PARTLY: "部分地址没有收到",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a county's parcel."""

    county: str
    state: str
    why: str = ""

    @property
    def well(self) -> bool:
        """Whether the county has everything that it should have."""
        return self.state in (SENT, NOTHING, UNWANTED)


@dataclass(frozen=True)
class Office:
    """Who sends: the connection, the templates for counties and for departments, the day of the
    run, and the record to keep."""

    carrier: Carrier
    words: Words
    as_of: str
    record: Record
    slip_words: Words = SLIP_WORDS


def send_all(
    parcels: Sequence[Parcel], office: Office, tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Send what is pending; the rest goes on where one county fails. Raises OSError where the
    record can't be written."""
    outcomes = []
    for parcel in parcels:
        outcome = send(parcel, office)
        if outcome.state != NOTHING:  # what was said of it when it was sent stays
            office.record.say(parcel.county, outcome.state, outcome.why)
            office.record.save()
        tell(outcome)
        outcomes.append(outcome)
    return outcomes


def send(parcel: Parcel, office: Office) -> Outcome:
    """Send one county's parcel."""
    if parcel.blocked:
        return Outcome(parcel.county, BLOCKED, parcel.blocked)
    if not parcel.pending:
        return Outcome(parcel.county, NOTHING if parcel.to else UNWANTED)
    faults, delivered = [], 0
    for to, files in parcel.pending:
        try:
            for letter, inside in write(parcel, to, files, office):
                refused = office.carrier.send(letter)
                for address in to:
                    if address not in refused:
                        told = [one.told() for one in inside]
                        office.record.took(parcel.county, address, told, letter.id)
                        delivered += 1
                office.record.save()
                if refused:
                    faults.append(refusals(refused))
        except Unsent as error:
            faults.append(str(error))
    if not faults:
        return Outcome(parcel.county, SENT)
    why = ";".join(dict.fromkeys(faults))
    return Outcome(parcel.county, PARTLY if delivered else FAILED, why)


def write(
    parcel: Parcel, to: Sequence[str], files: Sequence[Enclosure], office: Office
) -> Iterator[tuple[Letter, list[Enclosure]]]:
    """One message, or several where the files are too large for one. Raises Unsent."""
    limit = office.carrier.limit()
    parts = pack([one.size for one in files], limit)
    if parts is None:
        raise Unsent(
            f"有文件超过一封邮件的上限 {limit / 2**20:.1f} MB,"
            "请用 scan --split town 分开,或调大 [mail] max_size"
        )
    for number, indices in enumerate(parts, 1):
        inside = [files[i] for i in indices]
        subject, body = worded(parcel, inside, (number, len(parts)), office)
        told = [parcel.county, list(to), [[one.path.name, one.content] for one in inside]]
        letter = Letter(
            sender=office.carrier.server.sender,
            to=to,
            subject=subject,
            body=body,
            files=[(one.path.name, checked_bytes(one)) for one in inside],
            key=json.dumps(told),
        )
        yield letter, inside


def worded(
    parcel: Parcel, files: Sequence[Enclosure], part: tuple[int, int], office: Office
) -> tuple[str, str]:
    """Subject and body; part: number, of how many."""
    words = office.slip_words if parcel.slip else office.words
    subject, body = words.fill(
        **{"department" if parcel.slip else "county": parcel.name},
        as_of=office.as_of,
        files="\n".join(f"  {one.path.name}" for one in files),
        count=len(files),
        part=part[0],
        parts=part[1],
    )
    if part[1] > 1 and "{part}" not in words.subject:
        subject += f"({part[0]}/{part[1]})"
    return subject, body


def checked_bytes(file: Enclosure) -> bytes:
    """The file, the same that was checked for leaks. Raises Unsent where it no longer is."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise Unsent(f"{file.path.name} 读不出来") from error
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Unsent(f"{file.path.name} 在检查以后被改过,请重新运行 send")
    return data
