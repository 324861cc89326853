"""Parts of an own rule that are about columns of rosters: bound to SQL over the persons' rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from fangpin.checks.coerce import Value, number
from fangpin.checks.compile import Compiler, near
from fangpin.checks.forms import forms
from fangpin.checks.functions import by_name
from fangpin.checks.own_names import Names, fact_types, kind_of
from fangpin.checks.plan import OUTER, Group, Use
from fangpin.checks.scope import Env, Frame
from fangpin.checks.syntax import Written
from fangpin.rules.policy import Parameter

FACT = "a"  # what the column of a fact begins with
KEY = {"household": "hh", "village": "place", "person": "id18"}


@dataclass(frozen=True)
class OwnFact:
    """A value that a rule rests on, computed from rosters' columns before rules are judged.

    unit: person or household, as the table of facts that it is added to; per: by which rows it is
    computed. joins: folds beside the rows; facts: (unit, fact) that it names.
    """

    name: str
    rule: str
    unit: str
    per: str
    sql: str
    type: str
    label: str
    uses: tuple[tuple[Use, Written], ...]
    joins: frozenset[Group]
    pairs: frozenset[tuple[str, str]]
    facts: frozenset[tuple[str, str]]


class OwnCompiler(Compiler):
    """Binds as the checks do; names without quotes are facts, `$name` a parameter.

    home: the table of the persons of the scan.
    """

    names: Names
    home: str
    facts: set[tuple[str, str]]

    def part(self, tree: exp.Expr, written: Written, per: str) -> tuple[Value, Frame]:
        """A part of a rule over the rows of the unit that the rule is judged for."""
        self.used, self.pairs, self.nodes, self.chained = [], set(), 0, 0
        self.facts, self.absent = set(), []
        frame = Frame(self.home, OUTER, KEY[per])
        frame.names = dict.fromkeys(("本", "self"), frame)
        return self.value(tree, Env(frame, written)), frame

    def value(self, tree: exp.Expr, env: Env) -> Value:
        """Any part of an expression, a parameter too."""
        name = parameter_name(tree)
        return super().value(tree, env) if name is None else self.parameter(name, env)

    def column(self, tree: exp.Column, env: Env) -> Value:
        """A quoted name is a column; one without quotes a fact, an argument or the day."""
        inside = not tree.table and tree.name in env.arguments
        if tree.this.quoted or inside or tree.name in ("核查日", "as_of"):
            return super().column(tree, env)
        if isinstance(tree.this, exp.Star) or tree.args.get("db"):
            return super().column(tree, env)
        return self.fact(tree.name, self.frame(tree.table, env), env)

    def fact(self, name: str, frame: Frame, env: Env) -> Value:
        """A fact of the row's person or household as a column of the row."""
        line = env.written.line_of(name)
        if frame.table != self.home or frame.level in ("records", "pair"):
            raise env.written.fail(
                f"名册的行里没有“{name}”",
                f'列名用双引号:"{name}";这一户(人)的事实写 本.{name}',
                line,
            )
        person = frame.level == "members" or frame.key == "id18"
        found = self.names.fact(name, person)
        if found is None:
            raise self.unknown(name, person, env.written)
        self.facts.add((found[1], found[0]))
        type_ = kind_of(fact_types(found[1])[found[0]])
        return Value(exp.column(column_of(*found), table=frame.alias), type_)

    def unknown(self, name: str, person: bool, written: Written) -> Exception:
        """The error about a name that nothing has."""
        line = written.line_of(name)
        if name in self.names.rules:
            return written.fail(
                f"规则 {name} 不能和名册的列写在同一个比较里", "用 and、or 分成两个条件", line
            )
        if not person and self.names.fact(name, True):
            return written.fail(
                f"“{name}”是每个人的事实,按户、按村的规则不能直接用",
                f'写 有成员(…{name}…),或改为 per = "person"',
                line,
            )
        hint = near(name, self.names.known(person)) + f';名册的列名要加双引号:"{name}"'
        return written.fail(f"没有名为“{name}”的事实、规则或参数", hint, line)

    def parameter(self, name: str, env: Env) -> Value:
        """A parameter of the policy as a number, by county and group where it varies."""
        self.nodes += 1
        known = known_parameter(self.names, name, env.written)
        if known.is_list:
            raise env.written.fail(f"${name} 是一组文字,不能同名册的列比", "直接写 in ('…', '…')")
        values = sorted(
            known.in_force(self.names.day), key=lambda v: (v.county is None, v.group is None)
        )
        if not values:
            known.plain(self.names.day)  # says what to write
        case = exp.Case()
        for value in values:
            figure = number(repr(value.value))
            if value.county is None and value.group is None:
                node = case.else_(figure) if case.args.get("ifs") else figure
                return Value(exp.paren(node), "number")
            case = case.when(self.where(value.county, value.group, env), figure)
        return Value(exp.paren(case), "number")

    def where(self, county: str | None, group: str | None, env: Env) -> exp.Expr:
        """For whom a value counts, as the shipped rules have it."""
        if env.frame.table != self.home or env.frame.level in ("records", "pair"):
            raise env.written.fail(
                "按县、按户类取值的参数不能写在名册的条件里", "把比较写到外面,如 记录值(…) > $参数"
            )
        terms: list[exp.Expr] = []
        if county is not None:
            self.facts.add(("household", "county"))
            column = exp.column(column_of("county", "household"), table=env.frame.alias)
            terms.append(column.eq(exp.Literal.string(county)))
        if group is not None:
            self.facts.add(("household", "registered"))
            column = exp.column(column_of("registered", "household"), table=env.frame.alias)
            false = exp.Is(this=column, expression=exp.false())
            terms.append(false if group == "other" else exp.Not(this=exp.paren(false)))
        return exp.and_(*terms)


def column_of(fact: str, unit: str) -> str:
    """The column of a fact in the rows of the persons."""
    return f"{FACT}{unit[0]}_{fact}"


def parameter_name(tree: exp.Expr) -> str | None:
    """The name after `$`, None where the node is no parameter."""
    if isinstance(tree, exp.Dot) and isinstance(tree.this, exp.Placeholder):
        return f"{tree.this.name}.{tree.expression.name}"
    return tree.name if isinstance(tree, exp.Placeholder) and tree.name else None


def known_parameter(names: Names, name: str, written: Written) -> Parameter:
    """A parameter of the policy or the office's own."""
    if name not in names.policy.parameters:
        hint = near(name, list(names.policy.parameters))
        raise written.fail(f"没有参数“${name}”", hint, written.line_of(name))
    return names.policy.parameters[name]


def about_columns(tree: exp.Expr, checks: frozenset[str]) -> bool:
    """Whether a part names a column of a roster or calls what only checks know."""
    for node in tree.walk():
        if isinstance(node, exp.Column) and (node.this.quoted or node.table in ("本", "self")):
            return True
        if isinstance(node, exp.Column) and node.name in ("核查日", "as_of"):
            return True
        if isinstance(node, exp.Anonymous) and is_of_checks(str(node.this), checks):
            return True
    return False


def is_of_checks(name: str, checks: frozenset[str]) -> bool:
    """Whether a call is one of the checks' functions, forms or definitions."""
    lower = name.lower()
    return lower in forms() or name in checks or (lower in by_name() and lower not in BOTH)


BOTH = ("coalesce", "abs")  # functions of both languages: what stands in them decides
