-- Approval before (P10): somebody asks, somebody else decides, and what was approved is done in that moment.
create table approval (
    id integer generated always as identity primary key,
    kind text not null,                               -- 'person.merge', 'estate.remove': backoffice.approvals.kinds
    subject jsonb not null,                           -- {"keep": 3, "drop": 4}, {"what": "house", "id": 5}
    name text not null,                               -- what it is called
    communities integer[] not null,                   -- the rights to decide are asked for in all of them
    facts jsonb not null,                             -- as the decider saw it, and the versions it was seen in
    reason text not null check (reason <> ''),
    asked_by integer not null references staff,
    asked_at timestamptz not null default now(),
    state text not null default 'waiting' check (state in ('waiting', 'done', 'refused', 'withdrawn', 'failed')),
    decided_by integer references staff check (decided_by <> asked_by or state = 'withdrawn'),
    decided_at timestamptz,
    answer text not null default '',                  -- why it was refused
    outcome jsonb not null default '{}',              -- why it could not be done: a refusal's key and facts
    check ((state = 'waiting') = (decided_at is null))
);
create unique index approval_waits_once on approval (kind, subject) where state = 'waiting';
create index approval_by_asker on approval (asked_by, id desc);
