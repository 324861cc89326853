-- Where a household lives: the head's row. Villages compare without their committee's title and a
-- final 村; the most usual spelling is shown.

create table head_row as
select
    h.hh, m.name as head_name, m.id_number as head_id, m.county, m.town, m.village,
    m.hukou, m.relation, m.phone, m.source, m.row
from household h
join members m on h.head_kind = 'm' and m.ord = h.head_ord
union all
select
    h.hh, p.name, p.id_number, p.county, p.town, p.village,
    p.hukou, p.relation, null, p.source, p.row
from household h
join population p on h.head_kind = 'p' and p.ord = h.head_ord;

create table place_key as
select
    r.hh, r.county, r.town, r.village as spelling,
    regexp_replace(
        regexp_replace(r.village, '(村民委员会|村委会|居民委员会|居委会)$', ''), '村$', ''
    ) as village_key
from head_row r;

create table village_spelling as
select county, town, village_key, spelling,
    row_number() over (
        partition by county, town, village_key order by count(*) desc, spelling
    ) as place
from place_key
group by county, town, village_key, spelling;

create table household_place as
select p.hh, p.county, p.town, s.spelling as village, p.village_key
from place_key p
left join village_spelling s
    on s.place = 1
    and s.county is not distinct from p.county
    and s.town is not distinct from p.town
    and s.village_key is not distinct from p.village_key;
