-- name: existing(community, buildings)
-- The rooms there are, used or not, in buildings of these names; no rows: none.
select b.name as building, h.label
  from building b join house h on h.building_id = b.id
 where b.community_id = :community and b.name = any(:buildings::text[]);

-- name: known_buildings(community, buildings)
-- Which of these names buildings of the community have; `closed`: out of use. No rows: all are new.
select name, closed_at is not null as closed from building
 where community_id = :community and name = any(:buildings::text[]);

-- name: make_buildings(community, buildings, floors, position)
-- The buildings that are missing, in their order behind `position`; returns their names.
insert into building (community_id, name, floors, position)
select :community, name, :floors, :position + at
  from unnest(:buildings::text[]) with ordinality as new (name, at)
on conflict (community_id, name) do nothing
returning name;

-- name: last_position(community)$
-- Where the last building of a community stands in its order.
select coalesce(max(position), 0) from building where community_id = :community;

-- name: make_units(community, buildings, units)!
-- The units that are missing, pairwise of these buildings.
insert into unit (building_id, name)
select b.id, new.unit from unnest(:buildings::text[], :units::text[]) as new (building, unit)
  join building b on b.community_id = :community and b.name = new.building
on conflict (building_id, name) do nothing;

-- name: make_houses(community, kind, codes, buildings, units, labels, floors, areas)
-- Houses column by column; one that is there stays as it is. Returns what was made.
insert into house (code, building_id, unit_id, kind, label, floor, area, state)
select new.code, b.id, u.id, :kind, new.label, new.floor, new.area, 'unsold'
  from unnest(:codes::text[], :buildings::text[], :units::text[], :labels::text[], :floors::int[],
              :areas::numeric[]) as new (code, building, unit, label, floor, area)
  join building b on b.community_id = :community and b.name = new.building
  left join unit u on u.building_id = b.id and u.name = new.unit
on conflict (building_id, label) do nothing
returning id;
