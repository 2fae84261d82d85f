-- name: charge(subject, free, first, longest)^
-- Count one wrong try before it is known to be wrong, so that guesses sent at once cannot outrun the count.
-- The delay doubles with each failure past the `free` ones: `first` seconds, at most `longest`; a day without
-- failures forgets them. No row: `subject` is locked at the moment and nothing was counted.
insert into refusal_count as c (subject, failures, last_at, locked_until)
values (:subject, 1, now(), null)
on conflict (subject) do update set
    failures = case when c.last_at < now() - interval '1 day' then 1 else c.failures + 1 end,
    last_at = now(),
    locked_until = case
        when c.last_at < now() - interval '1 day' or c.failures < :free then null
        else now() + make_interval(secs => least(:longest, :first * 2 ^ least(c.failures - :free, 20)))
    end
 where c.locked_until is null or c.locked_until <= now()
returning failures, locked_until;

-- name: locked_until(subject)$
-- Until when `subject` is locked; null: it is not.
select locked_until from refusal_count where subject = :subject and locked_until > now();

-- name: forget(subject)!
-- Forget the failures of `subject`.
delete from refusal_count where subject = :subject;

-- name: give_back(subject)!
-- Take one failure back from `subject`: the try was right.
update refusal_count set failures = greatest(failures - 1, 0), locked_until = null where subject = :subject;
