-- name: categories(kind)
-- What a request of this kind can be about, in order; no rows: nothing was defined.
select id, kind, name, name_en from category where kind = :kind and not retired order by position, id;

-- name: category_days(kind, category)$
-- Days a request of this category is promised in; null: no such category, or retired.
select default_days from category where id = :category and kind = :kind and not retired;

-- name: insert_request(kind, house, person, category, call_id, caller_number, channel, urgent, details, by, days)$
-- Register one request, due in `days` of business time (null: no promise); returns its id.
insert into request (kind, house_id, person_id, category_id, call_id, caller_number, channel, urgent, details,
                     registered_by, registered_at, due_at)
values (:kind, :house, :person, :category, :call_id, :caller_number, :channel, :urgent, :details,
        :by, business_now(), business_now() + make_interval(days => :days))
returning id;

-- name: attach(request, recordings, call_id)
-- Give recordings of the same call to a request; returns those that were free to be given.
update recording set request_id = :request
 where id = any(:recordings::uuid[]) and request_id is null and call_id is not distinct from :call_id
returning id;

-- name: request_within(request, everything, communities, houses, anywhere)^
-- One request, when it is within the reach given; `anywhere`: also one about no house. No row: absent, or not
-- theirs to see.
select r.id, r.number, r.kind, r.state, coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en,
       r.house_id as house, r.urgent, r.registered_at, r.due_at, r.done_at, r.satisfied, r.dissatisfaction,
       r.details, r.call_id, r.caller_number, b.community_id,
       array(select id from recording where request_id = r.id order by recorded_at) as recordings
  from request r
  left join category k on k.id = r.category_id
  left join house h on h.id = r.house_id
  left join building b on b.id = h.building_id
 where r.id = :request
   and (:everything or b.community_id = any(:communities::int[]) or h.id = any(:houses::int[])
        or (:anywhere and h.id is null));

-- name: of_house(house, kind, open_only, to_rate, most)
-- Requests of a house, newest first; `kind` '' for all of them, `to_rate` for the finished and not yet rated.
select r.id, r.number, r.kind, r.state, coalesce(k.name, '') as category, coalesce(k.name_en, '') as category_en,
       r.house_id as house, r.urgent, r.registered_at, r.due_at, r.done_at, r.satisfied, r.dissatisfaction,
       r.details, r.call_id, r.caller_number,
       array(select id from recording where request_id = r.id order by recorded_at) as recordings
  from request r left join category k on k.id = r.category_id
 where r.house_id = :house
   and (:kind = '' or r.kind = :kind)
   and (not :open_only or r.state in ('new', 'assigned', 'working'))
   and (not :to_rate or (r.state = 'done' and r.rated_at is null and r.kind <> 'message'))
 order by r.registered_at desc, r.id desc
 limit :most;

-- name: rate(request, satisfied, dissatisfaction)$
-- Keep the rating of a finished request; returns its id, null: not finished, or rated already.
update request set satisfied = :satisfied, dissatisfaction = :dissatisfaction, rated_at = business_now()
 where id = :request and state = 'done' and rated_at is null
returning id;

-- name: attach_rating(request, recording)$
-- Give a recording that belongs to nothing yet to a request; returns its id, null: it was not free.
update recording set request_id = :request where id = :recording and request_id is null
returning id;
