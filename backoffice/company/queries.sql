-- name: staff_by_id(staff)^
-- Who this is; no row: nobody, or no longer with us.
select id, name from staff where id = :staff and active;

-- name: functions_of(staff)
-- Every function held through posts, and where; community null: everywhere. No rows: none.
select pf.function, sp.community_id
  from staff_post sp join post_function pf on pf.post_id = sp.post_id
 where sp.staff_id = :staff and sp.until is null;

-- name: company_name()$
-- The company's name as callers hear it, {"zh", "en"}; null: not set yet.
select value from setting where key = 'company_name';
