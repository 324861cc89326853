-- Which rows the facts of some households (table asked: hh) came from: one row a fact's group and
-- roster row.

create or replace table origin as
select
    r.hh, case when coalesce(r.year, $last_year) = $last_year then 'income'
        else 'income_before' end as origin,
    r.source, r.row,
    list_filter([
        case when r.net_income is not null then 'net_income' end,
        case when r.wage_income is not null then 'wage_income' end,
        case when r.business_income is not null then 'business_income' end,
        case when r.property_income is not null then 'property_income' end,
        case when r.transfer_income is not null then 'transfer_income' end,
        case when r.business_expense is not null then 'business_expense' end,
        case when r.income_per_capita is not null then 'income_per_capita' end,
        case when r.gross_income is not null then 'gross_income' end
    ], lambda x: x is not null) as fields
from (
    select l.hh, l.year, l.source, l.row, h.net_income, h.wage_income, h.business_income,
        h.property_income, h.transfer_income, h.business_expense, h.income_per_capita,
        h.gross_income
    from rows_households l
    join asked a on a.hh = l.hh
    join all_households h on h.ord = l.ord
    where l.year is null or l.year in ($last_year, $last_year - 1)
    union all
    select p.hh, coalesce(m.year, $last_year), m.source, m.row, m.net_income, m.wage_income,
        m.business_income, m.property_income, m.transfer_income, m.business_expense,
        m.income_per_capita, m.gross_income
    from person p
    join asked a on a.hh = p.hh
    join members m on m.ord = p.ord
    where p.kind = 'm' and p.is_head
) r
where coalesce(r.year, $last_year) in ($last_year, $last_year - 1)
union all
select m.hh, 'medical', m.source, m.row, ['self_paid']
from medical_counted m join asked a on a.hh = m.hh where m.amount <> 0
union all
select m.hh, 'schooling', m.source, m.row, ['amount']
from schooling_counted m join asked a on a.hh = m.hh
union all
select m.hh, 'loss', m.source, m.row, ['amount']
from loss_counted m join asked a on a.hh = m.hh
union all
select m.hh, 'rehabilitation', m.source, m.row, ['rehabilitation_cost']
from rehabilitation_counted m join asked a on a.hh = m.hh
union all
select m.hh, 'subsidy', m.source, m.row, ['amount', 'policy_ends_on']
from subsidy_counted m join asked a on a.hh = m.hh
union all
select m.hh, 'application', m.source, m.row, ['application_status']
from rows_applications m join asked a on a.hh = m.hh
union all
select m.hh, 'housing', m.source, m.row, ['danger_grade']
from rows_housing m join asked a on a.hh = m.hh where m.version = 1
union all
select m.hh, 'water', m.source, m.row,
    ['quantity', 'quality', 'convenience', 'reliability', 'arsenic_mg_l', 'fluoride_mg_l',
     'ammonia_mg_l']
from rows_water m join asked a on a.hh = m.hh where m.version = 1
union all
select p.hh, 'water', w.source, w.row,
    ['quantity', 'quality', 'convenience', 'reliability', 'arsenic_mg_l', 'fluoride_mg_l',
     'ammonia_mg_l']
from household_place p
join asked a on a.hh = p.hh
join rows_water w on w.hh is null and w.version = 1 and w.v_key = p.village_key
    and w.v_county is not distinct from p.county and w.v_town is not distinct from p.town
union all
select p.hh, 'status', p.source, p.row, ['poverty_status']
from person p join asked a on a.hh = p.hh where p.is_head and p.kind = 'm';
