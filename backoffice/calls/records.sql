-- name: calls_within(call, house, everything, communities, nobodys, most)
-- Calls within reach, newest first: of one house or one call where given (null: any); `nobodys`: also those
-- about no house. No rows: none, or none of theirs.
select c.id, c.direction, c.number, c.house_id as house, coalesce(h.label, '') as label,
       b.community_id, coalesce(m.name, '') as community, coalesce(m.name_en, '') as community_en,
       coalesce(p.name, '') as person, c.proof, c.language, c.started_at, c.answered_at, c.ended_at, c.cause,
       array(select number from request where call_id = c.id order by id) as requests,
       array(select id from recording where call_id = c.id and state = 'kept' order by recorded_at) as recordings
  from call c
  left join person p on p.id = c.person_id
  left join house h on h.id = c.house_id
  left join building b on b.id = h.building_id
  left join community m on m.id = b.community_id
 where (:call::uuid is null or c.id = :call)
   and (:house::int is null or c.house_id = :house)
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and c.house_id is null))
 order by c.started_at desc, c.id
 limit :most;

-- name: lines_of(call)
-- The journal of a call in its order; no rows: nothing was written yet.
select seq, at, kind, facts from call_event where call_id = :call order by at, seq;

-- name: keep_recording(id, kind, call, seconds)!
-- A recording that lies in its folder; known already, it stays as it is.
insert into recording (id, kind, call_id, seconds) values (:id, :kind, :call, :seconds)
on conflict (id) do nothing;

-- name: tell(call)!
-- Wake the pages that show a call.
select pg_notify('journal', :call);

-- name: recordings_of(call)
-- What was recorded in a call, in its order; no rows: nothing.
select id, kind, call_id, request_id, seconds, recorded_at, state from recording
 where call_id = :call order by recorded_at, id;

-- name: recording_within(id, everything, communities, nobodys)^
-- One recording with the house it belongs to (of its request, else of its call), when that is within reach;
-- `nobodys`: also one about no house. No row: absent, or not theirs.
select r.id, r.kind, r.call_id, r.request_id, r.seconds, r.recorded_at, r.state, b.community_id
  from recording r
  left join request q on q.id = r.request_id
  left join call c on c.id = r.call_id
  left join house h on h.id = coalesce(q.house_id, c.house_id)
  left join building b on b.id = h.building_id
 where r.id = :id
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and h.id is null));
