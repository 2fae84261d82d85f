-- name: lock_house(house)^
-- The house's code and PIN, its tries serialised until the transaction ends; none: no such house.
select code, pin_hash from house where id = :house for update;


-- name: lock_subjects(subjects)
-- Serialise everybody who counts these subjects.
select pg_advisory_xact_lock(hashtextextended(subject, 7)) from unnest(:subjects::text[]) subject order by subject;

-- name: count_failure(subjects, most, minutes)
-- One more wrong try for each; at `most` it is locked. A count whose lock is over starts anew.
insert into refusal_count (subject, failures, last_at, locked_until)
select subject, 1, business_now(),
       case when :most <= 1 then business_now() + make_interval(mins => :minutes) end
from unnest(:subjects::text[]) subject
on conflict (subject) do update set
  failures = case when refusal_count.locked_until <= business_now() then 1 else refusal_count.failures + 1 end,
  last_at = business_now(),
  locked_until = case
    when (case when refusal_count.locked_until <= business_now() then 1 else refusal_count.failures + 1 end) >= :most
    then business_now() + make_interval(mins => :minutes) end
returning subject, failures, locked_until;

-- name: clear_count(subject)!
-- The right PIN was given.
delete from refusal_count where subject = :subject;

-- name: locked_until(subjects)$
-- Until when one of them is locked; none: free.
select max(locked_until) from refusal_count where subject = any(:subjects) and locked_until > business_now();

-- name: lock_minutes()$
-- How long a lock lasts; none: the default.
select (value #>> '{}')::int from setting where key = 'pin_lock_minutes';
