-- name: current(staff_id)^
-- The call to show on an agent's page: the one ringing or talking, else the last one taken within half an hour
-- (wrap-up, and a reload, keep it). A call that a colleague took or that was given up is gone at once. No row:
-- the agent waits.
select a.id, a.call_id, a.queue_code, a.rang_at, a.answered_at, a.ended_at, a.result
  from agent_call a
 where a.staff_id = :staff_id
   and case when a.ended_at is null then a.rang_at > now() - interval '4 hours'
            else a.answered_at is not null and a.ended_at > now() - interval '30 minutes' end
 order by a.ended_at is null desc, a.rang_at desc
 limit 1;

-- name: rang_at(staff_id, agent_call)^
-- One ring at this agent's own telephone; no row: it rang elsewhere or never.
select a.id, a.call_id, a.queue_code, a.rang_at, a.answered_at, a.ended_at, a.result
  from agent_call a where a.staff_id = :staff_id and a.id = :agent_call;

-- name: call_facts(call_id)^
-- What is known of a call itself; no row: the engine's row has not arrived yet.
select number, dialled, person_id, house_id, proof, language, started_at, ended_at from call where id = :call_id;

-- name: rung(staff_id, most)
-- The last calls that rang at this agent's telephone, the last ring of each, newest first; no rows: none yet.
select * from (
    select distinct on (a.call_id) a.id, a.call_id, a.rang_at, a.answered_at, a.ended_at, a.result, c.number
      from agent_call a join call c on c.id = a.call_id
     where a.staff_id = :staff_id and a.ended_at is not null
       and a.rang_at > now() - interval '7 days'
     order by a.call_id, a.rang_at desc) last_rings
 order by rang_at desc limit :most;

-- name: about(call_id, house)!
-- The agent found which house this call is about; how the caller was identified stays as it was.
update call set house_id = :house where id = :call_id;
