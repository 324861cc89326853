-- missing_row: rows that counted for a household in the run before and are gone, though whoever they
-- were of is still there. In: former (hits of the run before, unsettled ones of earlier runs), base_row
-- (its counted rows), counted_row (of this run).

-- Whoever was in a household then: here (perhaps under a mended number), dead, in another household,
-- or lost; a member who now stands in the register of residents alone is lost.
create table base_person as
select b.household_id, b.id_number, any_value(b.name) as name,
    bool_or(b.kind in ('members', 'population')) as living,
    coalesce(min(b.kind) filter (where b.kind in ('members', 'population')), 'members') as kind
from base_row b
where b.id_number is not null or b.name is not null
group by b.household_id, b.id_number, case when b.id_number is null then b.name end;

create table person_here as
select household_id, id_number, name, kind, kind = 'deaths' as dead
from counted_row
where kind in ('members', 'population', 'deaths');

-- A mended number: the same name in the same household, under a number that was not there before.
create table mended as
select b.household_id, b.id_number, b.name, min(n.id_number) as new_id
from base_person b
join person_here n on n.household_id = b.household_id and n.name = b.name
where not exists (
        select 1 from base_person o
        where o.household_id = n.household_id and o.id_number = n.id_number
    )
    and not exists (
        select 1 from person_here s
        where s.household_id = b.household_id and s.id_number = b.id_number
    )
group by b.household_id, b.id_number, b.name;

create table whereabouts as
select
    b.household_id, b.id_number, b.name, b.kind, b.living,
    coalesce(m.new_id, b.id_number) as id_now,
    case
        when b.kind = 'members' and coalesce(s.kind, e.kind) = 'population' then 'lost'
        when s.id_number is not null and not s.dead then 'here'
        when s.dead or d.id_number is not null then 'dead'
        when e.id_number is not null then 'elsewhere'
        when m.household_id is not null then 'here'
        when u.household_id is not null then 'here'
        else 'lost'
    end as state
from base_person b
left join person_here s on s.household_id = b.household_id and s.id_number = b.id_number
left join (
    select id_number from dead union select id_number from gone_person
) d on d.id_number = b.id_number
left join (
    select p.id_number, h.household_id, case p.kind when 'm' then 'members' else 'population' end
        as kind
    from person p join household h on h.hh = p.hh
    where p.id_number is not null and not p.dead
) e on e.id_number = b.id_number and e.household_id <> b.household_id
left join mended m
    on m.household_id = b.household_id and m.id_number is not distinct from b.id_number
    and m.name is not distinct from b.name
left join (
    select distinct household_id, name from person_here where id_number is null
) u on b.id_number is null and u.household_id = b.household_id and u.name = b.name;

create table gone_household as
select distinct f.household_id,
    coalesce(bool_or(w.state = 'lost'), true) as lost
from former f
left join household h on h.household_id = f.household_id
left join whereabouts w on w.household_id = f.household_id and w.living
where h.hh is null
group by f.household_id;

-- Rows that are expected: not those that fell out of their window, nor those of who left.
create table expected_row as
select
    b.household_id, b.kind, w.id_now as id_number, b.part,
    -- of another year's payments as many need not be made
    case when b.kind = 'subsidies' and not $same_year then least(sum(b.rows), 1)
        else sum(b.rows) end as rows
from base_row b
left join whereabouts w
    on w.household_id = b.household_id and w.id_number = b.id_number
where b.kind not in ('members', 'population', 'deaths')
    and (b.dated is null or b.dated > $window_start)
    and (
        b.id_number is null
        or w.state = 'here'
        or (w.state = 'dead' and b.kind in ('medical', 'education_costs'))
    )
group by b.household_id, b.kind, w.id_now, b.part;

create table missing_row as
select e.household_id, e.kind, e.id_number, e.part, e.rows - coalesce(n.rows, 0) as rows
from expected_row e
left join (
    select household_id, kind, id_number, part, sum(rows) as rows
    from counted_row
    where kind = 'employment' or dated is null
        or (dated > $window_start and dated <= $previous_day)
    group by all
) n
    on n.household_id = e.household_id and n.kind = e.kind and n.part = e.part
    and n.id_number is not distinct from e.id_number
where e.rows > coalesce(n.rows, 0)
union all
select household_id, kind, id_number, '', count(*)
from whereabouts
where living and state = 'lost'
group by all
union all
select b.household_id, 'deaths', b.id_number, '', 1
from base_row b
join person_here s on s.household_id = b.household_id and s.id_number = b.id_number
where b.kind = 'deaths' and not s.dead;
