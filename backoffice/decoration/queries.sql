-- name: decoration_within(decoration, everything, communities)^
-- One decoration, when its house is within the reach given. No row: absent, or not theirs to see.
select d.id, d.house_id as house, h.label, c.id as community_id, c.name as community, c.name_en as community_en,
       d.person_id as person, p.name as applicant, d.firm, d.phone, d.scope, d.since, d.until, d.deposit, d.state,
       d.applied_by, d.applied_at, d.decided_at, d.reason, d.deposit_on, d.house_state, d.finished_on, d.refund,
       d.kept_reason, d.refunded_on, d.version,
       (business_now() at time zone c.time_zone)::date as today,
       d.state in ('permitted', 'working') and d.until < (business_now() at time zone c.time_zone)::date as late
  from decoration d
  join person p on p.id = d.person_id
  join house h on h.id = d.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where d.id = :decoration and (:everything or c.id = any(:communities::int[]));

-- name: inspections(decoration)
-- In the order they were made; no rows: none yet.
select day, inspector, findings, passed from inspection where decoration_id = :decoration order by id;

-- name: insert_decoration(house, person, firm, phone, scope, since, until, deposit, by)$
-- A new application; returns its id, null: the house has one that is open.
insert into decoration (house_id, person_id, firm, phone, scope, since, until, deposit, applied_by)
values (:house, :person, :firm, :phone, :scope, :since, :until, :deposit, :by)
on conflict (house_id) where state in ('applied', 'permitted', 'working') do nothing
returning id;

-- name: update_application(id, version, person, firm, phone, scope, since, until, deposit)$
-- The application as edited; returns its id, null: decided or edited since it was read.
update decoration
   set person_id = :person, firm = :firm, phone = :phone, scope = :scope, since = :since, until = :until,
       deposit = :deposit, version = version + 1
 where id = :id and version = :version and state = 'applied'
returning id;

-- name: step(id, version, before, after, reason, deposit_on, house_state, finished_on, refund, kept_reason, refunded_on)$
-- One step, keeping what came with it (null: as it was); returns the id, null: somebody was quicker.
update decoration
   set state = :after, version = version + 1,
       decided_at = case when :before = 'applied' then business_now() else decided_at end,
       reason = coalesce(:reason, reason), deposit_on = coalesce(:deposit_on, deposit_on),
       house_state = coalesce(:house_state, house_state), finished_on = coalesce(:finished_on, finished_on),
       refund = coalesce(:refund, refund), kept_reason = coalesce(:kept_reason, kept_reason),
       refunded_on = coalesce(:refunded_on, refunded_on)
 where id = :id and version = :version and state = :before
returning id;

-- name: insert_inspection(decoration, day, inspector, findings, passed)!
-- One more inspection.
insert into inspection (decoration_id, day, inspector, findings, passed)
values (:decoration, :day, :inspector, :findings, :passed);

-- name: late()
-- Take note of those at work past their last day; no rows: no more are. Two askers get each once.
update decoration set late_told_for = until
 where id in (select d.id from decoration d
                join house h on h.id = d.house_id join building b on b.id = h.building_id
                join community c on c.id = b.community_id
               where d.state in ('permitted', 'working') and d.late_told_for is distinct from d.until
                 and d.until < (business_now() at time zone c.time_zone)::date
               order by d.until for update of d skip locked)
returning id;
