-- name: spots(everything, communities)
-- The open communities within reach, by city; no rows: none.
select id, name, name_en, city from community
 where closed_at is null and (:everything or id = any(:communities::int[]))
 order by city, id;

-- name: chosen(session)$
-- What a session looks at; '': everything.
select place from session where token_hash = :session;

-- name: look_at(session, place)!
-- Look at a place from now on.
update session set place = :place where token_hash = :session;
