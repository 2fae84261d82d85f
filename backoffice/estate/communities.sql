-- name: communities(everything, communities)
-- Communities within reach, with how many buildings and houses each has; no rows: none, or none of theirs.
select c.id, c.name, c.name_en, c.code, c.city, c.time_zone, c.area_code, c.address, c.developer, c.opened_on,
       c.closed_at, c.version,
       (select count(*) from building where community_id = c.id and closed_at is null) as buildings,
       (select count(*) from house h join building b on b.id = h.building_id
         where b.community_id = c.id and h.closed_at is null) as houses
  from community c
 where c.closed_at is null and (:everything or c.id = any(:communities::int[]))
 order by c.city, c.id;

-- name: community_within(community, everything, communities)^
-- One community within reach, closed or not; no row: none, or not theirs to see.
select c.id, c.name, c.name_en, c.code, c.city, c.time_zone, c.area_code, c.address, c.developer, c.opened_on,
       c.closed_at, c.version,
       (select count(*) from building where community_id = c.id and closed_at is null) as buildings,
       (select count(*) from house h join building b on b.id = h.building_id
         where b.community_id = c.id and h.closed_at is null) as houses
  from community c where c.id = :community and (:everything or c.id = any(:communities::int[]));

-- name: insert_community(name, name_en, code, city, time_zone, area_code, address, developer, opened_on)$
-- A new community; returns its id.
insert into community (name, name_en, code, city, time_zone, area_code, address, developer, opened_on)
values (:name, :name_en, :code, :city, :time_zone, :area_code, :address, :developer, :opened_on)
returning id;

-- name: update_community(id, version, name, name_en, code, city, time_zone, area_code, address, developer, opened_on)$
-- A community as edited; returns its id, null: changed or closed since it was read.
update community set name = :name, name_en = :name_en, code = :code, city = :city, time_zone = :time_zone,
       area_code = :area_code, address = :address, developer = :developer, opened_on = :opened_on,
       version = version + 1
 where id = :id and version = :version and closed_at is null
returning id;

-- name: phases(community)
-- Its phases in their order; no rows: it has none.
select id, name, delivered_on, version from phase where community_id = :community order by delivered_on, id;

-- name: insert_phase(community, name, delivered_on)$
-- A new phase; returns its id.
insert into phase (community_id, name, delivered_on) values (:community, :name, :delivered_on) returning id;

-- name: update_phase(id, community, version, name, delivered_on)$
-- A phase as edited; returns its id, null: none here, or changed since it was read.
update phase set name = :name, delivered_on = :delivered_on, version = version + 1
 where id = :id and community_id = :community and version = :version
returning id;

