-- name: community_named(text)^
-- The community whose name `text` begins with, and that name; no row: none.
select id, spelt from community, unnest(array[normalize(name, nfkc), normalize(name_en, nfkc)]) spelt
 where closed_at is null and spelt <> '' and starts_with(lower(:text), lower(spelt))
 order by length(spelt) desc, id limit 1;

-- name: houses(everything, communities, room, head, tail, code, most)
-- Houses within reach: the one labelled `room`, labels that end with `tail` behind a dash or begin with `head`,
-- 户号 that begin with `code`; when those are few, also labels and 户号 with `tail` or `code` inside. Null asks for
-- nothing. Best first; no rows: none. Beginnings are ranges, here and below: a plan that is kept cannot make one
-- of a LIKE, and each part stops at `most` in its index's order.
with mine as not materialized (
    select h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
           c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin
      from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
     where h.closed_at is null and b.closed_at is null and c.closed_at is null
       and (:everything or c.id = any(:communities::int[]))
), likely as materialized (
    (select * from mine
      where reverse(label) ~>=~ reverse('-' || :tail) and reverse(label) ~<~ (reverse('-' || :tail) || chr(1114111))
      order by reverse(label) using ~<~, id limit :most)
    union
    (select * from mine where label ~>=~ :head and label ~<~ (:head || chr(1114111))
      order by label using ~<~, id limit :most)
    union
    (select * from mine where code ~>=~ :code and code ~<~ (:code || chr(1114111))
      order by code using ~<~ limit :most)
), inside as (
    select * from mine where label like '%-' || :tail || '%' and (select count(*) from likely) < :most
    union
    select * from mine where code like '%' || :code || '%' and (select count(*) from likely) < :most
)
select * from (select * from likely union select * from inside) found
 order by case when label = :room or code = :code then 0
               when label like '%-' || :tail then 1
               when starts_with(label, :head) or starts_with(code, :code) then 2 else 3 end,
          length(label), label, community_id
 limit :most;

-- name: people_by_name(everything, communities, word, most)
-- Ids of people within reach by a part of the name: those of that name, then by where it stands. No rows: none.
select id, '' as number from (
    (select id, lower(name) <> :word as inexact, 1 as place from person
      where lower(name) ~>=~ :word and lower(name) ~<~ (:word || chr(1114111))
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by lower(name) using ~<~, id limit :most)
    union all
    (select id, true, 2 from person
      where lower(substr(name, 2)) ~>=~ :word and lower(substr(name, 2)) ~<~ (:word || chr(1114111))
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by lower(substr(name, 2)) using ~<~, id limit :most)
    union all
    (select id, true, 3 from person
      where lower(substr(name, 3)) ~>=~ :word and lower(substr(name, 3)) ~<~ (:word || chr(1114111))
        and length(name) > 2
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by lower(substr(name, 3)) using ~<~, id limit :most)) found
 group by id order by bool_and(inexact), min(place), id limit :most;

-- name: people_by_letters(everything, communities, letters, most)
-- Ids of people within reach by pinyin initials, the beginning of the pinyin, or a surname in Latin letters: those
-- of that spelling first. No rows: none.
select id, '' as number from (
    (select id, initials <> :letters as inexact from person
      where initials ~>=~ :letters and initials ~<~ (:letters || chr(1114111))
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by initials using ~<~, id limit :most)
    union all
    (select id, pinyin <> :letters from person
      where pinyin ~>=~ :letters and pinyin ~<~ (:letters || chr(1114111))
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by pinyin using ~<~, id limit :most)
    union all
    (select id, lower(surname) <> :letters from person
      where lower(surname) ~>=~ :letters and lower(surname) ~<~ (:letters || chr(1114111)) and name like '% %'
        and closed_at is null and merged_into is null and (:everything or communities && :communities::int[])
      order by lower(surname) using ~<~, id limit :most)) found
 group by id order by bool_and(inexact), id limit :most;

-- name: people_by_number(everything, communities, digits, most)
-- People within reach by a number that begins with `digits` or, when those are few, has them inside; and that
-- number. No rows: none.
with begins as materialized (
    select p.id, t.number from phone t join person p on p.id = t.person_id
     where t.number ~>=~ :digits and t.number ~<~ (:digits || chr(1114111))
       and p.closed_at is null and p.merged_into is null and (:everything or p.communities && :communities::int[])
     order by t.number using ~<~, p.id limit :most
), inside as materialized (
    select number, person_id from phone
     where number like '%' || :digits || '%' and (select count(*) from begins) < :most
)
select id, min(number) as number from (
    select id, number, 1 as place from begins
    union all
    select p.id, inside.number, 2 from inside join person p on p.id = inside.person_id
     where p.closed_at is null and p.merged_into is null and (:everything or p.communities && :communities::int[])
) found
 group by id order by min(place), min(number), id limit :most;

-- name: people(everything, communities, numbers_everywhere, numbers_in, people, numbers)
-- These people in this order, each with up to three houses within reach, those of today first (a row each; null:
-- none), and a number: the one given beside the id or, for '', the first to dial; `whole`: it may be seen. No rows:
-- nobody was given.
select p.id, p.name, coalesce(nullif(given.number, ''), first.number, '') as number,
       :numbers_everywhere or p.communities && :numbers_in::int[] as whole,
       place.label, place.community, place.community_en, place.former
  from unnest(:people::int[], :numbers::text[]) with ordinality given(id, number, at)
  join person p on p.id = given.id
  left join lateral (select number from phone where person_id = p.id order by position, number limit 1) first on true
  left join lateral (
      select h.label, c.name as community, c.name_en as community_en, bool_and(o.until is not null) as former
        from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
        join community c on c.id = b.community_id
       where o.person_id = p.id and h.closed_at is null and (:everything or c.id = any(:communities::int[]))
       group by h.id, c.id order by former, h.id limit 3) place on true
 order by given.at, place.former;

-- name: homes_of(everything, communities, people)
-- The houses within reach these people own or live in now, in the people's order; no rows: none.
select h.id, h.code, h.label, b.id as building_id, b.name as building, c.id as community_id,
       c.name as community, c.name_en as community_en, h.area, h.pin_hash is not null as has_pin
  from unnest(:people::int[]) with ordinality given(id, at)
  join occupancy o on o.person_id = given.id and o.until is null
  join house h on h.id = o.house_id join building b on b.id = h.building_id join community c on c.id = b.community_id
 where h.closed_at is null and (:everything or c.id = any(:communities::int[]))
 order by given.at, c.id, h.code;

-- name: requests(everything, communities, nobodys, beginning, most)
-- Requests within reach whose number begins so, that number itself first; `nobodys`: also those about no house.
-- No rows: none.
select r.number, r.kind, r.state, coalesce(h.label, '') as label, coalesce(c.name, '') as community,
       coalesce(c.name_en, '') as community_en
  from request r left join house h on h.id = r.house_id left join building b on b.id = h.building_id
  left join community c on c.id = b.community_id
 where r.number::text ~>=~ :beginning and r.number::text ~<~ (:beginning || chr(1114111))
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and r.house_id is null))
 order by r.number::text using ~<~ limit :most;
