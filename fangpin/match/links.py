"""Link the rows of every other roster to persons and households, by number only (rules.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangpin.rosters.kinds import Kind, Kinds

if TYPE_CHECKING:
    import duckdb

FORMING = ("members", "population", "deaths")  # the rosters that households are made of
NOT_LINKED = (*FORMING, "verdicts", "village_info")
LINK = (
    "id_number", "household_id", "pid", "hh", "dead", "differs", "name_differs", "link_rule",
)  # fmt: skip
# The columns of rosters that facts, evidence and comparisons read of rows_<kind>; the others are in
# all_<kind>, by ord. id_number and household_id are there only of rows that link to nobody.
READ: dict[str, tuple[str, ...]] = {
    "households": ("year",),
    "subsidies": ("subsidy_item", "amount", "paid_on", "policy_ends_on"),
    "subsistence": ("scheme", "top_up", "top_up_amount", "monthly_amount", "ended_on"),
    "applications": ("application_status", "applied_on"),
    "enrolment": ("stage", "enrolment_status"),
    "student_aid": ("school_year",),
    "education_costs": ("amount", "paid_on"),
    "insurance": ("insured", "premium_paid_by_government", "year"),
    "medical": (
        "self_paid", "total_cost", "fund_paid", "critical_illness_paid", "medical_aid_paid",
        "settled_on",
    ),
    "illness": ("illness_type", "treated"),
    "family_doctor": ("signed", "last_visit_on"),
    "housing": ("danger_grade", "renovated"),
    "water": (
        "quantity", "quality", "convenience", "reliability", "arsenic_mg_l", "fluoride_mg_l",
        "ammonia_mg_l", "works_type",
    ),
    "employment": ("employed", "ended_on"),
    "pension": ("insured", "premium_paid_by_government"),
    "disability": (
        "disability_type", "disability_grade", "id_disability_type", "id_disability_grade",
        "rehabilitation_cost",
    ),
    "losses": ("amount", "loss_type", "happened_on"),
    "industry_support": ("skill_trained",),
}  # fmt: skip
VILLAGE = (
    "regexp_replace(regexp_replace(r.village, "
    "'(村民委员会|村委会|居民委员会|居委会)$', ''), '村$', '')"
)


def version(kind: Kind, keys: str) -> str:
    """SQL: 1 for the row that counts of those with one key.

    A dated row comes before an undated one, the later date first, then the later row.
    """
    dated = f"{kind.dated_by} is null, {kind.dated_by} desc, " if kind.dated_by else ""
    return f"row_number() over (partition by {keys} order by {dated}ord desc)"


def older(connection: duckdb.DuckDBPyConnection, kind: Kind, keys: str, rows: str) -> None:
    """Make older_<kind> (ord, version) of the rows that lost to another one with their key.

    rows: a table or query. Nearly every key is one row's: only those that are not are ranked.
    """
    connection.execute(f"""
        create table older_{kind.name} as
        select ord, version from (
            select ord, {version(kind, keys)} as version
            from {rows} ranked
            where hash({keys}) in (
                select value from (select hash({keys}) as value from {rows} hashed) hashes
                group by value having count(*) > 1
            )
        ) versions
        where version > 1
    """)


def by_household(kind: Kind) -> bool:
    """Whether a kind's rows may name a household by its number."""
    return "household_id" in kind.deciding


def link_rule(kind: Kind, by_number: str = "false") -> str:
    """SQL: the rule that linked a row r to person p; null where none did.

    by_number: whether the household's number did. A certificate beside an ID column links nobody.
    """
    return f"""
        case when {by_number} then 'household' when p.pid is null then null
            when r.ord in (
                select ord from confirmed_row where kind = '{kind.name}' and state = 'used'
            ) then 'confirmed'
            when r.id_disability_grade is not null and r.source not in (
                select source from source_field
                where field in ('id_number', 'disability_certificate')
                group by source having count(*) > 1
            ) then 'certificate'
            when (r.source, r.row, substr(r.id_number, 1, 6) || substr(r.id_number, 9, 9)) in (
                select (source, row, digits) from old_number
            ) then 'from_15'
            else 'exact' end as link_rule
    """


