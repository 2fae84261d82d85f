-- name: open_call(id, direction, number, dialled, uniqueid, linkedid, sip_call_id, language)!
-- A call that was answered now; one already open stays as it is.
insert into call (id, direction, number, dialled, uniqueid, linkedid, sip_call_id, language, answered_at)
values (:id, :direction, :number, :dialled, :uniqueid, :linkedid, :sip_call_id, :language, now())
on conflict (id) do nothing;

-- name: identified(call, person, house, proof, language)!
-- Who it is and which house it is about.
update call set person_id = :person, house_id = :house, proof = :proof, language = coalesce(:language, language)
 where id = :call;

-- name: close_call(call, cause)!
-- Close an open call; a closed one stays as it is.
update call set ended_at = now(), cause = :cause where id = :call and ended_at is null;

-- name: open_told()!
-- Open the calls of the last day that only their journal knows: Postgres was away when they were answered.
insert into call (id, direction, number, uniqueid, linkedid, started_at, answered_at)
select e.call_id, coalesce(e.facts ->> 'direction', 'in'), coalesce(e.facts ->> 'number', ''),
       coalesce(e.facts ->> 'uniqueid', ''), coalesce(e.facts ->> 'uniqueid', ''), e.at, e.at
  from call_event e
 where e.kind = 'answered' and e.at between now() - interval '1 day' and now() - interval '30 seconds'
   and not exists (select from call c where c.id = e.call_id)
on conflict (id) do nothing;

-- name: settle_lost(live, before)
-- Close what is open, began before `before` (null: now) and has no live channel; returns what was closed.
update call c
   set ended_at = coalesce(e.at, (select max(at) from call_event where call_id = c.id), now()),
       cause = coalesce(e.facts ->> 'cause', 'lost')
  from call o
  left join lateral (select at, facts from call_event
                      where call_id = o.id and kind = 'ended' order by seq desc limit 1) e on true
 where o.id = c.id and c.ended_at is null
   and c.started_at < coalesce(:before::timestamptz, now())
   and c.uniqueid <> all(:live::text[])
returning c.id;

-- name: append_events(calls, seqs, times, kinds, facts)!
-- Journal rows, column by column; what is there already stays. Each call is told of on the channel `journal`.
with written as (
    insert into call_event (call_id, seq, at, kind, facts)
    select call_id, seq, at, kind, facts::jsonb
      from unnest(:calls::uuid[], :seqs::int[], :times::timestamptz[], :kinds::text[], :facts::text[])
        as new (call_id, seq, at, kind, facts)
    on conflict do nothing
)
select pg_notify('journal', call::text) from (select distinct unnest(:calls::uuid[])) as told (call);

-- name: ringing(staff, call, queue_code)!
-- A telephone rings; one already ringing for this call is one ring.
insert into agent_call (staff_id, call_id, queue_code)
select :staff, :call, :queue_code
 where not exists (select from agent_call
                    where staff_id = :staff and call_id = :call and ended_at is null);

-- name: answered(staff, call)!
-- The ringing telephone was taken.
update agent_call set answered_at = now()
 where staff_id = :staff and call_id = :call and answered_at is null and ended_at is null;

-- name: ended(staff, call, result)!
-- Over at this telephone.
update agent_call set ended_at = now(), result = :result
 where staff_id = :staff and call_id = :call and ended_at is null;

-- name: tell(staff)!
-- Wake the pages of a member of staff.
select pg_notify('ring', :staff);
