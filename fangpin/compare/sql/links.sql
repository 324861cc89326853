-- counted_row: the rows of the watched households, by household, roster and person, as facts count
-- them: what the next run is held against. part: of rosters by year 0 is last year's rows, 1 the
-- year before's, all with those that stand in the members' own rows; current: of this year; village:
-- the household's water is its village's. dated: the day by which a row falls out of its window. The rosters whose rows only clear a household (学生资助,
-- 产业帮扶) have nothing to lose.

create table counted_row as
select
    h.household_id, case p.kind when 'm' then 'members' else 'population' end as kind,
    p.id_number, p.name, '' as part, null::date as dated, count(*) as rows
from person p
join watched w on w.hh = p.hh
join household h on h.hh = p.hh
where not p.dead
group by all
union all
select h.household_id, 'deaths', p.id_number, p.name, '', null, count(*)
from person p
join watched w on w.hh = p.hh
join household h on h.hh = p.hh
where p.dead
group by all
union all
select h.household_id, r.kind, p.id_number, null, r.part, r.dated, count(*)
from (
    select pid, hh, 'medical' as kind, '' as part, settled_on as dated from rows_medical
    union all
    select pid, hh, 'education_costs', '', paid_on from rows_education_costs
    union all
    select pid, hh, 'applications', '', applied_on from rows_applications
    union all
    select pid, hh, 'employment', '', ended_on from rows_employment
    union all
    select pid, hh, 'subsidies', 'current', null from subsidy_counted
    union all
    select pid, hh, 'illness', '', null from rows_illness
    union all
    select pid, hh, 'property', '', null from rows_property
    union all
    select pid, hh, 'subsistence', '', null from rows_subsistence where version = 1
    union all
    select pid, hh, 'enrolment', '', null from rows_enrolment where version = 1
    union all
    select pid, hh, 'family_doctor', '', null from rows_family_doctor where version = 1
    union all
    select pid, hh, 'pension', '', null from rows_pension where version = 1
    union all
    select pid, hh, 'disability', '', null from rows_disability where version = 1
    union all
    select pid, hh, 'insurance', 'current', null from rows_insurance
    where version = 1 and (year = $year or year is null)
) r
join watched w on w.hh = r.hh
join household h on h.hh = r.hh
join person p on p.pid = r.pid
group by all
union all
select h.household_id, r.kind, null, null, r.part, r.dated, count(*)
from (
    select hh, 'losses' as kind, '' as part, happened_on as dated from rows_losses
    union all
    select hh, 'relocation', '', null from rows_relocation where version = 1
    union all
    select hh, 'housing', '', null from rows_housing where version = 1
    union all
    select hh, 'water', '', null from rows_water where version = 1 and hh is not null
    union all
    select p.hh, 'water', 'village', null
    from household_place p
    join rows_water v
        on v.hh is null and v.version = 1 and v.v_key = p.village_key
        and v.v_county is not distinct from p.county and v.v_town is not distinct from p.town
    union all
    select hh, 'households', cast($last_year - coalesce(year, $last_year) as varchar), null
    from rows_households
    where hh is not null and coalesce(year, $last_year) in ($last_year, $last_year - 1)
    union all
    select hh, 'households', 'all ' || ($last_year - year), null
    from household_year
    where year in ($last_year, $last_year - 1)
) r
join watched w on w.hh = r.hh
join household h on h.hh = r.hh
group by all;
