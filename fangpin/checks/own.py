"""An office's own rules: bound before anything is read, then rules of the book like the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from fangpin.checks.compile import near
from fangpin.checks.forms import forms
from fangpin.checks.own_bind import OwnCompiler, OwnFact, about_columns
from fangpin.checks.own_book import OwnBook, OwnRule, read_own
from fangpin.checks.own_dry import try_out
from fangpin.checks.own_names import Names, fact_types, kind_of
from fangpin.checks.own_split import Splitter
from fangpin.checks.pack import Pack, TableName, shipped
from fangpin.checks.plan import Plan
from fangpin.checks.syntax import Written, parse
from fangpin.checks.tables import Table, name_tables
from fangpin.errors import UseError
from fangpin.rules import lint
from fangpin.rules.book import LEVELS, Book, Rule
from fangpin.rules.evidence import HOLE, label

if TYPE_CHECKING:
    from fangpin.rosters.kinds import Kinds
    from fangpin.rules.policy import Policy

HOME = "members"  # the kind whose columns a rule names without saying of which roster


@dataclass(frozen=True)
class Own:
    """The book and policy of a run with the office's own rules in them, and what these rest on.

    facts: computed from rosters' columns before rules are judged; titles: tables by id.
    """

    book: Book
    policy: Policy
    plan: Plan = field(default_factory=Plan)
    tables: Mapping[str, Table] = field(default_factory=dict)
    facts: tuple[OwnFact, ...] = ()

    def label(self, name: str) -> str:
        """A fact in words, an own one too."""
        own = {fact.name: fact.label for fact in self.facts}
        return own.get(name) or label(name)


def prepare(
    book: Book,
    policy: Policy,
    kinds: Kinds,
    day: date,
    *,
    config: Mapping[str, Any],
    file: Path | None,
) -> Own:
    """The rules of a run: those of the book, and those of fangpin.toml bound to it.

    file: the one that config was read from, to name its lines. Raises UseError for the first own
    rule that is wrong: file, line, rule, what to write instead.
    """
    written = read_own(config, file, policy)
    if not written.rules and not written.parameters:
        return Own(book, policy)
    policy = replace(policy, parameters={**policy.parameters, **written.parameters})
    compiler, tables = compiler_of(written, policy, book, kinds, day=day)
    made: list[Rule] = []
    facts: list[OwnFact] = []
    checks = frozenset(name for _, name in compiler.definitions)
    for place, one in enumerate(written.rules):
        refuse_taken(one, book)
        splitter = Splitter(compiler, compiler.names, one.id, checks)
        made.append(bound(one, splitter, kinds, tables, len(book.rules) + place))
        facts += splitter.facts.values()
    whole = replace(book, rules={**book.rules, **{one.id: one for one in made}})
    policy = replace(policy, rules=(*policy.rules, *(one.id for one in made)))
    own = Own(whole, policy, compiler.plan, tables, tuple(facts))
    for rule, one in zip(made, written.rules, strict=True):
        linted(whole, rule, one)
    try_out(own, written.rules, day)
    return own


def compiler_of(
    written: OwnBook, policy: Policy, book: Book, kinds: Kinds, *, day: date
) -> tuple[OwnCompiler, dict[str, Table]]:
    """What binds the parts that are about columns, and the rosters by their ids."""
    pack = Pack(definitions=dict(shipped().definitions), tables=dict(shipped().tables))
    named, tables = tables_of(pack, kinds)
    compiler = OwnCompiler(Plan(), named, pack.definitions, int(f"{day:%Y%m%d}"))
    compiler.home = named["", HOME]
    compiler.names = Names(
        policy=policy,
        day=day,
        rules=frozenset(book.rules) | {one.id for one in written.rules},
        given=frozenset(kinds.kinds) | frozenset(book.given),
        definitions=book.definitions,
        own=written.definitions,
    )
    return compiler, tables


def tables_of(pack: Pack, kinds: Kinds) -> tuple[dict[tuple[str, str], str], dict[str, Table]]:
    """The rosters that own rules may name, each called by its kind's own title."""
    named, tables = name_tables(pack, kinds)
    for table in tables.values():
        if not table.name.has:
            table.name = TableName(kinds[table.name.kind].title, table.name.kind)
    return named, tables


def refuse_taken(one: OwnRule, book: Book) -> None:
    """Raise UseError for an id that a shipped rule has."""
    if one.id in book.rules:
        raise one.when.fail(f"编号 {one.id} 是自带的规则", "请换一个编号,如 X1")


def bound(
    one: OwnRule, splitter: Splitter, kinds: Kinds, tables: Mapping[str, Table], order: int
) -> Rule:
    """One rule of the book: its expressions over facts, its columns turned into facts."""
    home = "village" if one.per == "village" else "household"
    when = splitter.condition(one.when, one.per).sql(dialect="duckdb")
    scope = splitter.condition(one.scope, home).sql(dialect="duckdb") if one.scope else ""
    level = one.level.text
    if level not in LEVELS:
        level = splitter.value(one.level, home).sql(dialect="duckdb")
    evidence = sentence(one, splitter)
    used = {tables[use.table].name.kind for f in splitter.facts.values() for use, _ in f.uses}
    return Rule(
        id=one.id,
        name=one.name,
        clause=one.clause,
        per="person" if one.per == "person" else "household",
        when=when,
        level=level,
        cause=one.cause,
        department=one.department,
        evidence=evidence,
        requires=required(one.requires, sorted(used), kinds, splitter.names),
        reads=required(one.reads, [], kinds, splitter.names),
        scope=scope,
        needs=needed(one, splitter.names),
        order=order,
    )


