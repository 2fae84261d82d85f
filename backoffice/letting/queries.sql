-- name: letting_within(letting, soon, everything, communities)^
-- One letting, when its house is within the reach given. No row: absent, or not theirs to see.
select l.id, l.house_id as house, h.label, c.id as community_id, c.name as community, c.name_en as community_en,
       l.person_id as person, p.name as tenant, l.since, l.until, l.rent, l.firm, l.note, l.house_state, l.ended_on,
       l.reason, l.version, d.today,
       l.ended_on is null and coalesce(l.until between d.today and d.today + :soon::int, false) as soon,
       l.ended_on is null and coalesce(l.until < d.today, false) as over
  from letting l
  join person p on p.id = l.person_id
  join house h on h.id = l.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 cross join lateral (select (business_now() at time zone c.time_zone)::date as today) d
 where l.id = :letting and (:everything or c.id = any(:communities::int[]));

-- name: insert_letting(house, person, since, until, rent, firm, note, house_state)$
-- A new letting; returns its id, null: the house is let.
insert into letting (house_id, person_id, since, until, rent, firm, note, house_state)
values (:house, :person, :since, :until, :rent, :firm, :note, :house_state)
on conflict (house_id) where ended_on is null do nothing
returning id;

-- name: update_letting(id, version, since, until, rent, firm, note)$
-- What is agreed anew; returns its id, null: ended or changed since it was read.
update letting
   set since = :since, until = :until, rent = :rent, firm = :firm, note = :note, version = version + 1
 where id = :id and version = :version and ended_on is null
returning id;

-- name: end_letting(id, version, day, reason)$
-- Its last day; returns its id, null: ended or changed since it was read.
update letting set ended_on = :day, reason = :reason, version = version + 1
 where id = :id and version = :version and ended_on is null
returning id;

-- name: listed(which, text, soon, everything, communities, sort, descending, most, skip)
-- Lettings within reach; without a known `sort` by their agreed last day. No rows: none, or none of theirs.
select l.id, l.house_id as house, h.label, c.id as community_id, c.name as community, c.name_en as community_en,
       l.person_id as person, p.name as tenant, l.since, l.until, l.rent, l.firm, l.note, l.house_state, l.ended_on,
       l.reason, l.version, d.today,
       l.ended_on is null and coalesce(l.until between d.today and d.today + :soon::int, false) as soon,
       l.ended_on is null and coalesce(l.until < d.today, false) as over
  from letting l
  join person p on p.id = l.person_id
  join house h on h.id = l.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 cross join lateral (select (business_now() at time zone c.time_zone)::date as today) d
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when 'ended' then l.ended_on is not null
                   when 'soon' then l.ended_on is null and l.until between d.today and d.today + :soon::int
                   when 'over' then l.ended_on is null and l.until < d.today
                   else l.ended_on is null end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(p.name, :text) > 0)
 order by case when :sort = 'since' and not :descending then l.since end,
          case when :sort = 'since' and :descending then l.since end desc,
          case when :sort = 'until' and not :descending then l.until end,
          case when :sort = 'until' and :descending then l.until end desc nulls last,
          case when :sort = 'rent' and not :descending then l.rent end,
          case when :sort = 'rent' and :descending then l.rent end desc nulls last,
          l.ended_on desc nulls first, l.until, l.id
 limit :most offset :skip;

-- name: counted(which, text, soon, everything, communities)$
-- How many `listed` has on all its pages.
select count(*)
  from letting l
  join person p on p.id = l.person_id
  join house h on h.id = l.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 cross join lateral (select (business_now() at time zone c.time_zone)::date as today) d
 where (:everything or c.id = any(:communities::int[]))
   and case :which when 'all' then true
                   when 'ended' then l.ended_on is not null
                   when 'soon' then l.ended_on is null and l.until between d.today and d.today + :soon::int
                   when 'over' then l.ended_on is null and l.until < d.today
                   else l.ended_on is null end
   and (:text = '' or strpos(h.label, upper(:text)) > 0 or strpos(p.name, :text) > 0);
