-- Candidates by the three clauses of rules.md.
-- In: lost_row, known_person, near_pair, near_known, name_like. Out: found_candidate.

-- (a) one edit, and the names agree
create table found_candidate as
select p.kind, p.ord, p.id_number, l.score, p.said || '，' || l.said as reason
from near_pair p
join near_known k on k.id_number = p.id_number
join name_like l on l.name = p.name and l.known = k.known
union all
select kind, ord, id_number, $no_name, said || '，名册没有姓名'
from near_pair
where name is null and alone
union all
-- (b) digits were lost
select distinct r.kind, r.ord, k.id_number, $lost, '证件号前15位相同，姓名相同'
from lost_row r
join known_person k
    on k.name = r.name and substr(k.id_number, 1, 15) = substr(r.id_lost, 1, 15)
where length(r.id_lost) >= 15;

-- (c) name and birth date, or name and town, of exactly one person; digits: those still readable
create table lost_birth as
select kind, ord, name, coalesce(id_text, rtrim(id_lost, '0')) as digits,
    coalesce(strftime(born_on, '%Y%m%d'), substr(coalesce(id_text, id_lost), 7, 8)) as born
from lost_row
where name is not null;

create table found_by_name as
with one as (
    select name, substr(id_number, 7, 8) as born, min(id_number) as id_number
    from known_person
    where name in (select name from lost_birth where born is not null)
    group by all
    having count(distinct id_number) = 1
)
select r.kind, r.ord, r.digits, o.id_number, $birth::double as score,
    '姓名、出生日期相同' as reason
from lost_birth r
join one o on o.name = r.name and o.born = r.born;

insert into found_by_name
with one as (
    select name, county, town, min(id_number) as id_number
    from known_person
    where county is not null and town is not null
        and name in (select name from lost_row where town is not null)
    group by all
    having count(distinct id_number) = 1
)
select r.kind, r.ord, coalesce(r.id_text, rtrim(r.id_lost, '0')), o.id_number, $town,
    '姓名、旗县区和乡镇相同'
from lost_row r
join one o on o.name = r.name and o.county = r.county and o.town = r.town;

-- a namesake more often than not where the digits are quite different ones
insert into found_candidate
select kind, ord, id_number,
    case when differs then score * $namesake else score end,
    case when differs then reason || '，证件号相差较大' else reason end
from (
    select *, coalesce(
        damerau_levenshtein(digits, substr(id_number, 1, greatest(length(digits), 1))) > 3, false
    ) as differs
    from found_by_name
);