def own_columns(kind: Kind) -> str:
    """SQL: the columns of a roster's row r that rows_<kind> has beside those of the link."""
    return "".join(f", r.{name}" for name in ("ord", "source", "row", *READ.get(kind.name, ())))[2:]


def place_columns(kind: Kind) -> dict[str, str]:
    """Column -> SQL: the village that a row r without any number is about."""
    if kind.key != "V" and kind.name != "water":
        return {}
    none = " and ".join(
        f"r.{n} is null" for n in ("household_id", "id_number", "id_text", "id_lost")
    )
    values = {"v_county": "r.county", "v_town": "r.town", "v_key": VILLAGE}
    return {name: f"case when {none} then {value} end as {name}" for name, value in values.items()}


def unlinked_keys(kind: Kind, home: str) -> str:
    """SQL: the numbers by which a row could have been linked, where none did."""
    names = ("id_number", "household_id") if by_household(kind) else ("id_number",)
    return ", ".join(f"case when {home} is null then r.{name} end as {name}" for name in names)


def name_differs(kind: Kind) -> str:
    """SQL: whether a linked row r names another person than p, whose number it has.

    A head's name counts only where the number is the head's.
    """
    if "name" in kind.fields:
        return "r.name <> p.name"
    return "p.is_head and r.head_name <> p.name" if "head_name" in kind.fields else "false"


def link_by_person(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Make rows_<kind>: a roster's rows with pid, hh (null: no link), version and
    link_rule (exact, from_15, certificate, confirmed, household; null: no link)."""
    number, versions = "1", ""
    if kind.key == "P":
        keys = "id_number, year" if kind.name == "insurance" else "id_number"
        older(connection, kind, keys, kind.name)
        number, versions = (
            "coalesce(v.version, 1)",
            f"left join older_{kind.name} v on v.ord = r.ord",
        )
    connection.execute(f"""
        create table rows_{kind.name} as
        select {own_columns(kind)}, {unlinked_keys(kind, "p.hh")}, p.pid, p.hh, p.dead,
            false as differs, {name_differs(kind)} as name_differs,
            {link_rule(kind)}, {number} as version
        from {kind.name} r
        left join person p on p.id_number = r.id_number
        {versions}
    """)


def link_by_household(connection: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Make rows_<kind> of a roster with household numbers: a number that exists wins over an ID."""
    homes = f"""
        from {kind.name} r
        left join household h on h.household_id = r.household_id
        left join person p on p.id_number = r.id_number
    """
    home = "coalesce(h.hh, p.hh)"
    link = f"""
        p.pid, {home} as hh, p.dead, coalesce(h.hh <> p.hh, false) as differs,
        {name_differs(kind)} as name_differs, {link_rule(kind, "h.hh is not null")}
    """
    numbers = unlinked_keys(kind, home)
    if kind.key not in ("H", "V") or kind.name == "households":
        connection.execute(f"""
            create table rows_{kind.name} as
            select {own_columns(kind)}, {numbers}, {link}, 1 as version {homes}
        """)
        return
    places = place_columns(kind)
    dated = [f"r.{kind.dated_by}"] if kind.dated_by else []
    also = "".join(f", {one}" for one in (*places.values(), *dated))
    connection.execute(f"""
        create table linked_{kind.name} as
        select r.ord, {numbers}, {link}{also} {homes}
    """)
    # a row that links to no household has a key of its own: its number
    keys = ", ".join(["hh", *places, "coalesce(household_id, id_number)"])
    older(connection, kind, keys, f"linked_{kind.name}")
    told = "".join(f", l.{name}" for name in (*LINK, *places))
    connection.execute(f"""
        create table rows_{kind.name} as
        select {own_columns(kind)}{told}, coalesce(v.version, 1) as version
        from linked_{kind.name} l
        join {kind.name} r on r.ord = l.ord
        left join older_{kind.name} v on v.ord = l.ord
    """)
    connection.execute(f"drop table linked_{kind.name}")


def link_all(connection: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make rows_<kind> for every kind that households are not made of, given or not."""
    for kind in kinds:
        if kind.name in NOT_LINKED:
            continue
        if by_household(kind):
            link_by_household(connection, kind)
        else:
            link_by_person(connection, kind)
