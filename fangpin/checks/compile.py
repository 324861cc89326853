"""Bind an expression: names, functions and types; everything not known is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from sqlglot import exp

from fangpin.checks.coerce import Value, common, number, to
from fangpin.checks.forms import forms
from fangpin.checks.functions import PREFIX, Function, by_name, functions, template
from fangpin.checks.operators import HANDLERS
from fangpin.checks.pack import Check, Definition
from fangpin.checks.plan import OUTER, Plan, Use
from fangpin.checks.refuse import refused
from fangpin.checks.scope import Bound, Env, Frame
from fangpin.checks.syntax import Written, parse

LARGEST = 3000  # nodes of one check, definitions put in
LARGEST_CALL = 5000  # nodes of what stands for one call of a function
LARGEST_PACK = 60_000  # nodes of all checks of a run
DEEPEST = 20  # definitions inside definitions
DAY = ("核查日", "as_of")


class Compiler:
    """Binds the checks of one run to one plan.

    tables: the names that tables may be given by; day: the day of the check, YYYYMMDD.
    """

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[tuple[str, str], str],
        definitions: Mapping[tuple[str, str], Definition],
        day: int,
    ) -> None:
        self.plan = plan
        self.tables = tables
        self.definitions = definitions
        self.day = day
        self.used: list[tuple[Use, Written]] = []
        self.pairs: set[tuple[str, str]] = set()
        self.absent: list[exp.Expr] | None = None  # values of rows that perhaps are not there
        self.nodes = self.all_nodes = self.chained = 0

    def bind(self, check: Check) -> Bound:
        """One check. Raises UseError: the file, the line, what is wrong and what is near."""
        self.used, self.pairs, self.nodes, self.chained = [], set(), 0, 0
        person = "hp" if check.within_household else "id18"
        key = {"household": "hh", "village": "place"}.get(check.unit, person)
        frame = Frame(self.table(check.table, check.when), OUTER, key, person)
        frame.names = dict.fromkeys(("本", "self"), frame)
        self.used.append((Use(frame.table), check.when))
        if check.unit != "row":
            self.used.append((Use(frame.table, key=key), check.when))
        try:
            value = self.condition(parse(check.when), Env(frame, check.when))
        except RecursionError:
            raise check.when.fail("表达式套得太深", "请拆成几条核查规则") from None
        evidence = self.evidence(check, frame.table)
        return Bound(
            check,
            frame.table,
            value.node.sql(dialect="duckdb"),
            tuple(dict.fromkeys(self.used)),
            frozenset(frame.joins),
            evidence,
            frozenset(self.pairs),
        )

    def evidence(self, check: Check, table: str) -> tuple[Use, ...]:
        """The columns that tell why: those listed ("表.列" of another table), else those used."""
        listed = []
        for written in check.evidence:
            other, dot, column = written.text.partition(".")
            known = dot and {(written.file, other), ("", other)} & self.tables.keys()
            use = Use(self.table(other, written), column) if known else Use(table, written.text)
            listed.append(use)
            self.plan.column(use)
            if check.missing == "refuse":
                self.used.append((use, written))
        used = [use for use, _ in self.used if use.column]
        return tuple(dict.fromkeys(listed or used))

    def table(self, name: str, written: Written) -> str:
        """The table that a name stands for."""
        found = self.tables.get((written.file, name)) or self.tables.get(("", name))
        if found is not None:
            return found
        known = [one for file, one in self.tables if file in ("", written.file)]
        raise written.fail(f"没有名为“{name}”的名册", near(name, known), written.line_of(name))

    def condition(self, tree: exp.Expr, env: Env) -> Value:
        """A part that must be true or false."""
        return self.as_type(self.value(tree, env), "bool", env)

    def as_type(self, value: Value, wanted: str, env: Env) -> Value:
        """A value as a type that is asked for."""
        return to(value, wanted, env.written, lambda name, one: self.call(name, [one], env))

    def call(self, name: str, values: list[Value], env: Env) -> Value:
        """A function of the list, by its id."""
        return self.apply(functions()[name], values, env)

    def value(self, tree: exp.Expr, env: Env) -> Value:
        """Any part of an expression."""
        self.nodes += 1
        self.all_nodes += 1
        if self.nodes > LARGEST:
            raise env.written.fail("表达式太大", "请拆成几条核查规则")
        if self.all_nodes > LARGEST_PACK:
            raise env.written.fail("核查规则合起来太大", "请分几次核查")
        if isinstance(tree, exp.Column):
            return self.column(tree, env)
        if isinstance(tree, exp.Anonymous):
            return self.function(tree, env)
        for types, handler in HANDLERS:
            if isinstance(tree, types):
                return handler(self, tree, env)
        raise refused(tree, env.written)

    # Names

    def column(self, tree: exp.Column, env: Env) -> Value:
        """A name: an argument of a definition, the day of the check, a column of the rows."""
        if tree.args.get("db") or isinstance(tree.this, exp.Star):
            raise refused(exp.Star(), env.written)
        name, prefix = tree.name, tree.table
        if not prefix and name in env.arguments:
            argument, home = env.arguments[name]
            return self.value(argument, replace(home, frame=env.frame))
        if not prefix and name in DAY and not tree.this.quoted:
            return Value(number(self.day), "date")
        return self.field(name, self.frame(prefix, env), env)

    def frame(self, prefix: str, env: Env) -> Frame:
        """The rows that a prefix stands for; without one the rows at hand."""
        if not prefix:
            if env.frame.level == "pair":
                raise env.written.fail(
                    "有两人(…)里的列名要写明是谁的", '写成 甲."列名" 和 乙."列名"'
                )
            return env.frame
        if prefix not in env.frame.names:
            known = "、".join(env.frame.names) or "不加前缀"
            raise env.written.fail(f"不认识前缀“{prefix}.”", f"这里可用:{known}")
        found = env.frame.names[prefix]
        if found is not env.frame and found.level == "top":
            env.frame.outer_used = True
        return found

    def field(self, name: str, frame: Frame, env: Env) -> Value:
        """A column of some rows."""
        use = Use(frame.table, name)
        self.used.append((use, env.written))
        return Value(exp.column(self.plan.column(use), table=frame.alias), "text")

    # Functions

    def function(self, tree: exp.Anonymous, env: Env) -> Value:
        """A call: a definition, a form over other rows, or a function of the list."""
        name = str(tree.this)
        definition = self.definition(name, env)
        if definition is not None:
            return self.defined(definition, tree, env)
        if name.lower() in forms():
            return forms()[name.lower()].bind(self, tree.expressions, env)
        if name.lower() in by_name():
            values = [self.value(one, env) for one in tree.expressions]
            return self.apply(by_name()[name.lower()], values, env)
        own = [one for file, one in self.definitions if file in ("", env.written.file)]
        known = [*own, *forms(), *by_name()]
        raise env.written.fail(
            f"没有名为“{name}”的函数", near(name, known), env.written.line_of(name)
        )

    def definition(self, name: str, env: Env) -> Definition | None:
        """The definition of a name in the file of the expression, else the shipped one."""
        own = self.definitions.get((env.written.file, name))
        return own or self.definitions.get(("", name))

    def defined(self, definition: Definition, tree: exp.Anonymous, env: Env) -> Value:
        """The expression of a definition, its arguments bound where they stand in it."""
        if definition.name in env.defining:
            raise env.written.fail(f"定义 {definition.name} 用到了自己", "请改写这个定义")
        if len(env.defining) >= DEEPEST:
            raise env.written.fail("定义套得太深", "请把几层定义合成一层")
        if len(tree.expressions) != len(definition.arguments):
            raise env.written.fail(
                f"{definition.name} 的参数个数不对", f"应有 {len(definition.arguments)} 个"
            )
        given = {n: (t, env) for n, t in zip(definition.arguments, tree.expressions, strict=True)}
        inner = Env(env.frame, definition.expression, given, (*env.defining, definition.name))
        value = self.value(parse(definition.expression), inner)
        return Value(exp.paren(value.node, copy=False), value.type, value.literal)

    def apply(self, function: Function, values: list[Value], env: Env) -> Value:
        """A function of the list on bound values."""
        wanted = list(function.args)
        if wanted and wanted[-1].repeats:
            wanted += [wanted[-1]] * (len(values) - len(wanted))
        if wanted and wanted[-1].optional and len(values) == len(wanted) - 1:
            values = [*values, Value(number(self.day), "date")]
        if len(values) != len(wanted):
            raise env.written.fail(f"{function.names[0]} 的参数个数不对", f"写法:{function.usage}")
        typed = [self.as_type(v, a.type, env) for v, a in zip(values, wanted, strict=True)]
        if function.special == "coalesce":
            return self.first_of(typed, env)
        return self.filled(function, typed, env)

    def first_of(self, values: list[Value], env: Env) -> Value:
        """The first value that is there."""
        kind = common(values, env.written)
        nodes = [self.as_type(one, kind, env).node for one in values]
        return Value(exp.Anonymous(this="coalesce", expressions=nodes), kind)

    def filled(self, function: Function, values: list[Value], env: Env) -> Value:
        """The SQL of a function with its arguments in place, as a column of its own if worth it."""
        names = [one.name for one in function.args]
        fixed = dict(zip(names, values, strict=False))
        if function.each:
            rest = values[len(names) - 1 :]
            parts = [self.put(function.each, fixed | {names[-1]: one}, env) for one in rest]
            fixed["all_"] = Value(joined(function.join, parts), "any")
        node = self.put(function.sql, fixed, env)
        if sum(1 for _ in islice(node.walk(), LARGEST_CALL)) == LARGEST_CALL:
            raise env.written.fail("函数套得太深", "请拆成几条核查规则")
        alias = only_alias([one.node for one in values])
        if function.derive and alias:
            bare = node.transform(lambda n: exp.column(n.name) if isinstance(n, exp.Column) else n)
            name = self.plan.derive(self.frame_of(alias, env).table, bare)
            node = exp.column(name, table=alias)
        return Value(node, function.gives)

    def put(self, sql: str, values: Mapping[str, Value], env: Env) -> exp.Expr:
        """A piece of a function's SQL with values for its names."""

        def one(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Column) and not node.table and node.name in values:
                return values[node.name].node.copy()
            if isinstance(node, exp.Anonymous) and str(node.this).startswith(PREFIX):
                inner = functions()[str(node.this).removeprefix(PREFIX)]
                given = [values[a.name] for a in node.expressions]
                return self.filled(inner, given, env).node
            return node

        made = template(sql).copy().transform(one)
        assert isinstance(made, exp.Expr)
        return exp.paren(made, copy=False)

    def frame_of(self, alias: str, env: Env) -> Frame:
        """The rows in reach that have an alias."""
        reach = [env.frame, *env.frame.names.values()]
        return next(one for one in reach if one.alias == alias)


