-- Findings beside those of each roster's links.

insert into finding
select 'deaths', d.ord, 'match.unmatched', ''
from deaths d
where d.id_number not in (select id_number from recorded_member where id_number is not null)
    and d.id_number not in (select id_number from population);

insert into finding
select 'deaths', r.ord, 'match.name_differs', ''
from deaths r
join person k on k.id_number = r.id_number
where r.name <> k.name;

insert into finding
select 'population', ord, 'row.superseded', '' from older_population
union all
select 'deaths', ord, 'row.superseded', '' from older_deaths;

insert into finding
select
    case when h.head_kind = 'm' then 'members' else 'population' end, h.head_ord,
    'match.size_differs', coalesce(c.household_size, k.household_size)::varchar
from household h
left join member_common c on c.hh = h.hh
left join household_latest k on k.hh = h.hh
where coalesce(c.household_size, k.household_size) <> h.size_before_deaths;

insert into finding
select kind, ord, case when counts then 'row.maybe_duplicate' else 'row.duplicate' end, ''
from duplicate;
