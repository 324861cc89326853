-- Fields of a household that several members' rows give: the first non-empty one counts.

create table member_common as
select
    h.hh,
    min_by(m.poverty_status, m.ord) filter (where m.poverty_status is not null) as poverty_status,
    min_by(m.enjoys_policy, m.ord) filter (where m.enjoys_policy is not null) as enjoys_policy,
    min_by(m.household_size, m.ord) filter (where m.household_size is not null)
        as household_size,
    bool_or(s.alleviated) as alleviated
from household h
join person p on p.hh = h.hh and p.kind = 'm' and p.recorded
join members m on m.ord = p.ord
join source s on s.source = m.source
group by h.hh;

create table head_hukou as
select r.hh, p.hukou
from head_row r
join population p on p.id_number = r.head_id;
