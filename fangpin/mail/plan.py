"""What goes to whom: a county's files, a department's slip, addresses, what is still to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fangpin.errors import FileFault
from fangpin.faults import told_of_file
from fangpin.leaving.listing import Leaving, digest, names_of, read_listing
from fangpin.leaving.passwords import Passwords
from fangpin.mail.record import SLIPS, Record

_OWN_IDS = frozenset({"id_number", "phone", "bank_card"})
_SHOWN = 3


@dataclass(frozen=True)
class Enclosure:
    """A file to enclose. content: the digest of what it says; sha256: of the file as it is;
    sealed: it is encrypted; changed: somebody wrote it anew after the scan."""

    path: Path
    size: int
    content: str
    sha256: str
    sealed: bool
    changed: bool = False

    def told(self) -> dict[str, str]:
        """What send.json keeps of it."""
        return {"name": self.path.name, "content": self.content, "sha256": self.sha256}


@dataclass(frozen=True)
class Parcel:
    """The mail of a county, or of a department that gets its slip (its name begins with SLIPS).

    pending: (addresses, files) that are still to be sent; blocked: why it must not be sent. No
    addresses ([mail.to] has an empty list): nobody wants it.
    """

    county: str
    to: Sequence[str]
    files: Sequence[Enclosure]
    pending: Sequence[tuple[tuple[str, ...], tuple[Enclosure, ...]]]
    blocked: str = ""

    @property
    def slip(self) -> bool:
        """Whether it goes to a department."""
        return self.county.startswith(SLIPS)

    @property
    def name(self) -> str:
        """The county or the department as people call it."""
        return self.county.removeprefix(SLIPS)


@dataclass(frozen=True)
class Rules:
    """What may go out: passwords that open what is sealed; unencrypted: slips may go as they are;
    privacy: of the run."""

    passwords: Passwords | None = None
    unencrypted: bool = False
    privacy: str = "review"


def parcels(
    out: Path,
    addresses: Mapping[str, Sequence[str]],
    record: Record,
    rules: Rules,
    step: Callable[[int], None] = lambda whole: None,
) -> list[Parcel]:
    """Every county's parcel, then those of departments that are in `addresses` as SLIPS + name.

    step: told after each parcel how many there are. Raises UseError where `out` is no result
    folder.
    """
    privacy, listing = read_listing(out)
    rules = replace(rules, privacy=privacy)
    slips = any(name.startswith(SLIPS) for name in addresses)
    files: dict[str, list[Enclosure]] = {}
    gone: dict[str, list[str]] = {}
    for one in sorted(listing, key=lambda one: one.name):
        whom = one.county or (SLIPS + one.department if slips and one.department else "")
        if whom:
            found = enclosure(out / "send" / one.name, one)
            if found is None:
                gone.setdefault(whom, []).append(one.name)
            files.setdefault(whom, []).extend([] if found is None else [found])
    made = []
    for whom in sorted(files, key=lambda whom: (whom.startswith(SLIPS), whom)):
        made.append(parcel(whom, files[whom], gone.get(whom, []), addresses, (record, rules)))
        step(len(files))
    return made


def parcel(
    whom: str,
    files: Sequence[Enclosure],
    gone: Sequence[str],
    addresses: Mapping[str, Sequence[str]],
    how: tuple[Record, Rules],
) -> Parcel:
    """One parcel, checked for leaks where something of it is still to be sent."""
    record, rules = how
    to = tuple(addresses.get(whom, ()))
    pending = still_to_send(whom, files, to, record)
    made = Parcel(whom, to, files, pending)
    why = f"文件不见了:{'、'.join(gone)}" if gone else ""
    if not why and whom not in addresses:
        why = f"没有地址,请写进 [mail.{'departments' if made.slip else 'to'}]"
    if pending and not why:
        why = slip_leaks(made, rules) if made.slip else leaks(whom, files, rules)
    return replace(made, blocked=why)


def enclosure(path: Path, listed: Leaving) -> Enclosure | None:
    """A file as it is now, None where it is gone."""
    if not path.is_file():
        return None
    sha256 = digest(path)
    same = sha256 == (listed.sealed or listed.content)
    content = listed.content if same else sha256  # somebody changed it after the scan
    size = path.stat().st_size
    return Enclosure(path, size, content, sha256, bool(listed.sealed) and same, not same)


def still_to_send(
    county: str, files: Sequence[Enclosure], to: Sequence[str], record: Record
) -> list[tuple[tuple[str, ...], tuple[Enclosure, ...]]]:
    """Addresses that lack the same files get one message together."""
    groups: dict[tuple[Enclosure, ...], list[str]] = {}
    for address in to:
        lacking = tuple(
            one for one in files if not record.holds(county, address, one.path.name, one.content)
        )
        if lacking:
            groups.setdefault(lacking, []).append(address)
    return [(tuple(several), lacking) for lacking, several in groups.items()]


def leaks(county: str, files: Sequence[Enclosure], rules: Rules) -> str:
    """Why a county's files must not go out, "" where nothing was found."""
    for one in files:
        kinds, why = found_in(one, county, rules, county=county)
        if one.sealed and rules.privacy == "work":  # meant to hold the county's own IDs
            kinds -= _OWN_IDS
        if why or kinds:
            return why or say_leaks(one, kinds)
    return ""


def slip_leaks(parcel: Parcel, rules: Rules) -> str:
    """Why a department's slip must not go out, "" where nothing was found.

    It holds the sender's own rows with full numbers: so it goes encrypted unless somebody says
    otherwise, only as the scan wrote it, and only to the department that it says it is for.
    """
    for one in parcel.files:
        if one.changed:
            return f"{one.path.name} 写出以后被改过,不知道里面还是不是只有该部门的数据;请重新扫描"
        if not one.sealed and not rules.unencrypted:
            return (
                f"{one.path.name} 有该部门报来的完整证件号,没有加密;"
                "请用 scan --password-file 加密,确实不加密请写明 --unencrypted"
            )
        kinds, why = found_in(one, "", rules, department=parcel.name)
        if why or kinds:
            return why or say_leaks(one, kinds)
    return ""


def found_in(one: Enclosure, owner: str, rules: Rules, **whose: str) -> tuple[set[str], str]:
    """What kinds of things a file gives away, or why it can't be checked."""
    from fangpin.leakcheck import check_file

    passwords = rules.passwords
    password = passwords.of(*names_of(one.path.name, owner)) if passwords else None
    try:
        findings = check_file(one.path, password=password, **whose)
    except FileFault as fault:
        if fault.code == "file.encrypted" and password is None:
            return set(), f"{one.path.name} 已加密,没有密码不能检查;请用 --password-file"
        return set(), f"{one.path.name} 检查不了:{told_of_file(fault.code, fault.detail)}"
    return {finding.kind for finding in findings}, ""


def say_leaks(one: Enclosure, kinds: set[str]) -> str:
    """What was found, in words."""
    from fangpin.leakcheck import KINDS

    said = "、".join(sorted(KINDS[kind] for kind in kinds)[:_SHOWN])
    return f"{one.path.name} 会泄露:{said};请用 fangpin leakcheck 查看"
