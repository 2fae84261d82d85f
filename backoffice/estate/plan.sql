-- name: cells(building, bills, requests)
-- The houses of a building in use, top floor first; `bills`, `requests`: whether the reader may know of them, else
-- null. No rows: none.
select h.id, h.label, h.kind, h.state, h.floor, coalesce(u.name, '') as unit,
       exists (select from occupancy o where o.house_id = h.id and o.until is null) as lived_in,
       case when :bills then exists (select from bill b where b.house_id = h.id and b.voided_at is null
                                                          and b.paid < b.amount) end as owing,
       case when :requests then exists (select from request r where r.house_id = h.id
                                         and r.state in ('new', 'assigned', 'working')) end as open
  from house h left join unit u on u.id = h.unit_id
 where h.building_id = :building and h.closed_at is null
 order by h.floor desc nulls last, length(coalesce(u.name, '')), coalesce(u.name, ''), length(h.label), h.label;
