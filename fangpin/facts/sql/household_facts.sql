-- household_fact: one row a household with every fact of rules.md; null = not known.

create or replace table members_fold as
select
    hh,
    bool_or(recorded and labour in ('普通劳动力', '技能劳动力') and age between 16 and 59) is true
        as labour_seen,
    bool_or(recorded and (
        (age between 16 and 59 and labour is null)
        or (age is null and (labour is null or labour in ('普通劳动力', '技能劳动力')))
    )) is true as labour_open,
    bool_or(recorded and labour = '普通劳动力' and age between 16 and 59) is true as ordinary_seen,
    bool_or(recorded and (
        (age between 16 and 59 and labour is null)
        or (age is null and (labour is null or labour = '普通劳动力'))
    )) is true as ordinary_open,
    bool_or(recorded and school_age) is true as school_age_seen,
    bool_or(recorded and school_age is null) is true as school_age_open,
    bool_or(works) is true as works_seen,
    -- where neither the roster nor a value of months_worked was given nobody can tell
    bool_or(works is null) is true
        or (not $given_employment and not bool_or(months_worked is not null)) as works_open,
    bool_or(work_ended) is true as ended_seen,
    bool_or(recorded and work_ended is null) is true as ended_open,
    bool_or(recorded and subsisting) is true as subsisting_seen,
    bool_or(recorded and subsisting is null) is true as subsisting_open,
    bool_or(seriously_ill) is true as ill_seen,
    bool_or(recorded and seriously_ill is null) is true as ill_open,
    bool_or(severely_disabled) is true as severe_seen,
    bool_or(severely_disabled is null) is true as severe_open,
    bool_or(disabled) is true as disabled_seen,
    bool_or(recorded and disabled is null) is true as disabled_open,
    bool_or(recorded and has_property) is true as property_seen,
    bool_or(recorded and has_property is null) is true as property_open
from person_fact
group by hh;

create or replace table application_of as
select hh
from rows_applications
where hh is not null and not dead
    and (application_status is null or application_status not in ('办结', '撤回'))
    and (applied_on is null or (applied_on > $window_start and applied_on <= $as_of))
group by hh;

create or replace table industry_of as
select hh, bool_or(skill_trained) is true as trained
from rows_industry_support
where hh is not null
group by hh;

create or replace table perhaps_supported as
select p.hh, bool_or(r.skill_trained) is true as trained
from candidate c
join all_industry_support r on c.kind = 'industry_support' and r.ord = c.ord
join person p on p.pid = c.pid
group by p.hh;

create or replace table relocation_of as
select distinct hh from rows_relocation where hh is not null;

create or replace table housing_of as
select hh, danger_grade, renovated from rows_housing where hh is not null and version = 1;

create or replace table water_verdict as
select
    hh, v_county, v_town, v_key,
    case
        when quantity = '不达标' or quality = '不达标' or convenience = '不达标'
            or reliability = '不达标'
            or arsenic_mg_l > case when works_type in ('分散', '小型集中')
                then $water_arsenic_small else $water_arsenic end
            or fluoride_mg_l > case when works_type in ('分散', '小型集中')
                then $water_fluoride_small else $water_fluoride end
            or ammonia_mg_l > $water_ammonia then true
        when quantity is not null and quality is not null and convenience is not null
            and reliability is not null then false
    end as unsafe
from rows_water
where version = 1;

create or replace view household_water as
select h.hh, coalesce(w.unsafe, v.unsafe) as unsafe
from household_place h
left join water_verdict w on w.hh = h.hh
left join water_verdict v
    on v.hh is null and v.v_key = h.village_key
    and v.v_county is not distinct from h.county and v.v_town is not distinct from h.town;

create or replace view household_status as
select
    h.hh,
    case when h.general then '一般农户'
        else coalesce(m.poverty_status, k.poverty_status,
            case when k.monitored in ('脱贫监测户', '脱贫不稳定户') then '已脱贫'
                when k.monitored in ('边缘户', '边缘易致贫户') then '一般农户' end,
            case when m.alleviated then '已脱贫' end)
    end as poverty_status,
    m.enjoys_policy, k.danger_grade, k.unsafe_house, k.safe_water, k.monitored, k.is_monitored,
    k.risk_removed
from household h
left join member_common m on m.hh = h.hh
left join household_latest k on k.hh = h.hh;

