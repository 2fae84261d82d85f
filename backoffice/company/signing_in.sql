-- name: staff_by_login(login)^
-- Who signs in with `login`, and whether a code is asked for; no row: nobody, or no longer with us.
select id, name, password_hash,
       exists (select from second_factor where staff_id = id and confirmed_at is not null) as asks_code
  from staff where login = :login and active;

-- name: keep_half(token_hash, staff, minutes)!
-- The password was right: a code may be given for some minutes. What ran out is forgotten.
with gone as (delete from half_sign_in where expires_at < now())
insert into half_sign_in (token_hash, staff_id, expires_at)
values (:token_hash, :staff, now() + make_interval(mins => :minutes));

-- name: half(token_hash)^
-- Whose code is awaited; no row: nobody's, or no longer.
select f.id, f.name from half_sign_in h join staff f on f.id = h.staff_id
 where h.token_hash = :token_hash and h.expires_at > now() and f.active;

-- name: use_half(token_hash)$
-- The code was right: it is awaited no more; null: it was not.
delete from half_sign_in where token_hash = :token_hash and expires_at > now() returning staff_id;
