-- The ground everything stands on: time, the company, homes and people, thin billing, requests, calls.
-- Times are timestamptz; business dates are the community's local date; money is numeric.

-- Business time (design): rules ask business_now(); `./estateline clock +3d` moves it in demo and tests.
create table clock (
    one boolean primary key default true check (one),
    shift interval not null default '0'
);
insert into clock default values;
create function business_now() returns timestamptz language sql stable as
$$ select now() + shift from clock $$;

create table setting (
    key text primary key,
    value jsonb not null
);

-- Company (P1, P2, thin): staff hold posts, a post carries functions, the holding names the community.
create table community (
    id integer generated always as identity primary key,
    name text not null unique,
    name_en text not null default '',
    city text not null,
    time_zone text not null default 'Asia/Shanghai',
    area_code text not null default ''
);
create table staff (
    id integer generated always as identity primary key,
    login text not null unique,
    name text not null,
    name_en text not null default '',
    language text not null default 'zh' check (language in ('zh', 'en')),
    password_hash text not null,
    extension text unique check (extension ~ '^[1-9][0-9]{2,4}$'),
    sip_secret text,
    active boolean not null default true
);
create table post (
    id integer generated always as identity primary key,
    name text not null unique,
    name_en text not null default ''
);
create table post_function (
    post_id integer not null references post,
    function text not null,
    primary key (post_id, function)
);
create table staff_post (
    staff_id integer not null references staff,
    post_id integer not null references post,
    community_id integer references community,  -- null: every community
    unique nulls not distinct (staff_id, post_id, community_id)
);
create table session (
    token_hash bytea primary key,
    staff_id integer not null references staff,
    csrf text not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    address text not null default '',
    ended_at timestamptz
);
-- Wrong passwords, wrong PINs: counted per subject ('staff:login', 'house:ID', 'number:138…').
create table refusal_count (
    subject text primary key,
    failures integer not null default 0,
    last_at timestamptz not null,
    locked_until timestamptz
);

-- Audit (P5): append-only.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,            -- 'staff:3', 'owner:12', 'system:dialler'
    actor_name text not null default '',
    address text not null default '',
    operation text not null,        -- 'repair.registered', 'recording.played' …
    object text not null default '',
    facts jsonb not null default '{}'
);
create index audit_by_object on audit (object, at);
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'the audit trail is append-only'; end $$;
create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change();

-- Homes and people (S1, thin).
create table building (
    id integer generated always as identity primary key,
    community_id integer not null references community,
    name text not null,
    unique (community_id, name)
);
create table house (
    id integer generated always as identity primary key,
    code text not null unique check (code ~ '^[0-9]{8}$'),  -- 户号
    building_id integer not null references building,
    label text not null,            -- 1-1-101, 3-501, B2-118
    area numeric(10, 2) not null default 0,
    pin_hash text,
    unique (building_id, label)
);
create table person (
    id integer generated always as identity primary key,
    name text not null,
    surname text not null default '',
    initials text not null default '',  -- of the name's pinyin: 张三 is zs
    title text not null default '' check (title in ('', 'mr', 'ms')),
    language text not null default 'zh' check (language in ('zh', 'en')),
    temperament text not null default '',
    hobbies text not null default '',
    do_not_call boolean not null default false
);
create table phone (
    number text not null check (number ~ '^[0-9]{5,15}$'),  -- bare national digits: 13800000001, 02885551234
    person_id integer not null references person,
    primary key (number, person_id)
);
create index person_by_initials on person (initials text_pattern_ops);
create table occupancy (
    id integer generated always as identity primary key,
    house_id integer not null references house,
    person_id integer not null references person,
    role text not null default 'owner' check (role in ('owner', 'tenant', 'family')),
    since date not null,
    until date
);
create index occupancy_by_house on occupancy (house_id) where until is null;
create index occupancy_by_person on occupancy (person_id) where until is null;

