-- name: of_house(house, requests, calls, operations, before, most)
-- What happened at one house, newest first, before a time (null: up to now); `requests`, `calls`: whether the
-- reader may know of them; `operations`: of the trail. No rows: nothing.
select * from (
    select r.registered_at as at, 'request' as what, r.number::text as link, null::text as place,
           jsonb_build_object('number', r.number, 'kind', r.kind, 'state', r.state, 'details', r.details,
                              'category', k.name, 'category_en', k.name_en, 'person', p.name) as facts
      from request r left join category k on k.id = r.category_id left join person p on p.id = r.person_id
     where :requests and r.house_id = :house
    union all
    select c.started_at, 'call', c.id::text, null,
           jsonb_build_object('direction', c.direction, 'person', p.name, 'answered', c.answered_at is not null,
                              'seconds', extract(epoch from c.ended_at - c.answered_at)::int)
      from call c left join person p on p.id = c.person_id
     where :calls and c.house_id = :house
    union all
    select s.at, s.what, o.person_id::text, null,
           jsonb_build_object('person', p.name, 'role', o.role, 'note', o.note)
      from occupancy o join person p on p.id = o.person_id
      join house h on h.id = o.house_id join building b on b.id = h.building_id
      join community m on m.id = b.community_id
     cross join lateral (values ('came', o.since::timestamp at time zone m.time_zone),
                                ('went', (o.until + time '23:59') at time zone m.time_zone)) s (what, at)
     where o.house_id = :house and s.at is not null
    union all
    select a.at, 'done', null, null,
           jsonb_build_object('operation', a.operation, 'by', a.actor_name, 'before', a.facts -> 'before',
                              'after', a.facts -> 'after')
      from audit a where a.object = 'house:' || :house::int and a.operation = any(:operations::text[])
) told
 where :before::timestamptz is null or at < :before
 order by at desc limit :most;

-- name: of_person(person, request_all, request_in, call_all, call_in, house_all, house_in, operations, before, most)
-- What happened with one person in all houses while they were theirs, newest first, each kind in the communities
-- where the reader may know of it; calls and requests about no house among them. No rows: nothing.
select told.at, told.what, told.link, m.name || ' ' || h.label as place, told.facts from (
    select r.registered_at as at, 'request' as what, r.number::text as link, r.house_id as house,
           jsonb_build_object('number', r.number, 'kind', r.kind, 'state', r.state, 'details', r.details,
                              'category', k.name, 'category_en', k.name_en) as facts
      from (select * from request where person_id = :person
            union all
            select q.* from occupancy o join request q on q.house_id = o.house_id and q.person_id is null
               and q.registered_at::date between o.since and coalesce(o.until, 'infinity')
             where o.person_id = :person) r
      left join category k on k.id = r.category_id
    union all
    select c.started_at, 'call', c.id::text, c.house_id,
           jsonb_build_object('direction', c.direction, 'answered', c.answered_at is not null,
                              'seconds', extract(epoch from c.ended_at - c.answered_at)::int)
      from call c where c.person_id = :person
    union all
    select s.at, s.what, o.house_id::text, o.house_id, jsonb_build_object('role', o.role, 'note', o.note)
      from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
      join community m on m.id = b.community_id
     cross join lateral (values ('came', o.since::timestamp at time zone m.time_zone),
                                ('went', (o.until + time '23:59') at time zone m.time_zone)) s (what, at)
     where o.person_id = :person and s.at is not null
    union all
    select a.at, 'done', null, null,
           jsonb_build_object('operation', a.operation, 'by', a.actor_name, 'fields',
                              case when jsonb_typeof(a.facts -> 'after') = 'object'
                                   then (select jsonb_agg(f) from jsonb_object_keys(a.facts -> 'after') f) end)
      from audit a where a.object = 'person:' || :person::int and a.operation = any(:operations::text[])
) told
  left join house h on h.id = told.house
  left join building b on b.id = h.building_id
  left join community m on m.id = b.community_id
 where (:before::timestamptz is null or at < :before)
   and case told.what when 'request' then :request_all or coalesce(m.id = any(:request_in::int[]), cardinality(:request_in::int[]) > 0)
                      when 'call' then :call_all or coalesce(m.id = any(:call_in::int[]), cardinality(:call_in::int[]) > 0)
                      when 'done' then true
                      else :house_all or m.id = any(:house_in::int[]) end
 order by at desc limit :most;
