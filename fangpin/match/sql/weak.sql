-- Weak suggestions, for rows that have no candidate: for the review only.
-- In: lost_row, lost_birth, stranger, known_person, near_pair, near_known, name_variant (name,
-- other, said). Out: found_weak.

-- two edits in the number, name and birth date equal
create table found_weak as
with row_text as (
    select l.kind, l.ord, l.name, l.born, r.id_text as text
    from lost_birth l
    join lost_row r on r.kind = l.kind and r.ord = l.ord
    where r.id_text is not null
    union all
    select kind, ord, name, coalesce(strftime(born_on, '%Y%m%d'), substr(id_number, 7, 8)),
        id_number
    from stranger
)
select distinct r.kind, r.ord, k.id_number, $two_edits::double as score,
    '证件号差两处，姓名、出生日期相同' as reason
from row_text r
join known_person k on k.name = r.name and substr(k.id_number, 7, 8) = r.born
where damerau_levenshtein(r.text, k.id_number) = 2
union all
-- (a) with a name of the same look, or the same Mongolian name
select distinct p.kind, p.ord, p.id_number, $near, p.said || '，' || v.said
from near_pair p
join near_known k on k.id_number = p.id_number
join name_variant v on v.name = p.name and v.other = k.known
union all
-- (b) with such a name
select distinct r.kind, r.ord, k.id_number, $lost, '证件号前15位相同，' || v.said
from lost_row r
join name_variant v on v.name = r.name
join known_person k
    on k.name = v.other and substr(k.id_number, 1, 15) = substr(r.id_lost, 1, 15)
where length(r.id_lost) >= 15;

-- (c) with such a name
insert into found_weak
select kind, ord, min(id_number), $birth, '出生日期相同，' || min(said)
from (
    select r.kind, r.ord, k.id_number, v.said
    from lost_birth r
    join name_variant v on v.name = r.name
    join known_person k on k.name = v.other and substr(k.id_number, 7, 8) = r.born
)
group by kind, ord
having count(distinct id_number) = 1;

insert into found_weak
select kind, ord, min(id_number), $town, '旗县区和乡镇相同，' || min(said)
from (
    select r.kind, r.ord, k.id_number, v.said
    from lost_row r
    join name_variant v on v.name = r.name
    join known_person k on k.name = v.other and k.county = r.county and k.town = r.town
)
group by kind, ord
having count(distinct id_number) = 1;
