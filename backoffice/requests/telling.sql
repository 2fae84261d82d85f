-- name: about(request)^
-- What is said of a request; no row: there is none.
select r.kind, r.number, r.urgent, r.due_at, coalesce(h.label, '') as label, b.community_id as community,
       coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en
  from request r
  left join category k on k.id = r.category_id
  left join house h on h.id = r.house_id
  left join building b on b.id = h.building_id
 where r.id = :request;

-- name: overdue()
-- Take note of the open requests that went past their day; no rows: no more did. Two askers get each once.
update request set overdue_told_for = due_at
 where id in (select id from request
               where state in ('new', 'assigned', 'working') and due_at < business_now()
                 and overdue_told_for is distinct from due_at
               order by due_at for update skip locked)
returning id;
