-- person_fact: one row a living person with every fact of a person; null = not known. Of a person
-- without a usable number (known = false) no roster can tell anything.

create or replace table person_fact as
with person_base as (
    select
        p.pid, p.hh, p.recorded, p.name, p.id_number is not null as known, p.kind = 'p' as general,
        p.birth_date,
        $as_of_year - p.birth_year - cast(p.birth_day > $as_of_day as integer) as age,
        v.relation,
        case when v.labour is null and p.birth_date is not null
            and $as_of_year - p.birth_year - cast(p.birth_day > $as_of_day as integer) < 16
            then '无劳动力' else v.labour end as labour,
        v.schooling, v.education, v.health, v.months_worked,
        c.enrolment as covered_enrolment, c.insurance as covered_insurance,
        c.family_doctor as covered_family_doctor, c.pension as covered_pension
    from person_born p
    left join members v on p.kind = 'm' and v.ord = p.ord
    left join county_cover c on c.hh = p.hh
)
select
    p.pid, p.hh, p.recorded, p.name, p.known, p.general, p.birth_date, p.age, p.relation,
    p.labour, p.schooling, p.education, p.health, p.months_worked,
    date_diff('day', p.birth_date, $as_of) as age_days,
    p.birth_date between $school_from and $school_to as school_age,
    case
        when p.covered_enrolment and not p.known then null
        when p.covered_enrolment and e.pid is not null
            then list_contains($in_school, e.enrolment_status)
        when p.covered_enrolment and (
            pe.pid is not null
            or p.schooling not in ('非在校生', '学龄前儿童', '学前教育')
        ) then null
        when p.covered_enrolment then false
        when p.schooling is not null then p.schooling <> '非在校生'
        when p.education is not null then false
    end as in_school,
    case when p.known then e.pid is not null end as enrolled,
    e.stage, e.enrolment_status,
    case when not p.known then null when a.pid is not null then true
        when pa.pid is not null then null else false end as aided,
    case when not p.known then null when i.insured then true
        when pi.pid is not null then null else false end as insured,
    case when p.known then coalesce(i.insured, false) end as insured_row,
    i.insurance_paid_by_government,
    case when not p.known then null when d.signed then true
        when pd.pid is not null then null else false end as signed,
    case when p.known then coalesce(d.signed, false) end as signed_row,
    d.last_visit_on,
    case when p.known then coalesce(d.last_visit_on < $visit_from, true) end as visit_overdue,
    case when not p.known then null when n.pension_insured then true
        when pn.pid is not null then null else false end as pension_insured,
    n.pension_paid_by_government,
    case when not $given_subsistence then false when not p.known then null
        when s.pid is not null then true
        when ps.pid is not null then null else false end as subsisting,
    case when p.known then s.pid is not null end as subsistence_row,
    s.scheme, s.top_up, s.top_up_amount, s.monthly_amount,
    case when w.works or p.months_worked > 0 then true
        when $given_employment and not p.known then null
        when pw.pid is not null then null else false end as works,
    case when not $given_employment or not p.known then null
        else coalesce(w.work_ended, false) end as work_ended,
    case when p.health like '%患有大病%' or si.pid is not null then true
        when $given_illness and not p.known then null else false end as seriously_ill,
    case when p.known then si.untreated is true end as untreated,
    case when not p.known and $given_disability then null
        when g.pid is null then false
        else g.disability_grade in ('一级', '二级') end as severely_disabled,
    case when not p.known and $given_disability then null else g.pid is not null end as disabled,
    g.disability_type, g.disability_grade,
    case when p.known then o.pid is not null end as has_property
from person_base p
left join enrolment_of e on e.pid = p.pid
left join perhaps_enrolled pe on pe.pid = p.pid
left join aided a on a.pid = p.pid
left join perhaps_aided pa on pa.pid = p.pid
left join insurance_of i on i.pid = p.pid
left join perhaps_insured pi on pi.pid = p.pid
left join doctor_of d on d.pid = p.pid
left join perhaps_signed pd on pd.pid = p.pid
left join pension_of n on n.pid = p.pid
left join perhaps_pensioned pn on pn.pid = p.pid
left join subsistence_of s on s.pid = p.pid
left join perhaps_subsisting ps on ps.pid = p.pid
left join work_of w on w.pid = p.pid
left join perhaps_working pw on pw.pid = p.pid
left join serious_ill si on si.pid = p.pid
left join disability_of g on g.pid = p.pid
left join owner o on o.pid = p.pid;
