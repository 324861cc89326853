-- The best reason of each candidate, with what speaks against it; conflicts are said, none is
-- chosen. The persons whom a row may be about exclude each other: the odds of each are weighed
-- against those of the others. A person who has a row in that roster already is less likely.
-- In: found_candidate, found_weak, once_row, person. Out: candidate (filled), weak_candidate.

create table scored_candidate as
with every as (
    select false as weak, * from found_candidate
    union all
    select true, w.* from found_weak w
    where not exists (
        select 1 from found_candidate c where c.kind = w.kind and c.ord = w.ord
    )
),
best as (
    select weak, kind, ord, id_number, score, reason
    from every
    qualify row_number() over (
        partition by kind, ord, id_number order by score desc, reason
    ) = 1
),
taken as (
    select distinct kind, id_number from once_row
    where id_number in (select id_number from best)
),
weighed as (
    select b.*, t.kind is not null as taken,
        b.score / (1 - b.score) * case when t.kind is null then 1 else 0.1 end as odds
    from best b
    left join taken t on t.kind = b.kind and t.id_number = b.id_number
),
claim as (
    select b.weak, b.kind, b.id_number,
        count(distinct concat_ws('|', coalesce(r.id_text, r.id_lost, ''), r.name)) as texts
    from best b
    join lost_row r on r.kind = b.kind and r.ord = b.ord
    group by all
)
select w.weak, w.kind, w.ord, w.id_number,
    round(w.odds / (1 + sum(w.odds) over row_of), 4) as score,
    w.reason
        || case when w.taken then '；此人在本名册已有一行' else '' end
        || case when count(*) over row_of > 1
            then '；另有' || (count(*) over row_of - 1) || '人也像本行' else '' end
        || case when c.texts > 1
            then '；本名册另有' || (c.texts - 1) || '种写法也像此人' else '' end as reason
from weighed w
left join claim c on c.weak = w.weak and c.kind = w.kind and c.id_number = w.id_number
window row_of as (partition by w.kind, w.ord);

insert into candidate
select s.kind, s.ord, p.pid, s.id_number, s.score, s.reason
from scored_candidate s
left join person p on p.id_number = s.id_number
where not s.weak;

create table weak_candidate as
select s.kind, s.ord, p.pid, s.id_number, s.score, s.reason
from scored_candidate s
left join person p on p.id_number = s.id_number
where s.weak;