create or replace table household_fact as
with household_base as (
    select
        h.hh, h.household_id, h.general, h.size, r.head_name, r.head_id, r.phone,
        p.county, p.town, p.village,
        s.poverty_status,
        s.poverty_status in ('未脱贫', '已脱贫', '返贫') as registered,
        coalesce(r.hukou, hp.hukou, '') not like '%非农业%'
            and coalesce(r.hukou, hp.hukou, '') not like '%城镇%' as rural,
        s.enjoys_policy,
        y.income_total, y.income_per_capita, z.income_per_capita as income_per_capita_before,
        y.insurance_paid, y.compliant_self_paid,
        case when $given_subsidies then coalesce(b.amount, 0) else y.transfers end as subsidy_income,
        case when $given_subsidies then coalesce(b.ending_amount, 0)
            when y.transfers_itemised then
                case when list_contains($subsidy_ending_fields, 'family_planning_allowance')
                    then coalesce(y.family_planning_allowance, 0) else 0 end
                + case when list_contains($subsidy_ending_fields, 'subsistence_allowance')
                    then coalesce(y.subsistence_allowance, 0) else 0 end
                + case when list_contains($subsidy_ending_fields, 'destitute_allowance')
                    then coalesce(y.destitute_allowance, 0) else 0 end
                + case when list_contains($subsidy_ending_fields, 'ecological_compensation')
                    then coalesce(y.ecological_compensation, 0) else 0 end
                + case when list_contains($subsidy_ending_fields, 'other_transfer')
                    then coalesce(y.other_transfer, 0) else 0 end
        end as expiring_subsidy,
        coalesce(c.cost_illness, 0) as cost_illness,
        coalesce(c.cost_schooling, 0) as cost_schooling,
        coalesce(c.cost_disaster, 0) as cost_disaster,
        coalesce(c.cost_accident, 0) as cost_accident,
        coalesce(c.cost_business_failure, 0) as cost_business_failure,
        coalesce(c.cost_disability, 0) as cost_disability,
        coalesce(c.rigid_costs, 0) as rigid_costs,
        case when coalesce(g.danger_grade, s.danger_grade) is not null
            then coalesce(g.danger_grade, s.danger_grade) end as danger_grade,
        case when g.danger_grade is not null
                then g.danger_grade in ('C', 'D') and g.renovated is distinct from '是'
            when s.danger_grade is not null then s.danger_grade in ('C', 'D')
            else s.unsafe_house end as unsafe_housing,
        coalesce(w.unsafe, not s.safe_water) as unsafe_water,
        s.monitored, s.is_monitored, s.risk_removed,
        (s.monitored is not null or s.is_monitored is true) and s.risk_removed is not true
            as under_monitoring,
        a.hh is not null as applied,
        i.hh is not null as supported_row, coalesce(i.trained, false) as trained_row,
        pi.hh is not null as perhaps_supported, coalesce(pi.trained, false) as perhaps_trained,
        l.hh is not null as relocated
    from household h
    join head_row r on r.hh = h.hh
    join household_place p on p.hh = h.hh
    join household_status s on s.hh = h.hh
    left join head_hukou hp on hp.hh = h.hh
    left join income_of y on y.hh = h.hh and y.year = $last_year
    left join income_of z on z.hh = h.hh and z.year = $last_year - 1
    left join cost_of c on c.hh = h.hh
    left join subsidy_of b on b.hh = h.hh
    left join housing_of g on g.hh = h.hh
    left join household_water w on w.hh = h.hh
    left join application_of a on a.hh = h.hh
    left join industry_of i on i.hh = h.hh
    left join perhaps_supported pi on pi.hh = h.hh
    left join relocation_of l on l.hh = h.hh
)
select
    b.hh, b.household_id, b.general, b.size, b.head_name, b.head_id, b.phone,
    b.county, b.town, b.village, b.poverty_status, b.registered, b.rural,
    coalesce(b.enjoys_policy, b.registered) as enjoys_policy,
    b.income_total, b.income_per_capita, b.income_per_capita_before,
    b.insurance_paid, b.compliant_self_paid, b.subsidy_income, b.expiring_subsidy,
    b.cost_illness, b.cost_schooling, b.cost_disaster, b.cost_accident,
    b.cost_business_failure, b.cost_disability, b.rigid_costs,
    cast((b.income_total - b.rigid_costs) / b.size as decimal(28, 10)) as net_after_costs,
    b.danger_grade, b.unsafe_housing, b.unsafe_water,
    b.monitored, b.is_monitored, b.risk_removed, b.under_monitoring, b.applied, b.relocated,
    case when b.supported_row then true when b.perhaps_supported then null else false end
        as industry_supported,
    case when b.trained_row then true
        when b.perhaps_trained and not b.supported_row then null else false end as skill_trained,
    case when b.general then null when f.labour_seen then true when f.labour_open then null
        else false end as has_labour,
    case when b.general then null when f.ordinary_seen then true when f.ordinary_open then null
        else false end as has_ordinary_labour,
    case when f.school_age_seen then true when f.school_age_open then null else false end
        as has_school_age,
    case when f.works_seen then true when f.works_open then null else false end as has_worker,
    case when not $given_employment then null
        when f.works_seen then false
        when f.ended_seen and not f.works_open then true
        when f.ended_seen or f.ended_open then null
        else false end as lost_work,
    case when f.subsisting_seen then true when f.subsisting_open then null else false end
        as in_subsistence,
    case when f.ill_seen then true when f.ill_open then null else false end as serious_illness,
    case when f.severe_seen then true when f.severe_open then null else false end
        as severe_disability,
    case when f.disabled_seen then true when f.disabled_open then null else false end as disabled,
    case when f.property_seen then true when f.property_open then null else false end
        as has_property
from household_base b
join members_fold f on f.hh = b.hh;
