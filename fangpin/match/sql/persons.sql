-- Who belongs to which household (rules.md, "Households").
-- In: the accepted rows of members, population, deaths (kept_*). Out: person, household_all.

-- Who each row is of. A row without a year is last year's.
create table member_row as
select
    ord, source, row, household_id, id_number, name, coalesce(year, $last_year) as row_year,
    coalesce(relation, '') = '户主' as is_householder
from members;

create table member_again as
select ord, household_id, id_number, row_year
from member_row
where id_number in (
    select id_number from member_row where id_number is not null
    group by id_number having count(*) > 1
);

-- The same person twice in one household is kept once: the later year, else the later row.
create table member_version as
select
    ord, household_id, id_number, row_year,
    row_number() over (
        partition by household_id, id_number order by row_year desc, ord desc
    ) as version,
    min(ord) over (partition by household_id, id_number) as first_ord
from member_again;

-- A person in two households: the later year decides, else the household that was read first.
create table member_home as
select
    ord, household_id, id_number, row_year,
    row_number() over (partition by id_number order by row_year desc, first_ord) as home,
    max(row_year) over (partition by id_number) as last_row_year
from member_version
where version = 1;

create table dead as
select id_number, min(ord) as ord from deaths group by id_number;

create table recorded_member as
select
    m.ord, m.source, m.row, m.household_id, m.id_number, m.name, m.is_householder,
    d.id_number is not null as dead
from member_row m
left join dead d on d.id_number = m.id_number
where m.ord not in (select ord from member_version where version > 1)
    and m.ord not in (select ord from member_home where home > 1);

create table hukou_person as
select
    p.ord, p.source, p.row, p.hukou_id, p.name, p.id_number,
    coalesce(p.relation, '') = '户主' as is_householder,
    m.household_id as home, d.id_number is not null as dead
from population p
left join recorded_member m on m.id_number = p.id_number
left join dead d on d.id_number = p.id_number;

create table hukou_group as
select
    hukou_id,
    count(*) filter (where not dead) as living,
    count(distinct home) filter (where not dead) as homes,
    min(home) filter (where not dead) as home
from hukou_person
group by hukou_id;

-- recorded: not one of a hukou who is in no household's list. A hukou nobody of which is in members
-- is a general household.
create view person_all as
select
    'm' as kind, ord, source, row, household_id, id_number, name, dead, true as recorded,
    is_householder
from recorded_member
union all
select
    'p', p.ord, p.source, p.row,
    case when g.homes = 0 then 'HJ-' || p.hukou_id else g.home end,
    p.id_number, p.name, p.dead, g.homes = 0, p.is_householder
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where p.home is null and g.living > 0 and g.homes < 2;

-- The head: the living member whose relation is 户主, else the first row.
create table household_all as
select
    household_id,
    count(*) filter (where not dead) as size,
    count(*) as size_before_deaths,
    bool_or(kind = 'p') as general,
    min_by(kind, place) as head_kind,
    min_by(ord, place) as head_ord
from (
    select household_id, kind, ord, dead,
        2 * ord + case when kind = 'p' then 1 else 0 end
            + case when is_householder then 0 else 1000000000000 end
            + case when dead then 2000000000000 else 0 end as place
    from person_all
    where recorded
)
group by household_id;

create table household as
select
    row_number() over (order by household_id) as hh,
    household_id, size, size_before_deaths, general, head_kind, head_ord
from household_all
where size > 0;

-- pid: the members in the order of their rows, then the others.
create table person as
select
    p.ord + case when p.kind = 'p' then r.members else 0 end as pid,
    h.hh, p.kind, p.ord, p.source, p.row, p.id_number, p.name, p.dead, p.recorded,
    p.kind = h.head_kind and p.ord = h.head_ord and p.recorded as is_head
from person_all p
join household h on h.household_id = p.household_id
cross join (select coalesce(max(ord), 0) + 1 as members from member_row) r;

-- Whoever is known and dead without a household that lives on: their rows go with them.
create table gone_person as
select id_number from recorded_member
where dead and household_id in (select household_id from household_all where size = 0)
union all
select p.id_number
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where p.dead and p.home is null and (g.living = 0 or g.homes > 1);
