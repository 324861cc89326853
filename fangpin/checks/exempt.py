"""Exemptions: findings that somebody has answered for, until a day or until the facts change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

KEYS = ("check", "key", "reason", "who", "until", "facts")
NO_LONGER, OVER, CHANGED = "已不再出现", "已到期", "登记后事实有变"
NOT_JUDGED = "这条规则这次没有评估"
# exempted.csv: what is hidden, then what hides nothing and why; `before`: what an entry rests on.
COLUMNS = ("rule", "key", "state", "why", "reason", "who", "until", "since", "facts", "evidence",
           "before", "register")  # fmt: skip


@dataclass(frozen=True)
class Exemption:
    """One entry. facts: the fingerprint of what it rests on, "" where nobody wrote it down; where:
    file and line, for messages."""

    check: str
    key: str
    reason: str
    who: str
    until: date
    facts: str
    where: str

    @property
    def token(self) -> str:
        """What names the entry itself: one that is written anew rests on the facts of then."""
        told = (self.check, self.key, self.reason, self.who, self.until.isoformat())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Register:
    """The entries of all registers; faults: a sentence for each row that can't be used."""

    entries: tuple[Exemption, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remembered:
    """What an entry rested on when it first hid a finding: its facts and since when."""

    token: str
    check: str
    key: str
    facts: str  # several with a blank between them
    since: str
    evidence: str


Memory = Mapping[str, Remembered]


@dataclass(frozen=True)
class Lapsed:
    """An entry that hides nothing: why, the facts and evidence of now, and those it rests on."""

    entry: Exemption
    why: str
    facts: str = ""
    evidence: str = ""
    before: str = ""


@dataclass(frozen=True)
class Exempted:
    """Findings that are shown, those that are hidden (COLUMNS), and entries that hide nothing.

    memory: what every entry rests on from now on.
    """

    shown: pl.DataFrame
    hidden: pl.DataFrame
    lapsed: Sequence[Lapsed] = field(default=())
    memory: Memory = field(default_factory=dict)
    faults: Sequence[str] = field(default=())

    def counts(self) -> dict[str, int]:
        """How many findings of each rule are hidden."""
        counted = dict(self.hidden.group_by("rule").len().iter_rows())
        return {name: counted[name] for name in sorted(counted)}

    def table(self) -> pl.DataFrame:
        """exempted.csv: COLUMNS."""
        rows = [
            (e.check, e.key, "lapsed", one.why, e.reason, e.who, e.until.isoformat(), "",
             one.facts, one.evidence, one.before, e.where)
            for one in self.lapsed for e in (one.entry,)
        ]  # fmt: skip
        schema = dict.fromkeys(COLUMNS, pl.String)
        return pl.concat([self.hidden, pl.DataFrame(rows, schema=schema, orient="row")])

    def record(self) -> dict[str, object]:
        """What run.json tells."""
        hidden = self.hidden.select("rule", "key", "reason", "who", "until")
        return {
            "exempted": self.counts(),
            "hidden": [list(row) for row in hidden.iter_rows()],
            "lapsed": [
                [o.entry.check, o.entry.key, o.entry.where, o.why, o.facts] for o in self.lapsed
            ],
            "exempt_faults": list(self.faults),
        }


def apply(
    found: pl.DataFrame,
    register: Register,
    as_of: date,
    memory: Memory | None = None,
    judged: Collection[str] | None = None,
) -> Exempted:
    """Take out what is exempted: through `until`, and while the facts are the same.

    An entry without a fingerprint rests on the facts of its first run. found: columns check, key,
    facts, evidence among others. judged: the rules of this run, None for all.
    """
    now = findings_of(found, register.entries)
    kept = dict(memory or {})
    hiding: dict[tuple[str, str, str], Exemption] = {}
    lapsed = []
    for one in register.entries:
        facts = now.get((one.check, one.key), {})
        before = kept.get(one.token)
        wanted = one.facts.split() or (before.facts.split() if before else list(facts))
        why = why_not(one, facts, wanted, as_of, judged)
        if why:
            told = "、".join(facts), "\n".join(facts.values()), before.evidence if before else ""
            lapsed.append(Lapsed(one, why, *told))
            continue
        hiding |= {(one.check, one.key, code): one for code in wanted if code in facts}
        kept.setdefault(one.token, remember(one, wanted, facts, as_of))
    hidden = hidden_rows(found, hiding, kept)
    on = ["check", "key", "facts"]
    told_of = pl.DataFrame(list(hiding), schema=dict.fromkeys(on, pl.String), orient="row")
    shown = found.join(told_of, on=on, how="anti", maintain_order="left")
    return Exempted(shown, hidden, tuple(lapsed), kept, register.faults)


def findings_of(
    found: pl.DataFrame, entries: Sequence[Exemption]
) -> dict[tuple[str, str], dict[str, str]]:
    """(check, key) of the entries -> the facts found now, each with its evidence."""
    wanted = pl.DataFrame(
        list({(one.check, one.key) for one in entries}),
        schema={"check": pl.String, "key": pl.String},
        orient="row",
    )
    rows = found.select("check", "key", "facts", "evidence")
    rows = rows.join(wanted, on=["check", "key"], how="semi", maintain_order="left")
    now: dict[tuple[str, str], dict[str, str]] = {}
    for check, key, facts, evidence in rows.iter_rows():
        now.setdefault((check, key), {})[facts] = "\n".join(evidence or ())
    return now


def why_not(
    one: Exemption,
    facts: Mapping[str, str],
    wanted: Sequence[str],
    as_of: date,
    judged: Collection[str] | None,
) -> str:
    """Why an entry hides nothing, "" where it does."""
    if as_of > one.until:
        return OVER
    if judged is not None and one.check not in judged:
        return NOT_JUDGED
    if not facts:
        return NO_LONGER
    return "" if set(wanted) & facts.keys() else CHANGED


def remember(
    one: Exemption, wanted: Sequence[str], facts: Mapping[str, str], as_of: date
) -> Remembered:
    """What an entry rests on from now on."""
    told = "\n".join(facts[code] for code in wanted if code in facts)
    return Remembered(one.token, one.check, one.key, " ".join(wanted), as_of.isoformat(), told)


def hidden_rows(
    found: pl.DataFrame, hiding: Mapping[tuple[str, str, str], Exemption], kept: Memory
) -> pl.DataFrame:
    """The findings that are hidden, each with the entry that hides it: COLUMNS."""
    rows = [
        (*at, "hidden", "", e.reason, e.who, e.until.isoformat(), kept[e.token].since, e.where)
        for at, e in hiding.items()
    ]
    names = ("rule", "key", "facts", "state", "why", "reason", "who", "until", "since", "register")
    told = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    mine = found.select(
        pl.col("check").alias("rule"), "key", "facts",
        pl.col("evidence").list.join("\n").fill_null("").alias("evidence"),
    )  # fmt: skip
    made = mine.join(told, on=["rule", "key", "facts"], how="inner", maintain_order="left")
    return made.with_columns(pl.lit("").alias("before")).select(COLUMNS)
