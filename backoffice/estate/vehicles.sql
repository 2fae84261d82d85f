-- name: of_house(house)
-- Cars that stand on a space, or whose owners say so; no rows: none.
select v.id, v.plate, v.person_id as person, coalesce(p.name, '') as name, v.house_id as house,
       coalesce(h.label, '') as label, coalesce(h.code, '') as code, v.note, v.version
  from vehicle v left join person p on p.id = v.person_id left join house h on h.id = v.house_id
 where v.house_id = :house order by v.plate;

-- name: of_person(person)
-- A person's cars; no rows: none.
select v.id, v.plate, v.person_id as person, coalesce(p.name, '') as name, v.house_id as house,
       coalesce(h.label, '') as label, coalesce(h.code, '') as code, v.note, v.version
  from vehicle v left join person p on p.id = v.person_id left join house h on h.id = v.house_id
 where v.person_id = :person order by v.plate;

-- name: one(car)^
-- One car; no row: none.
select v.id, v.plate, v.person_id as person, coalesce(p.name, '') as name, v.house_id as house,
       coalesce(h.label, '') as label, coalesce(h.code, '') as code, v.note, v.version
  from vehicle v left join person p on p.id = v.person_id left join house h on h.id = v.house_id
 where v.id = :car;

-- name: insert_car(plate, person, house, note)$
-- A new car; returns its id.
insert into vehicle (plate, person_id, house_id, note) values (:plate, :person, :house, :note) returning id;

-- name: update_car(car, version, plate, person, house, note)$
-- A car as edited; returns its id, null: changed since it was read.
update vehicle set plate = :plate, person_id = :person, house_id = :house, note = :note, version = version + 1
 where id = :car and version = :version
returning id;

-- name: delete_car(car, version)$
-- A car that is gone; the trail keeps it. Returns its id, null: changed since it was read.
delete from vehicle where id = :car and version = :version returning id;
