-- Rosters whose absence accuses are closed only in counties that they cover (rules.md, "Outcomes").

create or replace table county_share as
with listed as (
    select
        p.pid, h.county,
        p.birth_date between $school_from and $school_to as of_school_age,
        $as_of_year - p.birth_year - cast(p.birth_day > $as_of_day as integer) between 16 and 59
            as of_pension_age
    from person_born p
    join household_place h on h.hh = p.hh
    where p.recorded
)
select
    l.county,
    count(*) as persons,
    count(*) filter (where l.of_school_age) as of_school_age,
    count(*) filter (where l.of_pension_age) as of_pension_age,
    count(i.pid) as insured,
    count(d.pid) as signed,
    count(n.pid) filter (where l.of_pension_age) as pensioned,
    count(e.pid) filter (where l.of_school_age) as enrolled
from listed l
left join (select distinct pid from rows_insurance) i on i.pid = l.pid
left join (select distinct pid from rows_family_doctor) d on d.pid = l.pid
left join (select distinct pid from rows_pension) n on n.pid = l.pid
left join (select distinct pid from rows_enrolment) e on e.pid = l.pid
group by l.county;

create or replace table county_covered as
select
    county,
    $given_insurance and (persons < $roster_min_persons
        or insured >= $roster_min_share * persons) as insurance,
    $given_family_doctor and (persons < $roster_min_persons
        or signed >= $roster_min_share * persons) as family_doctor,
    $given_pension and (of_pension_age < $roster_min_persons
        or pensioned >= $roster_min_share * of_pension_age) as pension,
    $given_enrolment and (of_school_age < $roster_min_persons
        or enrolled >= $roster_min_share * of_school_age) as enrolment
from county_share;

create or replace table county_cover as
select h.hh, c.insurance, c.family_doctor, c.pension, c.enrolment
from household_place h
left join county_covered c on c.county is not distinct from h.county;
