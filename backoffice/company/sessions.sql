-- name: begin(token_hash, staff, csrf, hours, address, agent)!
-- Start a session that ends by itself after `hours`.
insert into session (token_hash, staff_id, csrf, expires_at, address, agent)
values (:token_hash, :staff, :csrf, now() + make_interval(hours => :hours), :address, :agent);

-- name: session_of(token_hash, idle)^
-- The session a cookie stands for and whose it is; no row: ended, run out, unused for `idle` minutes, or the
-- person has left.
select s.id, s.staff_id, f.login, f.name, f.name_en, f.language, coalesce(f.extension, '') as extension,
       f.must_change_password as must_change, s.csrf, s.token_hash
  from session s join staff f on f.id = s.staff_id
 where s.token_hash = :token_hash and s.ended_at is null and s.expires_at > now()
   and s.seen_at > now() - make_interval(mins => :idle) and f.active;

-- name: seen(token_hash)!
-- Note that the session was used; once a minute is enough.
update session set seen_at = now() where token_hash = :token_hash and seen_at < now() - interval '1 minute';

-- name: uses(staff, user, since, until, most, idle)
-- Sessions of somebody (null: everybody) that were open in a time, latest first; one that ran out or was left
-- unused ended then. No rows: none.
select s.id, s.staff_id, f.name, f.name_en, s.address, s.agent, s.started_at, s.seen_at,
       case when s.ended_at is not null then s.ended_at
            when least(s.expires_at, s.seen_at + make_interval(mins => :idle)) <= now()
            then least(s.expires_at, s.seen_at + make_interval(mins => :idle)) end as ended_at,
       coalesce(e.name, '') as ended_by
  from session s join staff f on f.id = s.staff_id left join staff e on e.id = s.ended_by
 where (:staff::int is null or s.staff_id = :staff)
   and (:user = '' or f.login = :user or strpos(f.name, :user) > 0 or strpos(lower(f.name_en), lower(:user)) > 0)
   and (:since::timestamptz is null or s.seen_at >= :since)
   and (:until::timestamptz is null or s.started_at < :until)
 order by s.started_at desc, s.id desc
 limit :most;

-- name: end(session, staff, by)$
-- End an open session of `staff` (null: of anyone); returns whose it was, null: there is none such.
update session set ended_at = now(), ended_by = nullif(:by::int, staff_id)
 where id = :session and ended_at is null and expires_at > now() and (:staff::int is null or staff_id = :staff)
returning staff_id;

-- name: end_others(session, staff)$
-- End all open sessions of `staff` but one; returns how many.
with ended as (update session set ended_at = now()
                where staff_id = :staff and id <> :session and ended_at is null and expires_at > now() returning 1)
select count(*) from ended;

-- name: name_of(staff)$
-- Somebody's name; null: nobody.
select name from staff where id = :staff;
