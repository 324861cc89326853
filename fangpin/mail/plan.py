"""What goes to whom: a county's files, its addresses, and what of it is still to be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fangpin.errors import FileFault
from fangpin.leaving.listing import Leaving, digest, names_of, read_listing
from fangpin.leaving.passwords import Passwords
from fangpin.mail.record import Record

_OWN_IDS = frozenset({"id_number", "phone", "bank_card"})
_SHOWN = 3


@dataclass(frozen=True)
class Enclosure:
    """A file to enclose. content: the digest of what it says; sha256: of the file as it is."""

    path: Path
    size: int
    content: str
    sha256: str
    sealed: bool

    def told(self) -> dict[str, str]:
        """What send.json keeps of it."""
        return {"name": self.path.name, "content": self.content, "sha256": self.sha256}


@dataclass(frozen=True)
class Parcel:
    """A county's mail. pending: (addresses, files) that are still to be sent; blocked: why it
    must not be sent. No addresses ([mail.to] has an empty list): nobody wants it."""

    county: str
    to: Sequence[str]
    files: Sequence[Enclosure]
    pending: Sequence[tuple[tuple[str, ...], tuple[Enclosure, ...]]]
    blocked: str = ""


def parcels(
    out: Path,
    addresses: Mapping[str, Sequence[str]],
    record: Record,
    passwords: Passwords | None,
) -> list[Parcel]:
    """Every county's parcel, by name.

    Raises UseError where `out` is no result folder.
    """
    privacy, listing = read_listing(out)
    files: dict[str, list[Enclosure]] = {}
    gone: dict[str, list[str]] = {}
    for one in sorted((one for one in listing if one.county), key=lambda one: one.name):
        found = enclosure(out / "send" / one.name, one)
        if found is None:
            gone.setdefault(one.county, []).append(one.name)
        files.setdefault(one.county, []).extend([] if found is None else [found])
    made = []
    for county in sorted(files):
        own, to = files[county], tuple(addresses.get(county, ()))
        pending = still_to_send(county, own, to, record)
        why = f"文件不见了:{'、'.join(gone[county])}" if county in gone else ""
        why = why or ("" if county in addresses else "没有地址,请写进 [mail.to]")
        if pending and not why:
            why = leaks(county, own, passwords, privacy)
        made.append(Parcel(county, to, own, pending, why))
    return made


def enclosure(path: Path, listed: Leaving) -> Enclosure | None:
    """A file as it is now, None where it is gone."""
    if not path.is_file():
        return None
    sha256 = digest(path)
    same = sha256 == (listed.sealed or listed.content)
    content = listed.content if same else sha256  # somebody changed it after the scan
    return Enclosure(path, path.stat().st_size, content, sha256, bool(listed.sealed))


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


def leaks(
    county: str, files: Sequence[Enclosure], passwords: Passwords | None, privacy: str
) -> str:
    """Why a county's files must not go out, "" where nothing was found."""
    from fangpin.leakcheck import KINDS, check_file

    for one in files:
        password = passwords.of(*names_of(one.path.name, county)) if passwords else None
        try:
            findings = check_file(one.path, county=county, password=password)
        except FileFault as fault:
            if fault.code == "file.encrypted" and password is None:
                return f"{one.path.name} 已加密,没有密码不能检查;请用 --password-file"
            return f"{one.path.name} 检查不了:{fault.detail}"
        kinds = {finding.kind for finding in findings}
        if one.sealed and privacy == "work":  # meant to hold the county's own IDs
            kinds -= _OWN_IDS
        if kinds:
            said = "、".join(sorted(KINDS[kind] for kind in kinds)[:_SHOWN])
            return f"{one.path.name} 会泄露:{said};请用 fangpin leakcheck 查看"
    return ""
