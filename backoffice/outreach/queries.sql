-- name: wants_calls(person, number)$
-- False when this person, or anybody with this number, wished for no more calls.
select not exists (select from person p
                    where p.do_not_call
                      and (p.id = :person
                           or p.id in (select person_id from phone where number = :number)));

-- name: within_hours(house)$
-- May owners be called now? By the setting `calling_hours` ({"from": "09:00", "to": "20:00"}), at the local time
-- of the house's community.
select t.local >= coalesce((s.value ->> 'from')::time, '09:00') and t.local < coalesce((s.value ->> 'to')::time, '20:00')
  from (select (business_now() at time zone c.time_zone)::time as local
          from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
         where h.id = :house) t
  left join setting s on s.key = 'calling_hours';

-- name: owes(house)$
-- Whether the house has anything open.
select exists (select from bill where house_id = :house and voided_at is null and paid < amount);

-- name: insert_attempt(id, purpose, step, house, person, number)^
-- Commit to one call; no row: this step was taken before.
insert into attempt (id, purpose, step, house_id, person_id, number)
values (:id, :purpose, :step, :house, :person, :number)
on conflict (step) do nothing
returning id, purpose, step, house_id as house, person_id as person, number, state, result, cause, call_id,
          keys, seconds::float, committed_at, dialled_at, answered_at, ended_at;

-- name: begin_dialling(id)$
-- From committed to dialling, once; null: somebody did, or it is over.
update attempt set state = 'dialling', dialled_at = now() where id = :id and state = 'committed' returning id;

-- name: mark_answered(id, call)^
-- The called side picked up; no row: no such attempt, or it is over.
update attempt set state = 'answered', answered_at = coalesce(answered_at, now()), call_id = :call
 where id = :id and state in ('dialling', 'answered')
returning id, purpose, step, house_id as house, person_id as person, number, state, result, cause, call_id,
          keys, seconds::float, committed_at, dialled_at, answered_at, ended_at;

-- name: keep_keys(id, keys)!
-- What was pressed in the call.
update attempt set keys = :keys where id = :id;

-- name: settle_attempt(id, state, result, cause, seconds)$
-- Its verdict; returns the id, null: it has one. One that was ambiguous can still be settled. Where our own line
-- failed nobody was called: the step may be taken again.
update attempt set state = :state, result = :result::text, cause = :cause, seconds = :seconds, ended_at = now(),
       step = case when :result::text = 'line' then null else step end
 where id = :id and (state in ('committed', 'dialling', 'answered') or (state = 'ambiguous' and :state = 'ended'))
returning id;

-- name: open_attempts()
-- Attempts without a verdict, oldest first; no rows: none.
select id, purpose, step, house_id as house, person_id as person, number, state, result, cause, call_id,
       keys, seconds::float, committed_at, dialled_at, answered_at, ended_at
  from attempt where state in ('committed', 'dialling', 'answered') order by committed_at;

-- name: attempt_by_id(id)^
-- One attempt; no row: there is none.
select id, purpose, step, house_id as house, person_id as person, number, state, result, cause, call_id,
       keys, seconds::float, committed_at, dialled_at, answered_at, ended_at
  from attempt where id = :id;

-- name: silence_number(number)!
-- Everybody with this number wants no more calls.
update person set do_not_call = true where id in (select person_id from phone where number = :number);
