-- Who is known, under which names and where: the accepted rows of members and population;
-- one person may have several.

create table known_person as
select id_number, name, county, town from members where id_number is not null
union all
select id_number, name, county, town from population where id_number is not null;
