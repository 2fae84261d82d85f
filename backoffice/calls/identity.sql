-- name: lock_subjects(subjects)
-- Until the end of the transaction, whoever counts one of these subjects waits.
select pg_advisory_xact_lock(hashtextextended('estateline.' || subject, 0)) from unnest(:subjects::text[]) subject;

-- name: house_pin(house, own, subjects)^
-- The code and PIN of a house, until when one of the subjects is locked (null: all are free), and whether wrong
-- tries are counted for `own`, the house's subject; no row: there is no such house.
select code, pin_hash,
       exists (select from refusal_count where subject = :own) as counted,
       (select max(locked_until) from refusal_count
         where subject = any(:subjects::text[]) and locked_until > business_now()) as locked_until
  from house where id = :house;

-- name: count_failure(subjects, most, minutes)
-- One more wrong try for each; at `most` it is locked for `minutes`. A count whose lock is over, or that is
-- older than a day, starts anew.
insert into refusal_count as c (subject, failures, last_at, locked_until)
select subject, 1, business_now(), case when :most <= 1 then business_now() + make_interval(mins => :minutes) end
  from unnest(:subjects::text[]) subject
on conflict (subject) do update set
    failures = case when c.locked_until <= business_now() or c.last_at < business_now() - interval '1 day'
                    then 1 else c.failures + 1 end,
    last_at = business_now(),
    locked_until = case when c.failures + 1 >= :most and c.locked_until is null
                         and c.last_at >= business_now() - interval '1 day'
                        then business_now() + make_interval(mins => :minutes) end
returning subject, failures, locked_until;

-- name: clear_count(subject)!
-- The right PIN was given.
delete from refusal_count where subject = :subject;

-- name: locked_until(subjects)$
-- Until when one of them is locked; null: all are free.
select max(locked_until) from refusal_count
 where subject = any(:subjects::text[]) and locked_until > business_now();

-- name: lock_minutes()$
-- How long a lock lasts; null: not set.
select (value #>> '{}')::int from setting where key = 'pin_lock_minutes';
