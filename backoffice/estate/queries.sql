-- name: house_within(house, everything, communities, houses, looking)^
-- One house, when it is within the reach given; `opens`: what a caller id alone opens; `looking`: also one that
-- is closed. No row: absent, or not theirs to see.
select h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
       c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin,
       (select value from setting where key = 'caller_id_opens') as opens
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.id = :house and (:looking or h.closed_at is null)
   and (:everything or c.id = any(:communities::int[]) or h.id = any(:houses::int[]));

-- name: houses_by_number(number)
-- Everybody who has this number, each with each house owned or lived in now; no rows: nobody known.
select p.id as person_id, p.name, p.surname, p.title, p.language, p.temperament, p.hobbies, p.do_not_call,
       h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
       c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin
  from phone t
  join person p on p.id = t.person_id
  join occupancy o on o.person_id = p.id and o.until is null
  join house h on h.id = o.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where t.number = :number and p.closed_at is null and h.closed_at is null
 order by array_position(array['owner', 'tenant', 'family'], o.role), p.id, h.code;

-- name: house_by_code(code)^
-- The house with this 户号; no row: there is none.
select h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
       c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.code = :code and h.closed_at is null;

-- name: house_by_place(community, label)^
-- The house with this label in the community of this name; no row: there is none.
select h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
       c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where c.name = :community and h.label = :label and h.closed_at is null;
