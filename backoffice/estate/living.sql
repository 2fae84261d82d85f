-- name: hold_house(house)^
-- A house, held until the end of the transaction so that two who move somebody wait for each other; with the
-- local date of its community. No row: none in use.
select h.id, h.state, h.kind, (business_now() at time zone c.time_zone)::date as today, c.area_code
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.id = :house and h.closed_at is null
   for update of h;

-- name: stays_of_house(house)
-- Everybody who lives, rents or owns, or did: those here now first, owners first, then the latest; no rows: nobody
-- ever.
select o.id, o.house_id as house, o.person_id as person, p.name, p.closed_at is not null as gone, o.role, o.since,
       o.until, o.note, h.code, h.label, b.community_id, c.name as community, c.name_en as community_en
  from occupancy o join person p on p.id = o.person_id
  join house h on h.id = o.house_id
  join building b on b.id = h.building_id join community c on c.id = b.community_id
 where o.house_id = :house
 order by o.until is null desc, o.until desc,
          array_position(array['owner', 'tenant', 'family'], o.role), o.since, o.id;

-- name: stays_of_person(person, everything, communities)
-- Where a person lives, rents or owns, or did, within reach: present ones first; no rows: nowhere.
select o.id, o.house_id as house, o.person_id as person, p.name, p.closed_at is not null as gone, o.role, o.since,
       o.until, o.note, h.code, h.label, b.community_id, c.name as community, c.name_en as community_en
  from occupancy o join person p on p.id = o.person_id
  join house h on h.id = o.house_id
  join building b on b.id = h.building_id join community c on c.id = b.community_id
 where o.person_id = :person and (:everything or b.community_id = any(:communities::int[]))
 order by o.until is null desc, o.until desc,
          array_position(array['owner', 'tenant', 'family'], o.role), o.since, o.id;

-- name: begin(house, person, role, since, note)$
-- Somebody lives, rents or owns from a day on; returns the id.
insert into occupancy (house_id, person_id, role, since, note) values (:house, :person, :role, :since, :note)
returning id;

-- name: end(stay, until)!
-- The last day of it.
update occupancy set until = :until where id = :stay and until is null;

-- name: house_of_stay(stay)$
-- The house somebody's stay is in; null: there is no such stay.
select house_id from occupancy where id = :stay;

-- name: area_code_of(house)$
-- The area code of a house's community, put before numbers written without; null: there is no such house.
select c.area_code from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.id = :house;
