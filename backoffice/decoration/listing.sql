-- name: listed(which, text, everything, communities, sort, descending, most, skip)
-- Decorations within reach; without a known `sort` the late ones first, then by their last day. No rows: none, or
-- none of theirs.
select d.id, h.id as house, h.label, c.name as community, c.name_en as community_en, p.name as applicant, d.firm,
       d.since, d.until, d.deposit, d.state,
       d.state in ('permitted', 'working') and d.until < (business_now() at time zone c.time_zone)::date as late
  from decoration d
  join person p on p.id = d.person_id
  join house h on h.id = d.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when '' then d.state in ('applied', 'permitted', 'working', 'refund_asked')
                                or (d.state = 'finished' and d.deposit_on is not null)
                   when 'late' then d.state in ('permitted', 'working')
                                    and d.until < (business_now() at time zone c.time_zone)::date
                   else d.state = :which end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(p.name, :text) > 0 or strpos(d.firm, :text) > 0)
 order by case when :sort = 'number' and not :descending then d.id end,
          case when :sort = 'number' and :descending then d.id end desc,
          case when :sort = 'since' and not :descending then d.since end,
          case when :sort = 'since' and :descending then d.since end desc,
          case when :sort = 'until' and not :descending then d.until end,
          case when :sort = 'until' and :descending then d.until end desc,
          late desc, d.until, d.id
 limit :most offset :skip;

-- name: counted(which, text, everything, communities)$
-- How many `listed` has on all its pages.
select count(*)
  from decoration d
  join person p on p.id = d.person_id
  join house h on h.id = d.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when '' then d.state in ('applied', 'permitted', 'working', 'refund_asked')
                                or (d.state = 'finished' and d.deposit_on is not null)
                   when 'late' then d.state in ('permitted', 'working')
                                    and d.until < (business_now() at time zone c.time_zone)::date
                   else d.state = :which end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(p.name, :text) > 0 or strpos(d.firm, :text) > 0);
