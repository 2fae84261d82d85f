-- Signing in with a second factor, sessions people can see and end, errors kept, an audit trail of millions (P5).

-- A session has a number to speak of it by (its hash stays inside), and says which browser it is.
alter table session
    add column id bigint generated always as identity unique,
    add column agent text not null default '',
    add column ended_by integer references staff;    -- null: the person, or by itself
create index session_by_staff on session (staff_id, started_at desc);
create index session_by_time on session (started_at desc);

-- Time-based codes. last_step: the thirty seconds whose code was used last; no code up to it works again.
create table second_factor (
    staff_id integer primary key references staff,
    secret text not null,
    made_at timestamptz not null default now(),
    confirmed_at timestamptz,                         -- null: being set up, not asked for yet
    last_step bigint not null default 0
);
create table recovery_code (
    staff_id integer not null references second_factor on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (staff_id, code_hash)
);
-- The password was right, the code is still to come; ends by itself after minutes.
create table half_sign_in (
    token_hash bytea primary key,
    staff_id integer not null references staff,
    expires_at timestamptz not null
);

-- An error a user saw with its number, so that it is found without reading logs.
create table fault (
    id text primary key check (id <> ''),
    at timestamptz not null default now(),
    staff_id integer references staff,
    address text not null default '',
    method text not null default '',                  -- 'JOB' for long work
    path text not null default '',
    kind text not null,                               -- the exception's name
    trace text not null
);
create index fault_by_time on fault (at desc);

-- The trail is read newest first, by whatever is known of it.
create index audit_by_time on audit (at, id);
create index audit_by_actor on audit (actor, at, id);
create index audit_by_address on audit (address, at, id);
create index audit_by_operation on audit (operation, at, id);
create index audit_by_module on audit (split_part(operation, '.', 1), at, id);
-- Words inside old and new values: every two letters that follow each other, since Chinese has no spaces and
-- two-letter words. 70 MB and 0.1 ms an entry for a million of them; a search takes 2 ms instead of 500.
create function letter_pairs(given text) returns text[] language sql immutable strict parallel safe as
$$ select coalesce(array_agg(distinct substr(given, i, 2)), '{}') from generate_series(1, length(given) - 1) i $$;
create index audit_by_text on audit using gin (letter_pairs(lower(facts::text)));
