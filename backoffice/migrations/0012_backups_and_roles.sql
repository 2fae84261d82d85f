-- Backups, and two roles: the owner migrates, backs up and restores; the application works (P5, P6).
-- The application may change every row but those of the audit trail, of backups and of migrations.

-- What became of each attempt to back up; written by the owner alone, so that nobody else calls one verified.
create table backup (
    id bigint generated always as identity primary key,
    folder text not null,
    file text,                               -- its name in the folder; null: none came of it
    taken_at timestamptz not null,           -- the moment of the database it holds
    ended_at timestamptz not null default now(),
    bytes bigint not null default 0,
    sha256 text not null default '',         -- of the file as it lies there
    encrypted boolean not null default false,
    rows bigint not null default 0,
    files integer not null default 0,
    verified_at timestamptz,                 -- restored into a scratch database and compared
    trouble text not null default '',        -- a sentence's key: why there is no file, or why it is not verified
    facts jsonb not null default '{}',
    removed_at timestamptz,                  -- by the rules of what is kept
    unique (folder, file)
);

-- What was purged, and which backup holds it: that one is an archive, no rule removes it.
create table purged (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    what text not null check (what in ('audit', 'calls', 'recordings')),
    before timestamptz not null,
    backup_id bigint not null references backup,
    rows bigint not null default 0
);
create index purged_by_backup on purged (backup_id);

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
    -- now() is when this transaction began: a purge of this very one.
    if tg_op = 'DELETE' and exists (select from purged where what = 'audit' and at = now()) then
        return null;
    end if;
    raise exception 'the audit trail is append-only';
end $$;

-- Remove what is older than `before`; returns how many rows. The only way to remove audit entries.
-- Demands a verified backup, still there, taken a day later at least: what was being written when it was taken
-- may carry an older time. Calls with a recording that is kept stay; recordings are marked, their files remain
-- for the back office to delete.
create function purge(
    what text, before timestamptz, backup_id bigint, reason text, actor text, actor_name text, address text
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    count bigint := 0;
    more bigint;
    old uuid[];
begin
    if not exists (select from backup b
                    where b.id = purge.backup_id and b.file is not null and b.removed_at is null
                      and b.verified_at is not null and b.taken_at >= purge.before + interval '1 day') then
        raise exception 'no purge without a verified backup taken a day later' using errcode = 'ESP01';
    end if;
    insert into purged (what, before, backup_id) values (purge.what, purge.before, purge.backup_id);
    case purge.what
    when 'audit' then
        delete from audit where at < purge.before;
        get diagnostics count = row_count;
    when 'calls' then
        select coalesce(array_agg(c.id), '{}') into old from call c
         where c.started_at < purge.before and c.ended_at is not null
           and not exists (select from recording r where r.call_id = c.id and r.state = 'kept');
        delete from agent_call where call_id = any(old);
        get diagnostics count = row_count;
        delete from call_event e where e.call_id = any(old)
            or (e.at < purge.before and not exists (select from call c where c.id = e.call_id));
        get diagnostics more = row_count; count := count + more;
        delete from cdr where start_at < purge.before;
        get diagnostics more = row_count; count := count + more;
        delete from cel where at < purge.before;
        get diagnostics more = row_count; count := count + more;
        delete from queue_log where at < purge.before;
        get diagnostics more = row_count; count := count + more;
        delete from call where id = any(old);
        get diagnostics more = row_count; count := count + more;
    when 'recordings' then
        update recording set state = 'discarded' where state = 'kept' and recorded_at < purge.before;
        get diagnostics count = row_count;
    end case;
    update purged set rows = count where at = now() and purged.what = purge.what;
    insert into audit (actor, actor_name, address, operation, object, facts)
    values (purge.actor, purge.actor_name, purge.address, 'backup.purged', 'backup:' || purge.backup_id,
            jsonb_build_object('what', purge.what, 'before', purge.before, 'rows', count,
                               'reason', purge.reason));
    return count;
end $$;

-- Every table with its rows and a sum over all they hold, whatever their order: two databases with the same
-- answers hold the same.
create function fingerprint() returns table (name text, rows bigint, sum numeric) language plpgsql stable
set timezone = 'UTC' set datestyle = 'ISO, YMD' set intervalstyle = 'postgres' set bytea_output = 'hex'
set extra_float_digits = 1 as $$
declare
    one text;
begin
    for one in select tablename from pg_tables where schemaname = 'public' order by tablename loop
        return query execute format(
            'select %L::text, count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from public.%I t', one, one);
    end loop;
end $$;

-- What the application's role may do, said again after every migration: tables that came later are included.
-- null: the owner's is the only role, then the trigger alone keeps the trail.
create function let_in(application name) returns void language plpgsql as $$
begin
    revoke execute on function purge from public;
    if application is null then
        return;
    end if;
    execute format('grant usage on schema public to %I', application);
    execute format('grant select, insert, update, delete on all tables in schema public to %I', application);
    execute format('grant usage, select, update on all sequences in schema public to %I', application);
    execute format('grant execute on function purge to %I', application);
    execute format('revoke update, delete on audit from %I', application);
    execute format('revoke insert, update, delete on backup, purged, migration from %I', application);
end $$;
