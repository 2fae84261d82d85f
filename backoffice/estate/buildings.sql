-- name: buildings(community)
-- Buildings in use, in their order, with how many houses each has; no rows: none.
select b.id, b.community_id, b.name, b.phase_id as phase, b.builder, b.built_on, b.floors, b.position, b.closed_at,
       b.version, (select count(*) from house where building_id = b.id and closed_at is null) as houses
  from building b
 where b.community_id = :community and b.closed_at is null
 order by b.position, length(b.name), b.name;

-- name: building_within(building, everything, communities)^
-- One building within reach, closed or not; no row: none, or not theirs to see.
select b.id, b.community_id, b.name, b.phase_id as phase, b.builder, b.built_on, b.floors, b.position, b.closed_at,
       b.version, (select count(*) from house where building_id = b.id and closed_at is null) as houses
  from building b
 where b.id = :building and (:everything or b.community_id = any(:communities::int[]));

-- name: insert_building(community, name, phase, builder, built_on, floors, position)$
-- A new building; returns its id, null: the community has no such phase.
insert into building (community_id, name, phase_id, builder, built_on, floors, position)
select :community, :name, :phase, :builder, :built_on, :floors, :position
 where :phase::int is null or exists (select from phase where id = :phase and community_id = :community)
returning id;

-- name: update_building(id, version, name, phase, builder, built_on, floors, position)$
-- A building as edited; returns its id, null: changed or closed since it was read, or no such phase there.
update building b
   set name = :name, phase_id = :phase, builder = :builder, built_on = :built_on, floors = :floors,
       position = :position, version = version + 1
 where b.id = :id and b.version = :version and b.closed_at is null
   and (:phase::int is null or exists (select from phase where id = :phase and community_id = b.community_id))
returning id;

-- name: units(building)
-- The units of a building in their order; no rows: it is not divided.
select id, name from unit where building_id = :building order by length(name), name;

-- name: insert_unit(building, name)$
-- A unit of a building, new or known; returns its id.
insert into unit (building_id, name) values (:building, :name)
on conflict (building_id, name) do update set name = excluded.name
returning id;

-- name: rename_unit(unit, building, name)$
-- A unit under another name; returns its id, null: the building has no such unit.
update unit set name = :name where id = :unit and building_id = :building returning id;
