-- What the forming of households found: one row a fault, at the row that did not count.

create table finding as
select kind, ord, 'row.superseded' as code, '' as detail
from (select 'members' as kind, ord from member_version where version > 1)
union all
select 'members', l.ord,
    case when l.row_year < l.last_row_year then 'match.moved_household'
        else 'match.two_households' end,
    l.household_id || '、' || w.household_id
from member_home l
join member_home w on w.id_number = l.id_number and w.home = 1
where l.home > 1
union all
select 'population', p.ord, 'match.unrecorded_member', g.home
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where g.homes = 1 and p.home is null and not p.dead
union all
select 'population', p.ord, 'match.ambiguous_group', ''
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where g.homes > 1 and p.home is null and not p.dead
union all
select 'deaths', d.ord, 'match.deceased', ''
from dead d
where d.id_number in (select id_number from recorded_member where id_number is not null)
    or d.id_number in (select id_number from population)
union all
select case when head_kind = 'm' then 'members' else 'population' end, head_ord,
    'match.household_gone', household_id
from household_all
where size = 0
union all
-- a hukou whose people are all dead forms no household
select 'population', min(p.ord), 'match.household_gone', ''
from hukou_person p
join hukou_group g on g.hukou_id = p.hukou_id
where g.living = 0 and p.home is null
group by p.hukou_id;
