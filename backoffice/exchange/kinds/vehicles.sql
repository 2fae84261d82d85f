-- name: stage(id, everything, communities)!
-- Each row with its community and parking space within reach, and its vehicle (null: new).
create temporary table sheet on commit drop as
select distinct on (r.line) r.line, x.*, c.id as community_id, h.id as house_id, v.id, null::integer as person_id,
       0 as owners, null::jsonb as before, null::jsonb as after
  from import_row r
 cross join lateral jsonb_to_record(r.cells)
       as x(plate text, community text, name text, phones text[], room text, note text)
  left join community c on spelled(c.name) = spelled(x.community)
                       and (:everything or c.id = any(:communities::int[]))
  left join (select h.id, h.label, b.community_id from house h join building b on b.id = h.building_id
              where h.closed_at is null) as h on h.community_id = c.id and h.label = x.room
  left join vehicle v on v.plate = x.plate
 where r.import_id = :id
 order by r.line, h.id;

-- name: find_owners()!
-- The owner: of that name, living in that community, with one of the numbers where numbers are given.
with told as (
    select s.line, min(p.id) as person_id, count(distinct p.id) as owners
      from sheet s
      join building b on b.community_id = s.community_id
      join house h on h.building_id = b.id
      join occupancy o on o.house_id = h.id and o.until is null
      join person p on p.id = o.person_id and spelled(p.name) = spelled(s.name)
     where s.phones is null
        or exists (select from phone t where t.person_id = p.id and t.number = any(s.phones))
     group by s.line)
update sheet s set person_id = t.person_id, owners = t.owners from told t where t.line = s.line;

-- name: compare()!
-- What each row says against what there is.
update sheet s
   set before = jsonb_build_object('name', p.name, 'room', h.label, 'note', v.note, 'person', v.person_id),
       after = jsonb_build_object('name', coalesce(s.name, p.name), 'room', coalesce(s.room, h.label),
                                  'note', coalesce(s.note, v.note), 'person', s.person_id)
  from vehicle v left join person p on p.id = v.person_id left join house h on h.id = v.house_id
 where v.id = s.id;

-- name: faults(everything, communities)!
-- What the database has against them. Reach: where `estate.import` is.
insert into fault
select line, 'community', 'community', jsonb_build_object('name', community)
  from sheet where community is not null and community_id is null
union all
select line, 'room', 'no_house', jsonb_build_object('room', room)
  from sheet where community_id is not null and room is not null and house_id is null
union all
select line, 'name', 'no_person', jsonb_build_object('name', name)
  from sheet where community_id is not null and name is not null and owners = 0
union all
select line, 'phones', 'two_people', jsonb_build_object('name', name) from sheet where owners > 1
union all
select s.line, 'plate', 'plate_taken', jsonb_build_object('plate', s.plate)
  from sheet s join vehicle v on v.id = s.id
 where not :everything
   and not exists (select from house h join building b on b.id = h.building_id
                    where b.community_id = any(:communities::int[])
                      and (h.id = v.house_id
                           or exists (select from occupancy o where o.house_id = h.id and o.person_id = v.person_id)))
union all
select line, 'plate', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by plate) as first from sheet where plate is not null) as t
 where line > first;

-- name: insert()!
-- New ones.
with made as (
    insert into vehicle (plate, person_id, house_id, note)
    select plate, person_id, house_id, coalesce(note, '') from sheet where id is null order by line
    returning id, plate)
update sheet s set id = made.id from made where made.plate = s.plate;

-- name: update()!
-- Changed ones.
update vehicle v
   set person_id = s.person_id, house_id = coalesce(s.house_id, v.house_id), note = coalesce(s.note, v.note),
       version = v.version + 1
  from sheet s where v.id = s.id and s.before <> s.after;

-- name: held(everything, communities)
-- Vehicles of people who live within reach, as a sheet says them; no rows: none.
select v.plate, c.name as community, p.name,
       array(select number from phone t where t.person_id = p.id order by t.position, t.since, t.number) as phones, h.label as room, v.note
  from vehicle v
  join person p on p.id = v.person_id
  left join house h on h.id = v.house_id
  left join building b on b.id = h.building_id
  join lateral (select c.id, c.name from occupancy o join house oh on oh.id = o.house_id
                  join building ob on ob.id = oh.building_id join community c on c.id = ob.community_id
                 where o.person_id = p.id and o.until is null
                 order by c.id = b.community_id desc nulls last, c.id limit 1) as c on true
 where (:everything or c.id = any(:communities::int[]))
 order by v.plate;
