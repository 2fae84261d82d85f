-- name: keep(id, staff, address, method, path, kind, trace)!
-- Keep an error under its number.
insert into fault (id, staff_id, address, method, path, kind, trace)
values (:id, :staff, :address, :method, :path, :kind, :trace) on conflict do nothing;

-- name: faults(id, since, until, most)
-- Errors whose number begins with `id`, in a time, newest first; no rows: none.
select f.id, f.at, f.staff_id, coalesce(s.name, '') as name, f.address, f.method, f.path, f.kind, f.trace
  from fault f left join staff s on s.id = f.staff_id
 where starts_with(f.id, :id)
   and (:since::timestamptz is null or f.at >= :since)
   and (:until::timestamptz is null or f.at < :until)
 order by f.at desc
 limit :most;
