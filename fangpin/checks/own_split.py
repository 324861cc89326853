"""An own rule taken apart: what is about rosters' columns becomes facts, the rest stays a rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from fangpin.checks.coerce import Value, number, plain_number
from fangpin.checks.compile import LARGEST, near
from fangpin.checks.own_bind import (
    OwnCompiler,
    OwnFact,
    about_columns,
    known_parameter,
    parameter_name,
)
from fangpin.checks.own_names import OUTER_FUNCTIONS, Names
from fangpin.checks.plan import OUTER
from fangpin.checks.refuse import refused
from fangpin.checks.scope import Env
from fangpin.checks.syntax import Written, parse

DEEPEST = 20  # definitions inside definitions
_OPEN = (exp.Connector, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ,
         exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Is, exp.Add, exp.Sub, exp.Mul,
         exp.Div, exp.Neg, exp.Case, exp.If, exp.Boolean, exp.Null, exp.Literal)  # fmt: skip


@dataclass
class Splitter:
    """Splits the expressions of one rule. facts: what it made, by what each is."""

    compiler: OwnCompiler
    names: Names
    rule: str
    checks: frozenset[str]  # the definitions of checks by name
    facts: dict[tuple[str, str, str], OwnFact] = field(default_factory=dict)
    nodes: int = 0

    def condition(self, written: Written, per: str) -> exp.Expr:
        """An expression that is true, false or not known."""
        return self.split(self.expanded(parse(written), written, ()), written, per, True)

    def value(self, written: Written, per: str) -> exp.Expr:
        """An expression that gives a text or number."""
        return self.split(self.expanded(parse(written), written, ()), written, per, False)

    def split(self, tree: exp.Expr, written: Written, per: str, wanted: bool) -> exp.Expr:
        """The tree with every part that is about columns replaced by a fact; wanted: a condition.

        Only and, or, not, case and `is true` are taken apart: a comparison is of one sort.
        """
        if not about_columns(tree, self.checks):
            return self.outer(tree, written, per)
        if isinstance(tree, exp.Connector):
            for key in ("this", "expression"):
                tree.set(key, self.split(tree.args[key], written, per, True))
        elif isinstance(tree, exp.Not):
            tree.set("this", exp.paren(self.split(tree.this, written, per, True), copy=False))
        elif isinstance(tree, exp.Paren):
            tree.set("this", self.split(tree.this, written, per, wanted))
        elif isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Boolean):
            tree.set("this", exp.paren(self.split(tree.this, written, per, True), copy=False))
        elif isinstance(tree, exp.Case) and tree.this is None:
            for one in tree.args["ifs"]:
                one.set("this", self.split(one.this, written, per, True))
                one.set("true", self.split(one.args["true"], written, per, wanted))
            if tree.args.get("default") is not None:
                tree.set("default", self.split(tree.args["default"], written, per, wanted))
        else:
            return self.inner(tree, written, per, wanted)
        return tree

    def inner(self, tree: exp.Expr, written: Written, per: str, wanted: bool) -> exp.Expr:
        """A part about columns as the name of a fact that is computed before."""
        label = told(tree)
        value, frame = self.compiler.part(tree, written, per)
        if wanted:
            env = Env(frame, written)
            value = self.decided(self.compiler.as_type(value, "bool", env))
        if value.type not in ("bool", "text", "number"):
            raise written.fail("这里要写条件,或得到文字、数字的式子", "日期请写成比较")
        fact = self.fact(value, frozenset(frame.joins), per, label)
        return exp.column(fact.name)

    def decided(self, value: Value) -> Value:
        """A condition that is false, not unknown, where it asks for the value of no row."""
        none = [
            exp.Is(this=one.copy(), expression=exp.null()) for one in self.compiler.absent or ()
        ]
        if not none:
            return value
        unless = exp.Case().when(exp.or_(*none), exp.false())
        parts = [exp.paren(value.node, copy=False), unless]
        return Value(exp.Anonymous(this="coalesce", expressions=parts), value.type)

    def fact(self, value: Value, joins: frozenset, per: str, label: str) -> OwnFact:  # type: ignore[type-arg]
        """The fact of a bound part, an equal one where there is one."""
        sql = value.node.sql(dialect="duckdb")
        if per == "person" and any(group.key == "id18" for group in joins):
            sql = f"case when {OUTER}.id18 is not null then ({sql}) end"  # nobody knows who it is
        unit = "person" if per == "person" else "household"
        key = (per, sql, value.type)
        if key not in self.facts:
            uses = tuple(dict.fromkeys(self.compiler.used))
            columns = list(dict.fromkeys(use.column for use, _ in uses if use.column))
            self.facts[key] = OwnFact(
                name=f"own_{self.rule.lower()}_{len(self.facts) + 1}",
                rule=self.rule,
                unit=unit,
                per=per,
                sql=sql,
                type=value.type,
                label=columns[0] if len(columns) == 1 else label,
                uses=uses,
                joins=joins,
                pairs=frozenset(self.compiler.pairs),
                facts=frozenset(self.compiler.facts),
            )
        return self.facts[key]

    def text(self, tree: exp.Expr, written: Written, per: str) -> exp.Expr:
        """A part as a text for a sentence: 是/否, digits of a day."""
        value, frame = self.compiler.part(tree, written, per)
        made = Value(as_text(value), "text")
        return exp.column(self.fact(made, frozenset(frame.joins), per, told(tree)).name)

    # What is no matter of columns

    def outer(self, tree: exp.Expr, written: Written, per: str) -> exp.Expr:
        """A part over facts, rules and parameters; every name in it is known."""
        return tree.transform(lambda node: self.name(node, written, per))

    def name(self, node: exp.Expr, written: Written, per: str) -> exp.Expr:
        """One node: a name under the fact's own, anything that is not allowed refused."""
        if isinstance(node.parent, exp.Dot):
            return node
        parameter = parameter_name(node)
        if parameter is not None:
            known_parameter(self.names, parameter, written)
            return node
        if isinstance(node, exp.Column):
            return self.known(node, written, per)
        if isinstance(node, exp.Anonymous):
            self.allowed(node, written)
        elif isinstance(node, exp.Literal) and not node.is_string:
            if plain_number(node.name) is None:
                raise written.fail(f"数字 {node.name} 太大或写错", "", written.line_of(node.name))
        elif isinstance(node, exp.Between) and node.args.get("symmetric"):
            raise refused(node, written)
        elif isinstance(node, exp.In) and not node.expressions:
            if parameter_name(node.args.get("field") or exp.Null()) is None:
                raise refused(node.args.get("query") or node, written)
        elif not isinstance(node, (*_OPEN, exp.Identifier)):
            raise refused(node, written)
        return node

    def known(self, node: exp.Column, written: Written, per: str) -> exp.Expr:
        """A fact, a rule, or whether a roster was given."""
        if isinstance(node.this, exp.Star) or node.args.get("db"):
            raise refused(exp.Star(), written)
        if node.table == "given" and node.name in self.names.given:
            return node
        if node.table:
            known = "given.名册" if node.table == "given" else "given"
            hint = near(node.name, sorted(self.names.given))
            raise written.fail(f"不认识“{node.sql()}”", f"前缀只有 {known};{hint}")
        found = self.names.fact(node.name, per == "person")
        if found is not None:
            return exp.column(found[0])
        if per != "person" and node.name in self.names.rules:
            return node
        if node.name in self.names.rules:
            hint = '把它写进 scope,如 scope = "G1 is true"'
            raise written.fail(f"按人的规则不能用规则 {node.name}", hint)
        raise self.compiler.unknown(node.name, per == "person", written)

    def allowed(self, node: exp.Anonymous, written: Written) -> None:
        """Raise UseError for a function that is not of the list."""
        name = str(node.this)
        shipped = self.names.definitions.get(name)
        least, most = OUTER_FUNCTIONS.get(name.lower(), (0, -1))
        if shipped is not None:
            least = most = len(shipped.arguments)
        if not least <= len(node.expressions) <= most:
            if most < 0:
                known = [*OUTER_FUNCTIONS, *self.names.definitions, *self.names.own, *self.checks]
                hint = near(name, known)
                raise written.fail(f"没有名为“{name}”的函数", hint, written.line_of(name))
            raise written.fail(f"{name} 的参数个数不对", "")

    # Definitions

    def expanded(self, tree: exp.Expr, written: Written, within: tuple[str, ...]) -> exp.Expr:
        """The tree with the office's definitions in the place of their calls."""
        self.nodes += sum(1 for _ in tree.walk())
        if self.nodes > LARGEST:
            raise written.fail("表达式太大", "请拆成几条规则")

        def one(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Anonymous) or node.this not in self.names.own:
                return node
            return self.body(node, written, within)

        made: exp.Expr = tree.copy().transform(one)
        return made

    def body(self, node: exp.Anonymous, written: Written, within: tuple[str, ...]) -> exp.Expr:
        """What a call of a definition stands for."""
        name = str(node.this)
        if name in within:
            raise written.fail(f"定义 {name} 用到了自己", "请改写这个定义")
        if len(within) >= DEEPEST:
            raise written.fail("定义套得太深", "请把几层定义合成一层")
        own = self.names.own[name]
        if len(own.arguments) != len(node.expressions):
            raise written.fail(f"{name} 的参数个数不对", f"应有 {len(own.arguments)} 个")
        values = dict(zip(own.arguments, node.expressions, strict=True))

        def put(part: exp.Expr) -> exp.Expr:
            plain = isinstance(part, exp.Column) and not part.table and not part.this.quoted
            if plain and part.name in values:
                return exp.paren(values[part.name].copy())
            return part

        filled = parse(own.expression).copy().transform(put)
        return exp.paren(self.expanded(filled, written, (*within, name)), copy=False)


