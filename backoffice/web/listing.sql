-- name: saved_views(staff, page)
-- The views somebody saved of a list, by name; no rows: none.
select id, name, query from saved_view where staff_id = :staff and page = :page order by name;

-- name: save_view(staff, page, name, query)!
-- Keep a view under a name; an older one of that name is replaced.
insert into saved_view (staff_id, page, name, query) values (:staff, :page, :name, :query)
on conflict (staff_id, page, name) do update set query = excluded.query;

-- name: forget_view(staff, view)!
-- Delete one's own saved view.
delete from saved_view where id = :view and staff_id = :staff;
