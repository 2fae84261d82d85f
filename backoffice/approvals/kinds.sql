-- name: person(id)^
-- A person, locked, with the houses lived in or owned now, and what names the person; no row: none, or gone.
select p.name, p.version,
       (select count(*) from phone where person_id = p.id) as phones,
       (select count(*) from request where person_id = p.id) as requests,
       array(select c.name || ' ' || h.label
               from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
               join community c on c.id = b.community_id
              where o.person_id = p.id and o.until is null order by c.id, h.code) as houses,
       array(select distinct b.community_id
               from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
              where o.person_id = p.id order by 1) as communities
  from person p where p.id = :id and p.closed_at is null and p.merged_into is null
   for update;

-- name: house(id)^
-- A house, locked, with who is there, what is open and unpaid; no row: none, or gone.
select c.name || ' ' || h.label as name, h.version, array[c.id] as communities,
       (select count(*) from occupancy where house_id = h.id and until is null) as people,
       (select count(*) from request where house_id = h.id and state in ('new', 'assigned', 'working')) as requests,
       (select count(*) from bill where house_id = h.id and voided_at is null and paid < amount) as bills
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.id = :id and h.closed_at is null
   for update of h;

-- name: building(id)^
-- A building, locked, with how many houses stand in it; no row: none, or gone.
select c.name || ' ' || b.name as name, b.version, array[c.id] as communities,
       (select count(*) from house where building_id = b.id and closed_at is null) as houses
  from building b join community c on c.id = b.community_id
 where b.id = :id and b.closed_at is null
   for update of b;

-- name: community(id)^
-- A community, locked, with how many houses stand in it; no row: none, or gone.
select c.name, c.version, array[c.id] as communities,
       (select count(*) from house h join building b on b.id = h.building_id
         where b.community_id = c.id and h.closed_at is null) as houses
  from community c where c.id = :id and c.closed_at is null
   for update;
