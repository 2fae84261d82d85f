-- name: count(what, before)$
-- How many entries, calls or recordings a purge would remove.
select case :what::text
       when 'audit' then (select count(*) from audit where at < :before)
       when 'calls' then (select count(*) from call c where started_at < :before and ended_at is not null
                             and not exists (select from recording r where r.call_id = c.id and r.state = 'kept'))
       else (select count(*) from recording where recorded_at < :before and state = 'kept') end;

-- name: purge(what, before, backup, reason, actor, actor_name, address)$
-- Remove it; returns how many rows. Raises when the backup is not a verified one, a day younger.
select purge(:what, :before, :backup, :reason, :actor, :actor_name, :address);

-- name: discarded(before)
-- Recordings whose files are to be gone; no rows: none.
select id from recording where state = 'discarded' and recorded_at < :before;
