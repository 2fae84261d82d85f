-- name: handover_within(handover, everything, communities)^
-- One hand-over, when its house is within the reach given. No row: absent, or not theirs to see.
select t.id, t.house_id as house, h.label, h.code, h.area, c.id as community_id, c.name as community,
       c.name_en as community_en, t.planned_on, t.person_id as person, t.name, t.phone, t.state, t.other_keys,
       t.note, t.reason, t.done_on, t.version, (business_now() at time zone c.time_zone)::date as today
  from handover t
  join house h on h.id = t.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where t.id = :handover and (:everything or c.id = any(:communities::int[]));

-- name: items(handover)
-- What is looked at, in its order; no rows: the company's list was empty.
select i.checkpoint_id as checkpoint, i.ok, i.note, k.name, k.name_en
  from handover_item i join checkpoint k on k.id = i.checkpoint_id
 where i.handover_id = :handover order by k.position, k.id;

-- name: meters(handover)
-- First readings; no rows: none noted yet.
select kind, reading from handover_meter where handover_id = :handover order by kind;

-- name: keys(handover)
-- Keys handed over; no rows: none noted yet.
select kind, count from handover_key where handover_id = :handover order by kind;

-- name: defects(handover)
-- The repair requests that came of it, in their order; no rows: none.
select r.id, r.number, r.kind, r.state, coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en,
       r.house_id as house, r.urgent, r.registered_at, r.due_at, r.done_at, r.satisfied, r.dissatisfaction,
       r.details, r.call_id, r.caller_number, array[]::uuid[] as recordings
  from handover_defect d join request r on r.id = d.request_id left join category k on k.id = r.category_id
 where d.handover_id = :handover order by r.number;

-- name: insert_handover(house, day, person, name, phone)$
-- A new plan; returns its id, null: the house has one that is open.
insert into handover (house_id, planned_on, person_id, name, phone) values (:house, :day, :person, :name, :phone)
on conflict (house_id) where state in ('planned', 'begun') do nothing
returning id;

-- name: lay_items(handover)!
-- The list of things to look at, as it is today.
insert into handover_item (handover_id, checkpoint_id) select :handover, id from checkpoint where not retired;

-- name: replan(id, version, day, person, name, phone)$
-- Another plan; returns the id, null: over, or changed since it was read.
update handover set planned_on = :day, person_id = :person, name = :name, phone = :phone, version = version + 1
 where id = :id and version = :version and state in ('planned', 'begun')
returning id;

-- name: begin(id, version)$
-- It goes on; returns the id, null: over, or changed since it was read.
update handover set state = 'begun', version = version + 1
 where id = :id and version = :version and state in ('planned', 'begun')
returning id;

-- name: note_words(id, other_keys, note)!
-- What has no kind.
update handover set other_keys = :other_keys, note = :note where id = :id;

-- name: note_items(handover, checkpoints, oks, notes)!
-- What was found at each.
update handover_item i set ok = f.ok, note = f.note
  from unnest(:checkpoints::int[], :oks::boolean[], :notes::text[]) f (checkpoint, ok, note)
 where i.handover_id = :handover and i.checkpoint_id = f.checkpoint;

-- name: note_meters(handover, kinds, readings)!
-- The first readings are these.
with gone as (delete from handover_meter where handover_id = :handover and kind <> all(:kinds::text[]))
insert into handover_meter (handover_id, kind, reading)
select :handover, kind, reading from unnest(:kinds::text[], :readings::numeric[]) f (kind, reading)
on conflict (handover_id, kind) do update set reading = excluded.reading;

-- name: note_keys(handover, kinds, counts)!
-- The keys are these.
with gone as (delete from handover_key where handover_id = :handover and kind <> all(:kinds::text[]))
insert into handover_key (handover_id, kind, count)
select :handover, kind, count from unnest(:kinds::text[], :counts::int[]) f (kind, count)
on conflict (handover_id, kind) do update set count = excluded.count;

-- name: insert_defect(handover, request)!
-- A repair that came of it.
insert into handover_defect (handover_id, request_id) values (:handover, :request);

-- name: finish(id, version, day)$
-- It is done; returns the id, null: over, or changed since it was read.
update handover set state = 'done', done_on = :day, version = version + 1
 where id = :id and version = :version and state in ('planned', 'begun')
returning id;

-- name: name_person(id, person)!
-- Who took it over is known now.
update handover set person_id = :person where id = :id;

-- name: cancel(id, version, reason)$
-- It does not take place; returns the id, null: over, or changed since it was read.
update handover set state = 'cancelled', reason = :reason, version = version + 1
 where id = :id and version = :version and state in ('planned', 'begun')
returning id;
