-- Reminders (P4): events told by every capability, rules saying whom they reach, and what reached whom.

-- The outbox: told in the transaction of what happened, matched to rules by a worker. Times are business time.
create table event (
    id bigint generated always as identity primary key,
    kind text not null,                   -- as in reminders/events.py: 'complaint.registered'
    key text not null,                    -- the same kind and key is the same event
    subject text not null,                -- 'request:100012'
    community_id integer references community,   -- null: of no community
    function text not null,               -- what a reader must be allowed there; '' for those it concerns
    concerned_id integer references staff,       -- who asked for it, where somebody did
    actor text not null,                  -- as in audit; not reminded of the own deed
    urgent boolean not null,
    link text not null,
    facts jsonb not null,
    told_at timestamptz not null default business_now(),
    matched_at timestamptz,
    unique (kind, key)
);
create index event_to_match on event (id) where matched_at is null;
create index event_by_subject on event (subject);
create index event_by_time on event (told_at);

-- May a reader see it who has the functions of `everywhere`, and those of `within` in one community
-- ('request.view@3') or for what is of none ('request.view@')?
create function may_see(event, everywhere text[], within text[]) returns boolean language sql immutable as
$$ select $1.function = '' or $1.function = any(everywhere)
       or $1.function || '@' || coalesce($1.community_id::text, '') = any(within) $$;

create table reminder_rule (
    id integer generated always as identity primary key,
    event text not null,
    -- Whom: exactly one of these.
    post_kind text,
    post_id integer references post,
    department_id integer references department,  -- with those below it
    staff_id integer references staff,
    related text check (related in ('able', 'superior', 'concerned')),
    channel text not null default 'page' check (channel in ('page', 'sms', 'call', 'mail')),
    escalate_minutes integer check (escalate_minutes between 1 and 43200),  -- null: never
    version integer not null default 1,
    check (num_nonnulls(post_kind, post_id, department_id, staff_id, related) = 1),
    unique nulls not distinct (event, post_kind, post_id, department_id, staff_id, related, channel)
);
-- Events whose ready-made rules were laid down once: one that was removed stays removed.
create table reminder_event (kind text primary key);

create table reminder (
    id bigint generated always as identity primary key,
    event_id bigint not null references event on delete cascade,
    staff_id integer not null references staff,
    channel text not null,
    level integer not null default 0,     -- 0: by its rule; 1: nobody read it, so the superior; and up
    made_at timestamptz not null default business_now(),
    rung_at timestamptz,                  -- the bell rang last; null: not yet
    shown_at timestamptz,
    read_at timestamptz,
    acted_at timestamptz,                 -- followed to the thing, or the thing was settled
    unique (event_id, staff_id, channel)
);
create index reminder_by_staff on reminder (staff_id, id desc) where channel = 'page';
create index reminder_unread on reminder (staff_id) where channel = 'page' and read_at is null and acted_at is null;

-- A rule that waits for somebody to read; gone when somebody did, or nobody stands above.
create table reminder_escalation (
    event_id bigint not null references event on delete cascade,
    rule_id integer not null references reminder_rule on delete cascade,
    level integer not null default 0,
    posts integer[] not null,             -- those reached last, to ask for their superiors
    staff integer[] not null,             -- everybody reached so far
    due_at timestamptz not null,
    primary key (event_id, rule_id)
);
create index reminder_escalation_by_time on reminder_escalation (due_at);

-- What a member of staff wants of the own bell; no row: as `reminders.model.Habit` says.
create table reminder_habit (
    staff_id integer primary key references staff,
    repeat_minutes integer not null check (repeat_minutes between 0 and 1440),   -- 0: rings once
    quiet_from time,
    quiet_until time,
    check ((quiet_from is null) = (quiet_until is null))
);

-- Requests past their day are looked for, and told of once for each day they were promised for.
alter table request add column overdue_told_for timestamptz;
update request set overdue_told_for = due_at where due_at < now() - interval '30 days';
create index request_open_by_due on request (due_at) where state in ('new', 'assigned', 'working');
