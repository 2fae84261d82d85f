-- name: lock(lock)$
-- Be the one who backs up or restores until the connection ends; returns false when another is.
select pg_try_advisory_lock(:lock);

-- name: database()$
-- The name of the database.
select current_database();

-- name: size()$
-- Its size in bytes, with indexes: more than a dump of it.
select pg_database_size(current_database());

-- name: moment()^
-- The moment this transaction sees, and the snapshot others may see it by.
select now() as at, pg_export_snapshot() as snapshot;

-- name: insert_failed(folder, trouble, facts)$
-- Keep an attempt nothing came of; returns its id.
insert into backup (folder, taken_at, trouble, facts) values (:folder, now(), :trouble, :facts) returning id;

-- name: insert_made(folder, file, taken_at, bytes, sha256, encrypted, rows, files, verified, trouble, facts)$
-- Keep what was made; returns its id.
insert into backup (folder, file, taken_at, bytes, sha256, encrypted, rows, files, verified_at, trouble, facts)
values (:folder, :file, :taken_at, :bytes, :sha256, :encrypted, :rows, :files,
        case when :verified then now() end, :trouble, :facts)
returning id;

-- name: removed(backup)!
-- Its file was removed by the rules.
update backup set removed_at = now() where id = :backup;