def joined(how: str, parts: list[exp.Expr]) -> exp.Expr:
    """What stands for the repeated arguments of a function."""
    if how == "list":
        return exp.Array(expressions=parts)
    made = exp.and_(*parts, copy=False) if how == "and" else exp.or_(*parts, copy=False)
    return exp.paren(made, copy=False)


def only_alias(nodes: list[exp.Expr]) -> str:
    """The one alias of the columns of some nodes, "" where there is none or a fold among them."""
    columns = [column for node in nodes for column in node.find_all(exp.Column)]
    if any(node.find(exp.Subquery, exp.Exists) for node in nodes):
        return ""
    aliases = {column.table for column in columns}
    rows = all(column.name[0] in "cd" for column in columns)
    return aliases.pop() if len(aliases) == 1 and rows else ""


def near(name: str, known: list[str]) -> str:
    """The names that are like one that was not found."""
    found = get_close_matches(name, known, 3, 0.5)
    found += [one for one in known if name and one not in found and (name in one or one in name)]
    pairs = {name[n : n + 2] for n in range(len(name) - 1) if not name[n : n + 2].isascii()}
    found += [one for one in known if not found and any(pair in one for pair in pairs)][:3]
    return "相近的:" + "、".join(found[:3]) if found else "可用:" + "、".join(known[:12]) + "等"
