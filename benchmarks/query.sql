-- G1-G4, W1-W6 and S1-S6 of the Hohhot notice over the cleaned rosters, as one writes it by hand
-- for one city: no evidence, no origins, no candidates, no coverage by county.
-- In: a view a kind with the accepted rows. Parameters are written out: as of 2020-04-18.
-- Out: alert (household_id, rule, hit: true, or null for a check).

create table person as
select household_id, id_number, relation, labour, health, schooling, poverty_status, hukou,
    enjoys_policy,
    strptime(substr(id_number, 7, 8), '%Y%m%d')::date as born
from (
    select *, row_number() over (partition by id_number order by year desc, household_id) as version
    from members
    where id_number is not null
)
where version = 1
union all
select household_id, null, relation, labour, health, schooling, poverty_status, hukou,
    enjoys_policy, null
from members
where id_number is null;

create table known as
select id_number, household_id, born, schooling from person where id_number is not null;

create table home as
select
    household_id, count(*) as size,
    any_value(poverty_status) as poverty_status,
    any_value(hukou) filter (where relation = '户主') as hukou,
    coalesce(any_value(enjoys_policy), false) as enjoys_policy,
    bool_or(health like '%患有大病%') as ill,
    -- no labour: nobody of 16 to 59 who can work, unknown where it is not said of somebody
    case when bool_or(labour in ('普通劳动力', '技能劳动力')
            and born between date '1960-04-19' and date '2004-04-18') then true
        when bool_or((labour is null and born between date '1960-04-19' and date '2004-04-18')
            or (born is null and (labour is null or labour in ('普通劳动力', '技能劳动力'))))
        then null else false end as has_labour
from person
group by household_id;

create table bill as
select household_id, 'illness' as cause,
    coalesce(self_paid, greatest(total_cost - coalesce(fund_paid, 0)
        - coalesce(critical_illness_paid, 0) - coalesce(medical_aid_paid, 0), 0)) as amount
from medical join known using (id_number)
where settled_on is null or settled_on between date '2019-04-19' and date '2020-04-18'
union all
select household_id, 'schooling', amount
from education_costs join known using (id_number)
where paid_on is null or paid_on between date '2019-04-19' and date '2020-04-18'
union all
select household_id, 'losses', amount
from losses
where happened_on is null or happened_on between date '2019-04-19' and date '2020-04-18'
union all
select household_id, 'care', rehabilitation_cost
from disability join known using (id_number);

create table cost as
select
    household_id,
    coalesce(sum(amount) filter (where cause = 'illness'), 0) as illness,
    coalesce(sum(amount) filter (where cause = 'schooling'), 0) as schooling,
    coalesce(sum(amount) filter (where cause = 'losses'), 0) as losses,
    coalesce(sum(amount) filter (where cause = 'care'), 0) as care,
    coalesce(sum(amount), 0) as rigid
from bill
group by household_id;

create table income as
select
    household_id,
    coalesce(net_income, wage_income + business_income + property_income + transfer_income
        - coalesce(business_expense, 0)) as total,
    income_per_capita as per_capita,
    coalesce(family_planning_allowance, 0) + coalesce(subsistence_allowance, 0)
        + coalesce(destitute_allowance, 0) + coalesce(ecological_compensation, 0)
        + coalesce(other_transfer, 0) as subsidies,
    coalesce(ecological_compensation, 0) + coalesce(other_transfer, 0) as expiring
from households
where year = 2019;

create table disabled as
select household_id, bool_or(disability_grade in ('一级', '二级')) as severe
from disability join known using (id_number)
group by household_id;

create table applied as
select distinct household_id
from applications join known using (id_number)
where coalesce(application_status, '') not in ('办结', '撤回')
    and (applied_on is null or applied_on between date '2019-04-19' and date '2020-04-18');

create table unsafe_water as
select household_id,
    bool_or('不达标' in (quantity, quality, convenience, reliability)
        or arsenic_mg_l > case when works_type in ('分散', '小型集中') then 0.05 else 0.01 end
        or fluoride_mg_l > case when works_type in ('分散', '小型集中') then 1.2 else 1.0 end
        or ammonia_mg_l > 0.5) as unsafe
from water
group by household_id;

create table pupil as
select
    k.household_id, k.id_number,
    k.born between date '2004-09-01' and date '2013-08-31' as school_age,
    case when e.id_number is not null then e.enrolment_status
            in ('在读', '随班就读', '特殊教育', '送教上门', '休学', '延缓入学')
        when k.schooling in ('非在校生', '学龄前儿童', '学前教育') then false
        when k.schooling is null then false end as in_school,
    e.enrolment_status in ('在读', '随班就读', '特殊教育', '送教上门')
        and e.stage in ('小学', '初中', '普高', '中职', '大专', '本科') and a.id_number is null
        as unaided
