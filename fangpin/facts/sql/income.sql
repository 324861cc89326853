-- Income of last year and of the year before, by household (rules.md, "Facts").
-- In: household_year, one row a household and year with the merged fields of its rows.

create or replace table income_of as
with income_year as (
    select
        h.hh, y.year,
        y.wage_income is not null and y.business_income is not null
            and y.property_income is not null and y.transfer_income is not null as complete,
        cast(y.wage_income + y.business_income + y.property_income + y.transfer_income
            - coalesce(y.business_expense, 0) as decimal(18, 2)) as parts,
        y.net_income, y.income_per_capita as given_per_capita, y.gross_income, h.size,
        coalesce(y.wage_income, y.business_income, y.property_income, y.transfer_income) is not null
            as some_parts,
        y.family_planning_allowance, y.subsistence_allowance, y.destitute_allowance,
        y.ecological_compensation, y.other_transfer, y.transfer_income, y.insurance_paid,
        y.compliant_self_paid
    from household_year y
    join household h on h.hh = y.hh
    where y.year = $last_year or y.year = $last_year - 1
),
income_known as (
    select
        hh, year, complete, some_parts, parts, net_income, given_per_capita, gross_income, size,
        cast(coalesce(net_income, case when complete then parts end, given_per_capita * size,
            gross_income) as decimal(18, 2)) as income_total,
        family_planning_allowance, subsistence_allowance, destitute_allowance,
        ecological_compensation, other_transfer, transfer_income, insurance_paid,
        compliant_self_paid
    from income_year
)
select
    hh, year, income_total, insurance_paid, compliant_self_paid,
    cast(coalesce(cast(given_per_capita as decimal(28, 10)),
        cast(income_total / size as decimal(28, 10))) as decimal(28, 10)) as income_per_capita,
    net_income is null and not complete and given_per_capita is null
        and gross_income is not null as from_gross,
    some_parts and not complete as partial,
    abs(given_per_capita - coalesce(net_income, case when complete then parts end) / size) > 1
        as differs,
    coalesce(family_planning_allowance, subsistence_allowance, destitute_allowance,
        ecological_compensation, other_transfer) is not null as transfers_itemised,
    case when coalesce(family_planning_allowance, subsistence_allowance, destitute_allowance,
        ecological_compensation, other_transfer) is not null
        then cast(coalesce(family_planning_allowance, 0) + coalesce(subsistence_allowance, 0)
            + coalesce(destitute_allowance, 0) + coalesce(ecological_compensation, 0)
            + coalesce(other_transfer, 0) as decimal(18, 2))
        else transfer_income end as transfers,
    family_planning_allowance, subsistence_allowance, destitute_allowance,
    ecological_compensation, other_transfer
from income_known;
