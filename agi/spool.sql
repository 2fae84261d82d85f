-- name: one_at_a_time()!
-- Until the end of the transaction, no second engine takes in what lies in the spool.
select pg_advisory_xact_lock(hashtextextended('estateline.spool', 0));

-- name: not_yet_taken(id)$
-- True when no recording has this id.
select not exists (select from recording where id = :id);

-- name: date_recording(id, recorded_at, state)!
-- When the caller spoke, and whether the sound is there.
update recording set recorded_at = :recorded_at, state = :state where id = :id;

-- name: call_of(sip_call_id, uniqueid)$
-- The call in which it was recorded, if the engine had opened one before it failed; else null.
select id from call
 where (:sip_call_id <> '' and sip_call_id = :sip_call_id) or (:uniqueid <> '' and uniqueid = :uniqueid)
 order by started_at desc limit 1;
