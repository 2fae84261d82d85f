-- name: listed(kind, open_only, everything, communities, nobodys, most)
-- Requests within reach, the urgent open ones first, then newest first; `kind` '' for all; `nobodys`: also
-- those about no house. No rows: none, or none of theirs.
select r.id, r.number, r.kind, r.state, coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en,
       coalesce(h.label, '') as label, coalesce(m.name, '') as community, coalesce(m.name_en, '') as community_en,
       r.urgent, r.details, r.caller_number, r.call_id, r.registered_at, r.due_at,
       r.state in ('new', 'assigned', 'working') as open,
       r.state in ('new', 'assigned', 'working') and coalesce(r.due_at < business_now(), false) as late,
       r.satisfied, r.dissatisfaction,
       array(select id from recording where request_id = r.id order by recorded_at) as recordings
  from request r
  left join category k on k.id = r.category_id
  left join house h on h.id = r.house_id
  left join building b on b.id = h.building_id
  left join community m on m.id = b.community_id
 where (:kind = '' or r.kind = :kind)
   and (not :open_only or r.state in ('new', 'assigned', 'working'))
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and r.house_id is null))
 order by (r.urgent and r.state in ('new', 'assigned', 'working')) desc, r.registered_at desc, r.id desc
 limit :most;