-- What a house owes (S7, thin: real billing replaces how bills come to be, not what they are).
create table fee_item (
    id integer generated always as identity primary key,
    name text not null unique,
    name_en text not null default '',
    late_fee_of integer references fee_item
);
create table bill (
    id integer generated always as identity primary key,
    house_id integer not null references house,
    fee_item_id integer not null references fee_item,
    month date not null check (extract(day from month) = 1),
    amount numeric(12, 2) not null check (amount >= 0),
    paid numeric(12, 2) not null default 0 check (paid >= 0 and paid <= amount),
    due_on date not null,
    voided_at timestamptz,
    unique (house_id, fee_item_id, month)
);
create table house_account (
    house_id integer primary key references house,
    prepaid numeric(12, 2) not null default 0 check (prepaid >= 0)
);

-- Speakable names (design): the sound lies at name_sound(language, text); made when the name is saved.
create table speakable (
    language text not null check (language in ('zh', 'en')),
    text text not null,
    voice text not null,            -- 'recorded', 'kokoro', 'espeak-ng'
    provisional boolean not null,
    made_at timestamptz not null default now(),
    primary key (language, text)
);

-- Calls (P8, H6).
create table call (
    id uuid primary key,
    direction text not null check (direction in ('in', 'out')),
    uniqueid text not null default '',   -- Asterisk's
    linkedid text not null default '',
    sip_call_id text not null default '',
    number text not null default '',     -- the other side's, normalised; '' when withheld
    dialled text not null default '',
    person_id integer references person,
    house_id integer references house,
    proof text not null default '' check (proof in ('', 'caller_id', 'pin')),
    language text not null default 'zh',
    started_at timestamptz not null default now(),
    answered_at timestamptz,
    ended_at timestamptz,
    cause text not null default ''       -- Hangup.cause, or 'lost' when settled after a crash
);
create index call_by_number on call (number, started_at desc);
create index call_by_house on call (house_id, started_at desc);
create index call_by_sip_call_id on call (sip_call_id);
create index call_open on call (started_at) where ended_at is null;
create table call_event (
    call_id uuid not null,               -- no reference: an event may reach the table before its call's row
    seq integer not null,
    at timestamptz not null,
    kind text not null,
    facts jsonb not null default '{}',
    primary key (call_id, seq)
);

-- Requests: repair, complaint, special service and messages left are one thing with four kinds (R4, C2, T1, H3).
create table category (
    id integer generated always as identity primary key,
    kind text not null check (kind in ('repair', 'complaint', 'service')),
    name text not null,
    name_en text not null default '',
    position integer not null default 0,
    default_days integer not null default 3 check (default_days > 0),
    retired boolean not null default false,
    unique (kind, name)
);
create sequence request_number start 100001;
create table request (
    id integer generated always as identity primary key,
    number integer not null unique default nextval('request_number'),
    kind text not null check (kind in ('repair', 'complaint', 'service', 'message')),
    house_id integer references house,
    person_id integer references person,
    category_id integer references category,
    call_id uuid,
    caller_number text not null default '',
    channel text not null check (channel in ('counter', 'telephone', 'sms', 'web')),
    urgent boolean not null default false,
    details text not null default '',
    state text not null default 'new' check (state in ('new', 'assigned', 'working', 'done', 'cancelled')),
    registered_by text not null,         -- an actor, as in audit
    registered_at timestamptz not null,
    due_at timestamptz,
    done_at timestamptz,
    satisfied boolean,
    dissatisfaction text not null default '' check (dissatisfaction in ('', 'attitude', 'quality', 'other')),
    rated_at timestamptz
);
create index request_by_house on request (house_id, registered_at desc);
create table recording (
    id uuid primary key,                 -- also the file's name: opaque
    kind text not null check (kind in ('request', 'message', 'agent', 'fallback')),
    call_id uuid,
    request_id integer references request,
    seconds numeric(8, 1) not null default 0,
    recorded_at timestamptz not null default now(),
    state text not null default 'kept' check (state in ('kept', 'missing', 'discarded'))
);
create index recording_by_call on recording (call_id);
create index recording_by_request on recording (request_id);

create table notice (
    id integer generated always as identity primary key,
    community_id integer not null references community,
    building_id integer references building,   -- null: the whole community
    body text not null,
    body_en text not null default '',
    urgent boolean not null default false,
    from_at timestamptz not null,
    until_at timestamptz not null,
    check (until_at > from_at)
);

