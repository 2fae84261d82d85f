-- name: anything()$
-- Is anything here already?
select exists (select from community) or exists (select from staff) or exists (select from setting);

-- name: now()^
-- Business time, and the date it is in China.
select business_now() as now, (business_now() at time zone 'Asia/Shanghai')::date as today;

-- name: set(key, value)!
-- One setting.
insert into setting (key, value) values (:key, :value);

-- name: always_open()!
-- Open all day, every day.
insert into opening_hours (weekday, opens, closes) select weekday, '00:00', '24:00' from generate_series(1, 7) weekday;

-- name: count_on(table, most)!
-- Let ids go on behind those that were given.
select setval(pg_get_serial_sequence(:table, 'id'), :most);

-- name: a_repair(fixed)^
-- A repair that an owner asked for, behind the `fixed` callers; there is one.
select r.id as request, r.house_id as house, r.person_id as person
  from request r
  join occupancy o on o.house_id = r.house_id and o.person_id = r.person_id and o.role = 'owner'
  join house h on h.id = r.house_id and h.kind = 'house'
 where r.kind = 'repair' and r.person_id > :fixed
 order by r.id limit 1;

-- name: items()!
-- What is looked at in the two hand-overs: nothing yet in the first, all but one found well in the second.
insert into handover_item (handover_id, checkpoint_id, ok, note)
select t.id, k.id, case t.id when 2 then k.position <> 4 end,
       case when t.id = 2 and k.position = 4 then '厨房水槽下面漏水' else '' end
  from handover t cross join checkpoint k;

-- name: house_state(house, state)!
-- What a house is, after what was done with it.
update house set state = :state where id = :house;
