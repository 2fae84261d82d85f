-- name: others()$
-- How many others are connected to this database.
select count(*) from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend';

-- name: has(table)$
-- Whether there is such a table; not in an empty or an older database.
select to_regclass('public.' || :table::text) is not null;

-- name: company()$
-- Whether anybody works here.
select exists (select from staff);

-- name: known()$
-- The backups known here, whose files are there, as JSON.
select coalesce(jsonb_agg(to_jsonb(b) - 'id'), '[]')::text from backup b where file is not null and removed_at is null;

-- name: carry_over(rows)!
-- Know these backups as well.
insert into backup (folder, file, taken_at, ended_at, bytes, sha256, encrypted, rows, files, verified_at, trouble,
                    facts, removed_at)
select folder, file, taken_at, ended_at, bytes, sha256, encrypted, rows, files, verified_at, trouble, facts, removed_at
  from jsonb_populate_recordset(null::backup, :rows::text::jsonb)
on conflict (folder, file) do nothing;

-- name: rename(old, new)$
-- The statement that renames a database.
select format('alter database %I rename to %I', :old::text, :new::text);