def told(tree: exp.Expr) -> str:
    """A part in its own words, shortened."""
    text = tree.sql(dialect="duckdb").replace('"', "")
    return text if len(text) <= 40 else text[:39] + "…"


def as_text(value: Value) -> exp.Expr:
    """SQL: a bound value as a text."""
    node = exp.paren(value.node, copy=False)
    if value.type == "bool":
        case = exp.Case().when(node, exp.Literal.string("是"))
        return case.when(exp.Not(this=node.copy()), exp.Literal.string("否"))
    if value.type == "month":
        years = exp.Mul(
            this=exp.func("floor", exp.Div(this=node, expression=number(12))),
            expression=number(100),
        )
        months = exp.Add(
            this=exp.paren(exp.Mod(this=node.copy(), expression=number(12))), expression=number(1)
        )
        node = exp.paren(exp.Add(this=years, expression=months))
    if value.type in ("date", "month"):
        whole = exp.cast(node, "bigint", dialect="duckdb")
        return exp.cast(whole, "varchar", dialect="duckdb")
    if value.type == "number":
        return number_text(node)
    return node


def number_text(node: exp.Expr) -> exp.Expr:
    """SQL: a number with at most two decimals and no needless zeros."""
    exact = exp.cast(node, "decimal(28, 2)", dialect="duckdb")
    text = exp.cast(exact, "varchar", dialect="duckdb")
    return exp.Anonymous(
        this="regexp_replace",
        expressions=[text, exp.Literal.string("\\.?0+$"), exp.Literal.string("")],
    )
