-- name: may_be_called(number)$
-- False when somebody with this number said they want no calls.
select not exists (select from phone t join person p on p.id = t.person_id
                   where t.number = :number and p.do_not_call);

-- name: within_hours()$
-- Calls out are allowed at this moment: by the setting `calling_hours` ({"from": "09:00", "to": "20:00"}), in the
-- installation's time zone; without it, from 9 to 20.
with local as (
    select (business_now() at time zone
            coalesce((select time_zone from community order by id limit 1), 'Asia/Shanghai'))::time as clock,
           (select value from setting where key = 'calling_hours') as hours
)
select clock >= coalesce((hours ->> 'from')::time, '09:00') and clock < coalesce((hours ->> 'to')::time, '20:00')
from local;

-- name: owes(house)$
-- Whether the house has anything to pay.
select exists (select from bill where house_id = :house and voided_at is null and paid < amount);

-- name: insert_attempt(id, purpose, step, house, person, number)^
-- Commit to one call; none: this step was taken before.
insert into attempt (id, purpose, step, house_id, person_id, number)
values (:id, :purpose, :step, :house, :person, :number)
on conflict (step) do nothing
returning id, purpose, house_id as house, person_id as person, number, state, result, cause, keys,
          seconds::float, committed_at;

-- name: begin_dialling(id)$
-- From committed to dialling, once; none: somebody did, or it is over.
update attempt set state = 'dialling', dialled_at = now() where id = :id and state = 'committed' returning id;

-- name: mark_answered(id, call)^
-- The called side picked up; none: no such attempt, or it is over.
update attempt set state = 'answered', answered_at = coalesce(answered_at, now()), call_id = :call
where id = :id and state in ('dialling', 'answered')
returning id, purpose, house_id as house, person_id as person, number, state, result, cause, keys,
          seconds::float, committed_at;

-- name: keep_keys(id, keys)!
-- What was pressed in the call.
update attempt set keys = :keys where id = :id;

-- name: settle_attempt(id, state, result, cause, seconds)!
-- Its verdict; the first one stays.
update attempt set state = :state, result = :result, cause = :cause, seconds = :seconds, ended_at = now()
where id = :id and state in ('committed', 'dialling', 'answered');

-- name: open_attempts()
-- Attempts without a verdict, oldest first; empty: none.
select id, purpose, house_id as house, person_id as person, number, state, result, cause, keys,
       seconds::float, committed_at
from attempt where state in ('committed', 'dialling', 'answered') order by committed_at;

-- name: attempt_by_id(id)^
-- One attempt; none: no such.
select id, purpose, house_id as house, person_id as person, number, state, result, cause, keys,
       seconds::float, committed_at
from attempt where id = :id;

-- name: silence_number(number)!
-- Everybody with this number wants no calls.
update person set do_not_call = true
where id in (select person_id from phone where number = :number);
