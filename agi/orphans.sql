-- name: without_a_row(ids)
-- Those of these recordings nobody knows; no rows: all are known.
select id from unnest(:ids::uuid[]) id where not exists (select from recording r where r.id = id);

-- name: told_of(recording)^
-- What a journal tells of a recording, and its call; no row: nothing.
select e.kind, e.call_id, coalesce(c.number, '') as number, coalesce(c.uniqueid, '') as uniqueid,
       coalesce(c.sip_call_id, '') as sip_call_id, coalesce(c.language, 'zh') as language
  from call_event e left join call c on c.id = e.call_id
 where e.facts ? 'recording' and e.facts ->> 'recording' = :recording
 order by e.at limit 1;
