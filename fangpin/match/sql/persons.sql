-- Who belongs to which household (rules.md, "Households").
-- In: the accepted rows of members, population, deaths (kept_*). Out: person, household_all.

-- Who each row is of. A row without a year is last year's.
create table member_row as
select ord, source, row, household_id, id_number, name, coalesce(year, $last_year) as row_year
from members;

-- The same person twice in one household is kept once: the later year, else the later row.
create table member_version as
select
    ord, source, row, household_id, id_number, name, row_year,
    row_number() over (
        partition by household_id, id_number order by row_year desc, ord desc
    ) as version,
    min(ord) over (partition by household_id, id_number) as first_ord
from member_row
where id_number is not null;

-- A person in two households: the later year decides, else the household that was read first.
create table member_home as
select
    ord, source, row, household_id, id_number, name, row_year,
    row_number() over (partition by id_number order by row_year desc, first_ord) as home,
    max(row_year) over (partition by id_number) as last_row_year
from member_version
where version = 1;

create table dead as
select id_number, min(ord) as ord from deaths group by id_number;

create table recorded_member as
select
    v.ord, v.source, v.row, v.household_id, v.id_number, v.name, d.id_number is not null as dead
from member_home v
left join dead d on d.id_number = v.id_number
where v.home = 1
union all
select ord, source, row, household_id, null, name, false
from member_row
where id_number is null;

create table hukou_person as
select
    p.ord, p.source, p.row, p.hukou_id, p.name, p.id_number,
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

-- origin: member, unidentified, general (a hukou nobody of which is in members), unrecorded.
create table person_all as
select
    'm' as kind, ord, source, row, household_id, id_number, name, dead, true as recorded
from recorded_member
union all
select
    'p', p.ord, p.source, p.row,
    case when g.homes = 0 then 'HJ-' || p.hukou_id else g.home end,
    p.id_number, p.name, p.dead, g.homes = 0
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where p.home is null and g.living > 0 and g.homes < 2;

-- The head: the living member whose relation is 户主, else the first row.
create table head as
select
    p.household_id, p.kind, p.ord, p.dead,
    row_number() over (
        partition by p.household_id
        order by p.dead, coalesce(m.relation, q.relation, '') <> '户主', p.ord
    ) as place
from person_all p
left join members m on p.kind = 'm' and m.ord = p.ord
left join population q on p.kind = 'p' and q.ord = p.ord
where p.recorded;

create table household_all as
select
    p.household_id,
    count(*) filter (where not p.dead) as size,
    count(*) as size_before_deaths,
    bool_or(p.kind = 'p') as general,
    min(h.kind) as head_kind,
    min(h.ord) as head_ord
from person_all p
join head h on h.household_id = p.household_id and h.place = 1
where p.recorded
group by p.household_id;

create table household as
select
    row_number() over (order by household_id) as hh,
    household_id, size, size_before_deaths, general, head_kind, head_ord
from household_all
where size > 0;

create table person as
select
    row_number() over (order by p.kind, p.ord) as pid,
    h.hh, p.kind, p.ord, p.source, p.row, p.id_number, p.name, p.dead, p.recorded,
    p.kind = h.head_kind and p.ord = h.head_ord and p.recorded as is_head
from person_all p
join household h on h.household_id = p.household_id;

-- Whoever is known and dead without a household that lives on: their rows go with them.
create table gone_person as
select id_number from recorded_member
where dead and household_id in (select household_id from household_all where size = 0)
union all
select p.id_number
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where p.dead and p.home is null and (g.living = 0 or g.homes > 1);
