-- name: lock()!
-- Wait until nobody else changes the company, and keep them waiting until this transaction is over.
select pg_advisory_xact_lock(hashtext('company'));

-- name: kept(functions)$
-- Whether somebody who is with us holds all of these everywhere.
select exists (
    select 1
      from staff s
      join staff_post sp on sp.staff_id = s.id and sp.until is null and sp.community_id is null
      join post_function pf on pf.post_id = sp.post_id and pf.function = any(:functions::text[])
     where s.active
     group by s.id
    having count(distinct pf.function) = cardinality(:functions::text[])
);
