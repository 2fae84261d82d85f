-- name: houses(everything, communities, community, kind, state, text, sort, descending, most, skip)
-- Houses in use within reach that match all that is given ('' and 0: anything): a part of the room, the beginning
-- of the 户号, or of the name of somebody there. No rows: none, or none of theirs.
select h.id, h.code, h.label, b.name as building, c.name as community, c.name_en as community_en, h.kind, h.state,
       h.floor, h.area,
       array(select p.name from occupancy o join person p on p.id = o.person_id
              where o.house_id = h.id and o.until is null and o.role = 'owner' order by o.since, o.id) as owners,
       array(select p.name from occupancy o join person p on p.id = o.person_id
              where o.house_id = h.id and o.until is null and o.role = 'tenant' order by o.since, o.id) as tenants
  from (select one.id, row_number() over () as n
          from (select h.id
                  from house h
                  join (select id, community_id, row_number() over (order by community_id, position, length(name), name)
                                                 as place
                          from building
                         where closed_at is null and (:everything or community_id = any(:communities::int[]))
                           and (:community::int = 0 or community_id = :community)) b on b.id = h.building_id
                 -- A number, then a text: by place the building and how long the label is, so that 101 is before 1001.
                 cross join lateral (select case :sort when 'code' then 0 when 'area' then (h.area * 100)::bigint
                                            else b.place * 100 + length(h.label) end as first,
                                            case :sort when 'code' then h.code else h.label end collate "C" as then) k
                 where h.closed_at is null
                   and (:kind = '' or h.kind = :kind) and (:state = '' or h.state = :state)
                   and (:text = '' or h.code like :text || '%' or position(upper(:text) in h.label) > 0
                        or h.id in (select o.house_id from occupancy o join person p on p.id = o.person_id
                                     where o.until is null and p.name like :text || '%'))
                 order by case when not :descending then k.first end, case when not :descending then k.then end,
                          case when :descending then k.first end desc, case when :descending then k.then end desc, h.id
                 limit :most offset :skip) one) page
  join house h on h.id = page.id
  join building b on b.id = h.building_id join community c on c.id = b.community_id
 order by page.n;

-- name: count_houses(everything, communities, community, kind, state, text)$
-- How many there are in all.
select count(*)
  from house h join building b on b.id = h.building_id
 where h.closed_at is null and (:everything or b.community_id = any(:communities::int[]))
   and (:community::int = 0 or b.community_id = :community)
   and (:kind = '' or h.kind = :kind) and (:state = '' or h.state = :state)
   and (:text = '' or h.code like :text || '%' or position(upper(:text) in h.label) > 0
        or h.id in (select o.house_id from occupancy o join person p on p.id = o.person_id
                     where o.until is null and p.name like :text || '%'));

-- name: people(everything, communities, community, role, text, most, skip)
-- People in use within reach that match all that is given ('' and 0: anything), by the pinyin of their names; with
-- `everything` those without any house too. No rows: none, or none of theirs.
select p.id, p.name, p.language, p.do_not_call, p.do_not_text, p.do_not_mail,
       array(select c.name || ' ' || h.label from occupancy o join house h on h.id = o.house_id
               join building b on b.id = h.building_id join community c on c.id = b.community_id
              where o.person_id = p.id and o.until is null
                and (:everything or b.community_id = any(:communities::int[]))
              order by c.id, h.label limit 6) as places,
       array(select number from phone t where t.person_id = p.id order by position, since, number) as numbers
  from person p
 where p.closed_at is null
   and (:text = '' or p.name like :text || '%' or p.pinyin like lower(:text) || '%' or p.initials = lower(:text))
   and ((:everything and :community::int = 0 and :role = '')
        or p.id in (select o.person_id from occupancy o join house h on h.id = o.house_id
                      join building b on b.id = h.building_id
                     where (:everything or b.community_id = any(:communities::int[]))
                       and (:community::int = 0 or b.community_id = :community)
                       and (:role = '' or (o.role = :role and o.until is null))))
 order by p.pinyin, p.id
 limit :most offset :skip;

-- name: count_people(everything, communities, community, role, text)$
-- How many there are in all.
select count(*)
  from person p
 where p.closed_at is null
   and (:text = '' or p.name like :text || '%' or p.pinyin like lower(:text) || '%' or p.initials = lower(:text))
   and ((:everything and :community::int = 0 and :role = '')
        or p.id in (select o.person_id from occupancy o join house h on h.id = o.house_id
                      join building b on b.id = h.building_id
                     where (:everything or b.community_id = any(:communities::int[]))
                       and (:community::int = 0 or b.community_id = :community)
                       and (:role = '' or (o.role = :role and o.until is null))));