from known k
left join (
    select id_number, max_by(enrolment_status, entered_on) as enrolment_status,
        max_by(stage, entered_on) as stage
    from enrolment group by id_number
) e using (id_number)
left join (
    select distinct id_number from student_aid where school_year = 2019
) a using (id_number);

create table schooling_of as
select
    household_id,
    case when bool_or(school_age and in_school = false) then true
        when bool_or(school_age and in_school is null) then null else false end as out_of_school,
    bool_or(unaided) as unaided
from pupil
group by household_id;

create table insured_of as
select
    household_id,
    bool_or(i.id_number is null and born <= date '2020-01-19') as uninsured,
    bool_or(i.premium = false) as unpaid
from known k
left join (
    select id_number, any_value(premium_paid_by_government) as premium
    from insurance
    where (year = 2020 or year is null) and insured is distinct from false
    group by id_number
) i using (id_number)
group by household_id;

create table fact as
select
    h.*,
    h.poverty_status in ('未脱贫', '已脱贫', '返贫') as registered,
    coalesce(h.hukou, '') not like '%非农业%' and coalesce(h.hukou, '') not like '%城镇%' as rural,
    i.total, coalesce(i.per_capita, i.total / h.size) as per_capita, i.subsidies, i.expiring,
    coalesce(c.illness, 0) as illness, coalesce(c.schooling, 0) as schooling,
    coalesce(c.losses, 0) as losses, coalesce(c.care, 0) as care, coalesce(c.rigid, 0) as rigid,
    coalesce(d.severe, false) as severe, d.household_id is not null as has_disabled,
    p.household_id is not null as has_applied,
    g.danger_grade in ('C', 'D') and g.renovated is distinct from '是' as unsafe_house,
    w.unsafe as unsafe_water, s.out_of_school, s.unaided, m.uninsured, m.unpaid,
    case when h.poverty_status in ('未脱贫', '已脱贫', '返贫') then 5000 else 20000 end as floor
from home h
left join income i using (household_id)
left join cost c using (household_id)
left join disabled d using (household_id)
left join applied p using (household_id)
left join (
    select household_id, max_by(danger_grade, assessed_on) as danger_grade,
        max_by(renovated, assessed_on) as renovated
    from housing group by household_id
) g using (household_id)
left join unsafe_water w using (household_id)
left join schooling_of s using (household_id)
left join insured_of m using (household_id);

create table warned as
select
    *,
    poverty_status = '已脱贫' and per_capita < 5000 as G1,
    case when total > 0 then subsidies >= 0.5 * total end and expiring > 0 as G3,
    case when rigid <= 0 then false
        when total is null then case when rigid >= floor then null else false end
        else (total - rigid) / size < 4000 end as G4,
    case when illness <= 0 then false
        when total is null then case when illness >= floor then null else false end
        else illness > total or total <= 0 end as W1,
    case when schooling <= 0 then false
        when total is null then case when schooling >= floor then null else false end
        else schooling > total or total <= 0 end as W2,
    case when losses <= 0 then false
        when total is null then case when losses >= floor then null else false end
        else losses > total or total <= 0 end as W3,
    case when care <= 0 then false
        when total is null then case when care >= floor then null else false end
        else care > total or total <= 0 end as W4,
    case when (illness > 0)::int + (schooling > 0)::int + (losses > 0)::int + (care > 0)::int < 2
            then false
        when total is null then case when rigid >= floor then null else false end
        else rigid > total or total <= 0 end as W5_alone,
    has_applied as W6
from fact;

create table judged as
select
    *,
    W1 is not true and W2 is not true and W3 is not true and W4 is not true and W5_alone as W5,
    -- 务工 and 大病 were not given: where no risk is seen, one may be
    case when rural and not coalesce(registered, false) and not enjoys_policy
        then case when per_capita is null then case when G4 or W1 or W2 or W3 or W4 or W5_alone
                or W6 or severe or ill or unsafe_house or unsafe_water or has_labour = false
                or out_of_school then null else false end
            when per_capita > 5000 then false
            when G4 or W1 or W2 or W3 or W4 or W5_alone or W6 or severe or ill or unsafe_house
                or unsafe_water or has_labour = false or out_of_school then true end
        else false end as G2
from warned;

create table alert as
select household_id, rule, hit
from (
    unpivot (
        select
            household_id, G1, G2, G3, G4, W1, W2, W3, W4, W5, W6,
            (registered or G2) and out_of_school as S1,
            (registered or G2) and unaided as S2,
            (registered or G2) and uninsured as S3,
            (registered or G2) and unpaid as S4,
            (registered or G2 or (has_disabled and per_capita <= 5000)) and unsafe_house as S5,
            (registered or G2) and unsafe_water as S6
        from judged
    )
    on columns(* exclude household_id)
    into name rule value hit
)
where hit;
