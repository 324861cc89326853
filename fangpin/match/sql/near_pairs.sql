-- Rows and the known persons whose numbers are one edit away.
-- In: lost_row, near_number (text, id_number, said). Out: near_pair, near_name.

create table near_pair as
with several as (
    select text, count(*) as persons from near_number group by text
)
select r.kind, r.ord, r.name, n.id_number, n.said, s.persons = 1 as alone
from lost_row r
join near_number n on n.text = r.id_text
join several s on s.text = n.text;

create table near_known as
select distinct id_number, name as known
from known_person
where name is not null and id_number in (select id_number from near_number);

create table near_name as
select distinct p.name, k.known
from near_pair p
join near_known k on k.id_number = p.id_number
where p.name is not null
order by p.name, k.known;
