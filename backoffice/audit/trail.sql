-- name: of(object, most)
-- What was done to one thing, newest first; no rows: nothing.
select at, actor_name as by, operation, facts from audit where object = :object order by at desc, id desc limit :most;
