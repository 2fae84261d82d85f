-- name: cells(building, bills, requests)
-- The houses of a building in use, top floor first; `bills`, `requests`: whether the reader may know of them, else
-- null. No rows: none.
select h.id, h.label, h.kind, h.state, h.floor, coalesce(u.name, '') as unit,
       l.it is not null as lived_in, case when :bills then o.it is not null end as owing,
       case when :requests then r.it is not null end as open
  from house h
  left join unit u on u.id = h.unit_id
  -- One row of each is enough; a limit keeps the planner from reading all bills of the company.
  left join lateral (select 1 as it from occupancy where house_id = h.id and until is null limit 1) l on true
  left join lateral (select 1 as it from bill where :bills and house_id = h.id and voided_at is null and paid < amount
                      limit 1) o on true
  left join lateral (select 1 as it from request where :requests and house_id = h.id
                        and state in ('new', 'assigned', 'working') limit 1) r on true
 where h.building_id = :building and h.closed_at is null
 order by h.floor desc nulls last, length(coalesce(u.name, '')), coalesce(u.name, ''), length(h.label), h.label;
