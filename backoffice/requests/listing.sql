-- name: listed(kind, state, text, everything, communities, nobodys, sort, descending, most, skip)
-- Requests within reach, `kind` '' for all, `state` '' for the open ones; `nobodys`: also those about no house.
-- Without a known `sort` the urgent open ones first, then newest first. No rows: none, or none of theirs.
select r.id, r.number, r.kind, r.state, coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en,
       r.house_id as house, coalesce(h.label, '') as label, coalesce(m.name, '') as community, coalesce(m.name_en, '') as community_en,
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
   and case :state when 'all' then true
                   when 'done' then r.state in ('done', 'cancelled')
                   when 'late' then r.state in ('new', 'assigned', 'working') and r.due_at < business_now()
                   else r.state in ('new', 'assigned', 'working') end
   and (:text = '' or r.number::text = :text or strpos(h.label, upper(:text)) > 0 or strpos(r.details, :text) > 0)
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and r.house_id is null))
 order by case when :sort = 'number' and not :descending then r.number end,
          case when :sort = 'number' and :descending then r.number end desc,
          case when :sort = 'registered_at' and not :descending then r.registered_at end,
          case when :sort = 'registered_at' and :descending then r.registered_at end desc,
          case when :sort = 'due_at' and not :descending then r.due_at end,
          case when :sort = 'due_at' and :descending then r.due_at end desc nulls last,
          (r.urgent and r.state in ('new', 'assigned', 'working')) desc, r.registered_at desc, r.id desc
 limit :most offset :skip;

-- name: counted(kind, state, text, everything, communities, nobodys)$
-- How many `listed` has on all its pages.
select count(*)
  from request r
  left join house h on h.id = r.house_id
  left join building b on b.id = h.building_id
 where (:kind = '' or r.kind = :kind)
   and case :state when 'all' then true
                   when 'done' then r.state in ('done', 'cancelled')
                   when 'late' then r.state in ('new', 'assigned', 'working') and r.due_at < business_now()
                   else r.state in ('new', 'assigned', 'working') end
   and (:text = '' or r.number::text = :text or strpos(h.label, upper(:text)) > 0 or strpos(r.details, :text) > 0)
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and r.house_id is null));
