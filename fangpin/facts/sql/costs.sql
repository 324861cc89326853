-- Costs of the window and subsidies, by household; a row without a readable date counts.

create or replace table medical_counted as
select
    hh, pid, source, row, ord,
    cast(case
        when self_paid is not null then self_paid
        when total_cost < 0 then least(total_cost - coalesce(fund_paid, 0)
            - coalesce(critical_illness_paid, 0) - coalesce(medical_aid_paid, 0), 0)
        when total_cost is not null then greatest(total_cost - coalesce(fund_paid, 0)
            - coalesce(critical_illness_paid, 0) - coalesce(medical_aid_paid, 0), 0)
        else 0
    end as decimal(18, 2)) as amount,
    self_paid is null and total_cost is null as no_amount
from rows_medical
where hh is not null
    and (settled_on is null or (settled_on > $window_start and settled_on <= $as_of));

create or replace table schooling_counted as
select hh, pid, source, row, ord, amount
from rows_education_costs
where hh is not null
    and (paid_on is null or (paid_on > $window_start and paid_on <= $as_of));

create or replace table loss_counted as
select hh, pid, source, row, ord, amount, loss_type
from rows_losses
where hh is not null
    and (happened_on is null or (happened_on > $window_start and happened_on <= $as_of));

create or replace table rehabilitation_counted as
select hh, pid, source, row, ord, rehabilitation_cost as amount
from rows_disability
where hh is not null and version = 1 and rehabilitation_cost is not null;

create or replace table subsidy_counted as
select
    hh, pid, source, row, ord, amount, subsidy_item,
    coalesce(policy_ends_on <= $subsidy_horizon, false)
        or coalesce(list_contains($subsidy_ending_items, subsidy_item), false) as ending
from rows_subsidies
where hh is not null and not dead
    and (paid_on is null or (paid_on >= $last_year_start and paid_on <= $last_year_end));

create or replace table cost_of as
select
    hh,
    cast(coalesce(sum(amount) filter (where cost = 'illness'), 0) as decimal(18, 2))
        as cost_illness,
    cast(coalesce(sum(amount) filter (where cost = 'schooling'), 0) as decimal(18, 2))
        as cost_schooling,
    cast(coalesce(sum(amount) filter (where cost = '灾害'), 0) as decimal(18, 2))
        as cost_disaster,
    cast(coalesce(sum(amount) filter (where cost = '意外'), 0) as decimal(18, 2))
        as cost_accident,
    cast(coalesce(sum(amount) filter (where cost = '产业失败'), 0) as decimal(18, 2))
        as cost_business_failure,
    cast(coalesce(sum(amount) filter (where cost = 'disability'), 0) as decimal(18, 2))
        as cost_disability,
    cast(coalesce(sum(amount) filter (where cost is not null), 0) as decimal(18, 2))
        as rigid_costs
from (
    select hh, 'illness' as cost, amount from medical_counted
    union all
    select hh, 'schooling', amount from schooling_counted
    union all
    select hh, loss_type, amount from loss_counted
    union all
    select hh, 'disability', amount from rehabilitation_counted
)
group by hh;

create or replace table subsidy_of as
select
    hh,
    cast(sum(amount) as decimal(18, 2)) as amount,
    cast(coalesce(sum(amount) filter (where ending), 0) as decimal(18, 2)) as ending_amount
from subsidy_counted
group by hh;