def required(written: Written | None, kinds_used: Sequence[str], kinds: Kinds, names: Names) -> str:
    """A boolean expression over names of rosters, with the rosters that the rule looks into."""
    if written is None:
        return " and ".join(kinds_used)
    known = names.given
    tree = parse(written)
    for node in tree.walk():
        if isinstance(node, exp.Column):
            kind, name = (node.table, node.name) if node.table else (node.name, "")
            fits = kind in kinds.kinds and name in kinds[kind].fields if name else kind in known
            if not fits:
                words = [*known, *(f"{k.name}({k.title})" for k in kinds)]
                hint = near(node.sql(), words)
                raise written.fail(f"没有名册或列“{node.sql()}”", hint, written.line_of(node.name))
        elif not isinstance(node, exp.And | exp.Or | exp.Paren | exp.Identifier):
            raise written.fail("requires、reads 里只能写名册、and、or", "如 income and medical")
    return " and ".join([f"({written.text.strip()})", *kinds_used])


def needed(one: OwnRule, names: Names) -> tuple[str, ...]:
    """The parameters without which a rule is not evaluated."""
    for name in one.needs:
        if name not in names.policy.parameters:
            raise one.when.fail(f"needs 里没有参数“{name}”", near(name, [*names.policy.parameters]))
    return one.needs


# Evidence


def sentence(one: OwnRule, splitter: Splitter) -> str:
    """The sentence of an alert with every hole as a fact's name or an expression over facts."""
    if one.evidence is None:
        return plain_sentence(one, splitter)

    def hole(written: Written) -> str:
        return filled(parse(written), written, one.per, splitter)

    parts, position, text = [], 0, one.evidence.text
    for found in HOLE.finditer(text):
        line = one.evidence.line + text.count("\n", 0, found.start())
        parts.append(text[position : found.start()])
        name = hole(Written(found[1], one.evidence.file, line, one.id))
        parts.append("{" + name + "}" + (found[2] or ""))
        position = found.end()
    rest = "".join(parts) + text[position:]
    if HOLE.sub("", rest).count("{") or HOLE.sub("", rest).count("}"):
        raise one.evidence.fail("evidence 里的花括号不成对", "一处写成 {列名或事实}")
    return rest


def filled(tree: exp.Expr, written: Written, per: str, splitter: Splitter) -> str:
    """One hole: a fact or figure as it is; yes and no, a day, a column as a text of its own."""
    tree = splitter.expanded(tree, written, ())
    if isinstance(tree, exp.Column) and not tree.this.quoted and not tree.table:
        found = splitter.names.fact(tree.name, per == "person")
        if found is not None and kind_of(fact_types(found[1])[found[0]]) in ("text", "number"):
            return found[0]
        return splitter.text(tree, written, per).sql(dialect="duckdb")
    if about_columns(tree, splitter.checks):
        return splitter.text(tree, written, per).sql(dialect="duckdb")
    return splitter.outer(tree, written, per).sql(dialect="duckdb")


def plain_sentence(one: OwnRule, splitter: Splitter) -> str:
    """Where nobody wrote a sentence: the rule's name, and what it looked at with its value."""
    tree = splitter.expanded(parse(one.when), one.when, ())
    told: dict[str, str] = {}
    for node in tree.find_all(exp.Column):
        if node.table or within_form(node):
            continue
        name = node.name
        if node.this.quoted or splitter.names.fact(name, one.per == "person"):
            shown = name if node.this.quoted else label(fact_name(name, one.per, splitter))
            told.setdefault(shown, filled(node.copy(), one.when, one.per, splitter))
    who = "{name}," if one.per == "person" else ""
    values = "、".join(f"{shown}={{{name}}}" for shown, name in told.items())
    plain = one.name.replace("{", "(").replace("}", ")")
    return f"{who}{plain}" + (f":{values}" if values else "")


def within_form(node: exp.Expr) -> bool:
    """Whether a name stands for other rows than the judged one."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, exp.Anonymous) and str(parent.this).lower() in forms():
            return True
        parent = parent.parent
    return False


def fact_name(name: str, per: str, splitter: Splitter) -> str:
    """A fact's own name."""
    found = splitter.names.fact(name, per == "person")
    return name if found is None else found[0]


def linted(book: Book, rule: Rule, one: OwnRule) -> None:
    """Raise UseError, with its line, for what leaves three-valued logic unseen."""
    for key, text, written in (("when", rule.when, one.when), ("scope", rule.scope, one.scope),
                               ("level", rule.level, one.level)):  # fmt: skip
        if text and text not in LEVELS and written is not None:
            try:
                lint.refuse(book, rule, key, text)
            except UseError as error:
                raise written.fail(error.message.partition("规则 ")[2], error.hint) from None


def columns_needed(facts: Sequence[OwnFact]) -> set[tuple[str, str]]:
    """(unit, fact) that the own facts name."""
    return {one for fact in facts for one in fact.facts}
