"""What the checks of a run need computed: columns, derived columns, folds over rows, in SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlglot import exp

from fangpin.rosters.headers import normal

KEYS = {"id18": "证件号码", "hp": "户编号、证件号码", "hh": "户编号", "place": "县、村"}
INNER = "o"  # the alias of rows that are folded
OUTER = "r"  # the alias of the rows that are judged


@dataclass(frozen=True)
class Use:
    """A column of a table that an expression uses, by the name written; key: one of KEYS."""

    table: str
    column: str = ""
    key: str = ""


@dataclass(frozen=True, order=True)
class Group:
    """Folds that one pass over rows of a table gives. kind: k rows, p pairs of rows, s a series."""

    table: str
    key: str
    kind: str = "k"

    @property
    def alias(self) -> str:
        """The name of the table that they are kept in."""
        return f"{self.kind}_{self.table}_{self.key}"


@dataclass(frozen=True)
class Fold:
    """A value folded over rows; joins: the groups it rests on, source: SQL of a series' rows."""

    group: Group
    sql: str
    joins: frozenset[Group]
    uses: frozenset[Use]
    source: str = ""
    name: str = ""


@dataclass(frozen=True)
class Derived:
    """A column computed from the columns of its own row."""

    name: str
    table: str
    sql: str
    uses: frozenset[Use]


@dataclass
class Plan:
    """The columns and values that the checks share; each is there once."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    uses: dict[str, frozenset[Use]] = field(default_factory=dict)  # by column and derived column
    derived: dict[tuple[str, str], Derived] = field(default_factory=dict)
    folds: dict[tuple[Group, str, str], Fold] = field(default_factory=dict)

    def column(self, use: Use) -> str:
        """The name of a column in the database."""
        key = (use.table, normal(use.column))
        if key not in self.names:
            self.names[key] = f"c{len(self.names)}"
            self.uses[self.names[key]] = frozenset((use,))
        return self.names[key]

    def derive(self, table: str, node: exp.Expr) -> str:
        """The name of a derived column; node: over columns without an alias."""
        sql = node.sql(dialect="duckdb")
        if (table, sql) not in self.derived:
            name = f"d{len(self.derived)}"
            rests = (self.uses[column.name] for column in node.find_all(exp.Column))
            self.uses[name] = frozenset().union(*rests)
            self.derived[table, sql] = Derived(name, table, sql, self.uses[name])
        return self.derived[table, sql].name

    def fold(self, fold: Fold) -> Fold:
        """The fold under its name, an equal one where there is one."""
        same = (fold.group, fold.sql, fold.source)
        if same not in self.folds:
            self.folds[same] = replace(fold, name=f"f{len(self.folds)}")
        return self.folds[same]
