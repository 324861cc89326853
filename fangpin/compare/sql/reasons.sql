-- reason: why nobody knows whether a hit of an earlier run is over. In: former, rest (rule, name, kind),
-- lean (rule, other), name_state (county, name, was, text; the names that are gone), rule_off (rule,
-- county or null for all, text), title (kind, title, place), missing_row, gone_household.

create table now_alert as
select h.household_id, a.rule, a.hit is true as hit
from alert a join household h on h.hh = a.hh;

-- Not hits now, of households that are there or that nobody saw leave.
create table doubtful as
select f.*, coalesce(g.lost, false) as gone, n.rule is not null as checked
from (
    select f.* exclude (county), coalesce(p.county, case when h.hh is null then f.county end, '')
        as county
    from former f
    left join household h on h.household_id = f.household_id
    left join household_place p on p.hh = h.hh
) f
left join now_alert n on n.household_id = f.household_id and n.rule = f.rule
left join gone_household g on g.household_id = f.household_id
where n.hit is not true and g.lost is not false;

-- What each of them rested on, by itself and by the rules that were hits with it.
create table former_rest as
select d.household_id, d.rule, r.name, r.kind
from doubtful d join rest r on r.rule = d.rule
union
select d.household_id, d.rule, r.name, r.kind
from doubtful d
join lean l on l.rule = d.rule
join former o on o.household_id = d.household_id and o.rule = l.other
join rest r on r.rule = l.other;

create table gone_name as
select distinct d.household_id, d.rule, s.name, s.text
from doubtful d
join former_rest r on r.household_id = d.household_id and r.rule = d.rule
join name_state s on s.county = d.county and s.name = r.name
where not d.gone and (s.was or list_contains(d.lacking, s.name));

create table reason as
select d.household_id, d.rule, 0 as place, '家庭名册中已无此户' as text, t.title
from doubtful d
join title t on t.kind = case when starts_with(d.household_id, 'HJ-') then 'population' else 'members' end
where d.gone
union
select d.household_id, d.rule, 1, o.text, o.text
from doubtful d
join rule_off o on o.rule = d.rule and coalesce(o.county, d.county) = d.county
where not d.gone
union
select household_id, rule, 1, text, text from gone_name
union
select d.household_id, d.rule, 2 + t.place,
    '本户' || t.title || m.rows || case when t.forming then '人' else '行' end, t.title
from doubtful d
join (
    select household_id, kind, sum(rows) as rows from missing_row group by all
) m on m.household_id = d.household_id
join title t on t.kind = m.kind
where not d.gone
    and not exists (  -- where the roster is gone, so are its rows
        select 1 from gone_name g
        where g.household_id = d.household_id and g.rule = d.rule and g.name = m.kind
    )
    and (
    t.forming
    or exists (
        select 1 from former_rest r
        where r.household_id = d.household_id and r.rule = d.rule and r.kind = m.kind
    )
);

create table carried as
select d.household_id, d.rule, d.alert_id, d.county, d.since, d.checked, d.gone,
    list(r.text order by r.place, r.text) as texts,
    list_sort(list_distinct(list(r.title))) as titles
from doubtful d
join reason r on r.household_id = d.household_id and r.rule = d.rule
group by all;

-- Hits that nobody knows the end of, for the next run: with the names that are gone, and the rows.
create table unsettled as
select d.alert_id, d.since,
    coalesce((
        select list(distinct g.name order by g.name) from gone_name g
        where g.household_id = d.household_id and g.rule = d.rule
    ), []::varchar[]) as lacking
from doubtful d
left join carried c on c.alert_id = d.alert_id
where d.checked or c.alert_id is not null
order by d.alert_id;

create table kept_row as
select household_id, kind, id_number, name, part, dated, max(rows) as rows
from (
    select * from counted_row
    where household_id in (
        select h.household_id from alert a join household h on h.hh = a.hh where a.hit
        union select household_id from doubtful where alert_id in (select alert_id from unsettled)
    )
    union all
    select b.household_id, b.kind, coalesce(w.id_now, b.id_number), b.name, b.part, b.dated, b.rows
    from base_row b
    left join whereabouts w
        on w.household_id = b.household_id and w.id_number = b.id_number
    where b.household_id in (
            select household_id from doubtful where alert_id in (select alert_id from unsettled)
        )
        and (
            b.household_id in (select household_id from gone_household)
            or exists (
                select 1 from missing_row m
                where m.household_id = b.household_id and m.kind = b.kind
            )
        )
        and (b.dated is null or b.dated > $window_start)
        and coalesce(w.state, 'here') in ('here', 'lost')
)
group by all
order by all;
