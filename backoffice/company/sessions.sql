-- name: staff_by_login(login)^
-- Who signs in with `login`; no row: nobody, or no longer with us.
select id, name, name_en, language, password_hash from staff where login = :login and active;

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

-- name: clear(subject)!
-- Forget the failures of `subject`.
delete from refusal_count where subject = :subject;

-- name: give_back(subject)!
-- Take one failure back from `subject`: the try was right.
update refusal_count set failures = greatest(failures - 1, 0), locked_until = null where subject = :subject;

-- name: open_session(token_hash, staff_id, csrf, hours, address)!
-- Start a session that ends by itself after `hours`.
insert into session (token_hash, staff_id, csrf, expires_at, address)
values (:token_hash, :staff_id, :csrf, now() + make_interval(hours => :hours), :address);

-- name: session_of(token_hash)^
-- The session a cookie stands for and whose it is; no row: signed out, run out, or the person has left.
select s.token_hash, s.staff_id, s.csrf, s.seen_at, f.login, f.name, f.name_en, f.language, f.extension
  from session s join staff f on f.id = s.staff_id
 where s.token_hash = :token_hash and s.ended_at is null and s.expires_at > now() and f.active;

-- name: seen(token_hash)!
-- Note that the session was used; once a minute is enough.
update session set seen_at = now() where token_hash = :token_hash and seen_at < now() - interval '1 minute';

-- name: end_session(token_hash)!
-- Sign out.
update session set ended_at = now() where token_hash = :token_hash and ended_at is null;
