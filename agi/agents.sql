-- name: staff_of(extension)$
-- Who has this telephone; null: nobody.
select id from staff where extension = :extension and active;

-- name: ringing_for(call)
-- Whose telephones ring for the call at this moment; no rows: nobody's.
select staff_id from agent_call where call_id = :call and answered_at is null and ended_at is null;

-- name: is_talking(call, staff)$
-- True: they talk; false: it rings; null: it is over already.
select answered_at is not null from agent_call where call_id = :call and staff_id = :staff and ended_at is null
 order by id desc limit 1;

-- name: end_all_but(live)!
-- End what ended unheard: rows still open whose call's channel is not among the `live` uniqueids.
update agent_call a
   set ended_at = now(), result = case when a.answered_at is null then 'caller_left' else 'answered' end
 where a.ended_at is null
   and not exists (select from call c where c.id = a.call_id and c.uniqueid = any(:live::text[]));