-- Queues, hours (H8, H10, thin).
create table queue (
    id integer generated always as identity primary key,
    code text not null unique check (code ~ '^[a-z][a-z0-9-]{1,30}$'),
    name text not null,
    strategy text not null default 'rrmemory'
        check (strategy in ('ringall', 'leastrecent', 'fewestcalls', 'random', 'rrmemory', 'linear')),
    ring_seconds integer not null default 20 check (ring_seconds between 5 and 120),
    wrapup_seconds integer not null default 5 check (wrapup_seconds between 0 and 600),
    longest_wait integer not null default 300 check (longest_wait between 10 and 7200)
);
create table queue_member (
    queue_id integer not null references queue,
    staff_id integer not null references staff,
    penalty integer not null default 0,
    primary key (queue_id, staff_id)
);
create table opening_hours (
    weekday smallint not null check (weekday between 1 and 7),  -- ISO: 1 is Monday
    opens time not null,
    closes time not null check (closes > opens),
    primary key (weekday, opens)
);
create table holiday (
    day date primary key,
    name text not null,
    open boolean not null default false   -- true: a make-up working day
);

-- What the back office asks of the switch; the engine claims, does and answers (design).
create table switch_command (
    id bigint generated always as identity primary key,
    verb text not null,                   -- 'reload_agents', 'reload_queues', 'remind', 'join', 'hang_up' …
    facts jsonb not null default '{}',
    asked_by text not null,
    asked_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '60 seconds',
    claimed_at timestamptz,
    done_at timestamptz,
    outcome jsonb
);
create index switch_command_open on switch_command (id) where claimed_at is null;

-- An agent's telephone rings, talks, stops: what the agent's page lives on (H6).
create table agent_call (
    id bigint generated always as identity primary key,
    staff_id integer not null references staff,
    call_id uuid not null,
    queue_code text not null default '',
    rang_at timestamptz not null default now(),
    answered_at timestamptz,
    ended_at timestamptz,
    result text not null default ''       -- 'answered', 'no_answer', 'caller_left'
);
create index agent_call_by_staff on agent_call (staff_id, rang_at desc);

-- Calls out (H7, N5): committed before dialling, never dialled twice.
create table attempt (
    id uuid primary key,                  -- also Asterisk's channel id and ActionID
    purpose text not null check (purpose in ('reminder', 'join')),
    step text unique,                     -- what may happen once only: 'reminder:HOUSE:2026-11-24'
    house_id integer references house,
    person_id integer references person,
    number text not null,
    state text not null default 'committed'
        check (state in ('committed', 'dialling', 'answered', 'ended', 'ambiguous')),
    result text not null default ''
        check (result in ('', 'answered', 'busy', 'no_answer', 'absent', 'rejected', 'invalid', 'line', 'stopped')),
    cause integer,                        -- Q.850
    call_id uuid,
    keys text not null default '',
    seconds numeric(8, 1),
    committed_at timestamptz not null default now(),
    dialled_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz
);
create index attempt_open on attempt (committed_at) where state in ('committed', 'dialling', 'answered');

-- Asterisk's own records, shipped from its files (design: its drivers lose rows).
create table cdr (
    uniqueid text not null,
    linkedid text not null,
    sequence bigint not null,
    src text not null, dst text not null, dcontext text not null,
    channel text not null, dstchannel text not null, lastapp text not null,
    start_at timestamptz not null, answer_at timestamptz, end_at timestamptz,
    duration integer not null, billsec integer not null,
    disposition text not null, userfield text not null default '',
    primary key (uniqueid, sequence)
);
create table cel (
    linkedid text not null, uniqueid text not null, eventtype text not null, at timestamptz not null,
    channame text not null, cidnum text not null, exten text not null, context text not null,
    appname text not null, appdata text not null, extra text not null, peer text not null,
    unique (linkedid, uniqueid, eventtype, at, extra, appdata)
);
create table queue_log (
    at timestamptz not null, callid text not null, queue text not null, agent text not null,
    event text not null, data text[] not null,
    unique (at, callid, queue, agent, event, data)
);
create table shipped (                    -- how far each file was read: inode and offset
    file text primary key,
    inode bigint not null,
    position bigint not null
);
