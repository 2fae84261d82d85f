-- name: details(house)^
-- All that is written of one house; no row: none.
select h.building_id as building, h.unit_id as unit, coalesce(u.name, '') as unit_name, h.kind, h.label, h.floor,
       h.area, h.inner_area, h.state, h.note, h.closed_at, h.version
  from house h left join unit u on u.id = h.unit_id
 where h.id = :house;

-- name: insert_house(code, building, unit, kind, label, floor, area, inner_area, state, note)$
-- A new house; returns its id, null: the building has no such unit.
insert into house (code, building_id, unit_id, kind, label, floor, area, inner_area, state, note)
select :code, :building, :unit, :kind, :label, :floor, :area, :inner_area, :state, :note
 where :unit::int is null or exists (select from unit where id = :unit and building_id = :building)
returning id;

-- name: update_house(id, version, building, unit, kind, label, floor, area, inner_area, state, note)$
-- A house as edited; returns its id, null: changed or closed since it was read, or the building has no such unit.
update house h
   set building_id = :building, unit_id = :unit, kind = :kind, label = :label, floor = :floor, area = :area,
       inner_area = :inner_area, state = :state, note = :note, version = version + 1
 where h.id = :id and h.version = :version and h.closed_at is null
   and (:unit::int is null or exists (select from unit where id = :unit and building_id = :building))
returning id;

-- name: set_pin(house, pin_hash)!
-- A new PIN; the old one no longer opens anything, wrong tries are forgotten.
with forgotten as (delete from refusal_count where subject = 'house:' || :house::int)
update house set pin_hash = :pin_hash where id = :house;
