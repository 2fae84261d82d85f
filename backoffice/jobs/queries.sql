-- name: ask(kind, staff, facts)$
-- A new job, announced to the workers; returns its id.
with asked as (insert into job (kind, staff_id, facts) values (:kind, :staff, :facts) returning id),
     told as (select pg_notify('job', id::text) from asked)
select id from asked, told;

-- name: claim(kinds, silent)^
-- Take the oldest job of these kinds that waits, or whose worker gave no sign of life for `silent` seconds;
-- no row: nothing to do.
update job set state = 'running', beat_at = now()
 where id = (select id from job
              where kind = any(:kinds::text[])
                and (state = 'waiting'
                     or (state = 'running' and beat_at < now() - make_interval(secs => :silent)))
              order by id limit 1 for update skip locked)
returning id, kind, staff_id as staff, facts, state, done, total, step, outcome, asked_at, ended_at;

-- name: beat(job, done, total, step)$
-- How far it is; returns whether it was asked to stop, null: it is no longer ours.
update job set beat_at = now(), done = :done, total = :total, step = :step
 where id = :job and state = 'running'
returning stop_asked;

-- name: finish(job, state, outcome)!
-- What became of a running job.
update job set state = :state, outcome = :outcome, ended_at = now() where id = :job and state = 'running';

-- name: ask_to_stop(job, staff)$
-- Ask one's own open job to stop; one that waits stops at once. Returns its id, null: not theirs, or over.
update job set stop_asked = true,
               state = case state when 'waiting' then 'stopped' else state end,
               ended_at = case state when 'waiting' then now() end
 where id = :job and staff_id = :staff and state in ('waiting', 'running')
returning id;

-- name: by_id(job, staff)^
-- One's own job; no row: none, or somebody else's.
select id, kind, staff_id as staff, facts, state, done, total, step, outcome, asked_at, ended_at
  from job where id = :job and staff_id = :staff;

-- name: latest(staff, kind, most)
-- One's own jobs of a kind, newest first; no rows: none.
select id, kind, staff_id as staff, facts, state, done, total, step, outcome, asked_at, ended_at
  from job where staff_id = :staff and kind = :kind order by id desc limit :most;

-- name: open_of(staff)
-- What somebody asked for that is not over, the oldest first; no rows: nothing.
select id, kind as name, '' as name_en, done || ' / ' || total as detail
  from job where staff_id = :staff and state in ('waiting', 'running') order by id;

-- name: hand_over(staff, to)!
-- Let another one follow somebody's open jobs.
update job set staff_id = :to where staff_id = :staff and state in ('waiting', 'running');
