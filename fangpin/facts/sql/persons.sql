-- What each roster says of the living persons of households. When somebody was born is told by the
-- number itself, in a view: working it out again is cheaper than a join.

create or replace view person_born as
select
    p.*,
    make_date(
        cast(substr(p.id_number, 7, 4) as integer),
        cast(substr(p.id_number, 11, 2) as integer),
        cast(substr(p.id_number, 13, 2) as integer)
    ) as birth_date,
    cast(substr(p.id_number, 7, 4) as integer) as birth_year,
    cast(substr(p.id_number, 11, 4) as integer) as birth_day
from person p
where not p.dead;

-- The disability: the roster, else a certificate number that stood in an ID column.
create or replace table disability_of as
select pid, disability_type, disability_grade from (
    select
        p.pid, r.pid is not null as in_roster,
        coalesce(r.disability_type, r.id_disability_type, c.disability_type) as disability_type,
        coalesce(r.disability_grade, r.id_disability_grade, c.disability_grade) as disability_grade
    from person p
    left join (
        select pid, disability_type, disability_grade, id_disability_type, id_disability_grade
        from rows_disability
        where version = 1 and pid is not null
    ) r on r.pid = p.pid
    left join certificate c on c.id_number = p.id_number
    where not p.dead
) where in_roster or disability_grade is not null;

create or replace table serious_ill as
select pid, bool_or(treated is false) is true as untreated
from rows_illness
where illness_type = '大病' and pid is not null and not dead
group by pid;

create or replace table insurance_of as
select
    pid,
    bool_or(insured is distinct from false) as insured,
    max_by(premium_paid_by_government, ord) filter (where insured is distinct from false)
        as insurance_paid_by_government
from rows_insurance
where version = 1 and pid is not null and (year = $year or year is null)
group by pid;

create or replace table perhaps_insured as
select distinct c.pid
from candidate c
join all_insurance r on c.kind = 'insurance' and r.ord = c.ord
where r.insured is distinct from false and (r.year = $year or r.year is null)
    and c.pid not in (select pid from rows_insurance where pid is not null);

create or replace table doctor_of as
select pid, signed is distinct from false as signed, last_visit_on
from rows_family_doctor
where version = 1 and pid is not null;

create or replace table perhaps_signed as
select distinct c.pid
from candidate c
join all_family_doctor r on c.kind = 'family_doctor' and r.ord = c.ord
where r.signed is distinct from false
    and c.pid not in (select pid from rows_family_doctor where pid is not null);

create or replace table pension_of as
select
    pid, insured is distinct from false as pension_insured,
    premium_paid_by_government as pension_paid_by_government
from rows_pension
where version = 1 and pid is not null;

create or replace table perhaps_pensioned as
select distinct c.pid
from candidate c
join all_pension r on c.kind = 'pension' and r.ord = c.ord
where r.insured is distinct from false
    and c.pid not in (select pid from rows_pension where pid is not null);

create or replace table enrolment_of as
select pid, stage, enrolment_status from rows_enrolment where version = 1 and pid is not null;

create or replace table perhaps_enrolled as
select distinct c.pid
from candidate c
join all_enrolment r on c.kind = 'enrolment' and r.ord = c.ord
where list_contains($in_school, r.enrolment_status)
    and c.pid not in (select pid from rows_enrolment where pid is not null);

create or replace table aided as
select distinct pid
from rows_student_aid
where pid is not null and (school_year = $school_year or school_year is null);

create or replace table perhaps_aided as
select distinct c.pid
from candidate c
join all_student_aid r on c.kind = 'student_aid' and r.ord = c.ord
where (r.school_year = $school_year or r.school_year is null)
    and c.pid not in (select pid from rows_student_aid where pid is not null);

create or replace table subsistence_of as
select pid, scheme, top_up, top_up_amount, monthly_amount
from rows_subsistence
where version = 1 and pid is not null and (ended_on is null or ended_on >= $as_of);

create or replace table perhaps_subsisting as
select distinct c.pid
from candidate c
join all_subsistence r on c.kind = 'subsistence' and r.ord = c.ord
where (r.ended_on is null or r.ended_on >= $as_of)
    and c.pid not in (select pid from rows_subsistence where pid is not null);

create or replace table work_of as
select
    pid,
    bool_or(
        employed is distinct from false and (ended_on is null or ended_on >= $as_of)
    ) as works,
    bool_or(ended_on > $window_start and ended_on < $as_of) is true as work_ended
from rows_employment
where pid is not null
group by pid;

create or replace table perhaps_working as
select distinct c.pid
from candidate c
join all_employment r on c.kind = 'employment' and r.ord = c.ord
where r.employed is distinct from false and (r.ended_on is null or r.ended_on >= $as_of)
    and c.pid not in (select pid from rows_employment where pid is not null);

create or replace table owner as
select distinct pid from rows_property where pid is not null;
