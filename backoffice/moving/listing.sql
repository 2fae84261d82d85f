-- name: listed(which, text, everything, communities, sort, descending, most, skip)
-- Hand-overs within reach; without a known `sort` by the day planned. No rows: none, or none of theirs.
select t.id, h.id as house, h.label, c.name as community, c.name_en as community_en, t.name, t.planned_on, t.done_on,
       t.state, (select count(*) from handover_defect where handover_id = t.id) as defects,
       t.state in ('planned', 'begun') and t.planned_on < (business_now() at time zone c.time_zone)::date as late
  from handover t
  join house h on h.id = t.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when '' then t.state in ('planned', 'begun')
                   else t.state = :which end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(t.name, :text) > 0)
 order by case when :sort = 'label' and not :descending then h.label end,
          case when :sort = 'label' and :descending then h.label end desc,
          case when :sort = 'planned_on' and :descending then t.planned_on end desc,
          t.planned_on, t.id
 limit :most offset :skip;

-- name: counted(which, text, everything, communities)$
-- How many `listed` has on all its pages.
select count(*)
  from handover t
  join house h on h.id = t.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when '' then t.state in ('planned', 'begun')
                   else t.state = :which end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(t.name, :text) > 0);
