-- name: call_by_sip_call_id(sip_call_id)$
-- The id of the call that came with this SIP Call-ID; null while the engine has not told of it.
select id from call where sip_call_id = :sip_call_id;

-- name: events_after(call, seq)
-- The journal of a call behind a place in it, in order; none when nothing new happened.
select seq, at, kind, facts from call_event where call_id = :call and seq > :seq order by seq;
