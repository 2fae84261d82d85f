-- name: setting(key)$
-- One setting as JSON; null: never set.
select value::text from setting where key = :key;

-- name: set(key, value)!
-- Set one.
insert into setting (key, value) values (:key, :value)
on conflict (key) do update set value = excluded.value;

-- name: lock_settings()!
-- Wait for whoever changes the rules or asks for a backup at this moment.
select pg_advisory_xact_lock(hashtextextended('estateline.backup', 0));

-- name: open_job(kind)^
-- The job of this kind that waits or runs; no row: none.
select id, kind, staff_id as staff, facts, state, done, total, step, outcome, asked_at, ended_at
  from job where kind = :kind and state in ('waiting', 'running') order by id limit 1;

-- name: attempts()
-- Backups that are there and the last ten attempts that failed, newest first; no rows: none yet.
select b.id, b.folder, b.file, b.taken_at, b.ended_at, b.bytes, b.sha256, b.encrypted, b.rows, b.files,
       b.verified_at, b.trouble, b.facts, b.removed_at, exists (select from purged where backup_id = b.id) as archive
  from backup b
 where b.removed_at is null
   and (b.file is not null or b.id in (select id from backup where file is null order by id desc limit 10))
 order by b.taken_at desc, b.id desc;

-- name: all_made()
-- Backups whose file was not removed by the rules; no rows: none.
select b.id, b.folder, b.file, b.taken_at, b.ended_at, b.bytes, b.sha256, b.encrypted, b.rows, b.files,
       b.verified_at, b.trouble, b.facts, b.removed_at, exists (select from purged where backup_id = b.id) as archive
  from backup b where b.file is not null and b.removed_at is null;

-- name: by_id(backup)^
-- One backup; no row: none.
select b.id, b.folder, b.file, b.taken_at, b.ended_at, b.bytes, b.sha256, b.encrypted, b.rows, b.files,
       b.verified_at, b.trouble, b.facts, b.removed_at, exists (select from purged where backup_id = b.id) as archive
  from backup b where b.id = :backup;
