-- Handing houses over (收房), decorating them (装修) and letting them (出租) (S2).

-- What is looked at when a house is handed over; ready-made, and the company's to change.
create table checkpoint (
    id integer generated always as identity primary key,
    name text not null unique check (name <> ''),
    name_en text not null default '',
    position integer not null default 0,
    retired boolean not null default false
);
insert into checkpoint (name, name_en, position) values
    ('墙面、地面和顶棚', 'Walls, floors and ceilings', 1),
    ('门窗、玻璃和五金', 'Doors, windows, glass and fittings', 2),
    ('厨房和卫生间防水', 'Waterproofing of kitchen and bathrooms', 3),
    ('给水和排水', 'Water supply and drains', 4),
    ('电路、开关和插座', 'Wiring, switches and sockets', 5),
    ('燃气', 'Gas', 6),
    ('阳台和栏杆', 'Balconies and railings', 7),
    ('对讲和弱电', 'Intercom and low-voltage lines', 8),
    ('质量保证书和使用说明书', 'Warranty and instructions', 9);

create table handover (
    id integer generated always as identity primary key,
    house_id integer not null references house,
    person_id integer references person,      -- null until it is done: somebody nobody knows yet, by name and phone
    name text not null check (name <> ''),
    phone text not null default '',
    planned_on date not null,
    state text not null default 'planned' check (state in ('planned', 'begun', 'done', 'cancelled')),
    other_keys text not null default '',
    note text not null default '',
    reason text not null default '',          -- why it was cancelled
    done_on date,
    version integer not null default 1,
    check ((state = 'done') = (done_on is not null))
);
create unique index handover_open_once on handover (house_id) where state in ('planned', 'begun');
create index handover_by_house on handover (house_id);
create table handover_item (
    handover_id integer not null references handover,
    checkpoint_id integer not null references checkpoint,
    ok boolean,                               -- null: not looked at yet
    note text not null default '',
    primary key (handover_id, checkpoint_id)
);
-- Plain numbers until there are meters: the first reading of each kind.
create table handover_meter (
    handover_id integer not null references handover,
    kind text not null check (kind in ('water', 'hot_water', 'electricity', 'gas', 'heat')),
    reading numeric(12, 2) not null check (reading >= 0),
    primary key (handover_id, kind)
);
create table handover_key (
    handover_id integer not null references handover,
    kind text not null check (kind in ('door', 'unit_door', 'access_card', 'mailbox', 'meter_box')),
    count integer not null check (count > 0),
    primary key (handover_id, kind)
);
create table handover_defect (
    request_id integer primary key references request,
    handover_id integer not null references handover
);
create index handover_defect_by_handover on handover_defect (handover_id);

create table decoration (
    id integer generated always as identity primary key,
    house_id integer not null references house,
    person_id integer not null references person,
    firm text not null check (firm <> ''),
    phone text not null check (phone <> ''),
    scope text not null check (scope <> ''),
    since date not null,
    until date not null check (until >= since),
    deposit numeric(12, 2) not null check (deposit >= 0),
    -- The moves between them stand in decoration/model.py.
    state text not null default 'applied'
        check (state in ('applied', 'permitted', 'working', 'finished', 'refund_asked', 'refunded', 'refused',
                         'withdrawn')),
    applied_by text not null,                 -- as in audit: who registers does not permit
    applied_at timestamptz not null default business_now(),
    decided_at timestamptz,
    reason text not null default '',          -- why it was refused or withdrawn, or what is asked for with the permit
    deposit_on date,                          -- the deposit asked for came in on that day
    house_state text not null default '',     -- of the house when work began
    finished_on date,
    refund numeric(12, 2),
    kept_reason text not null default '',     -- why less than the deposit goes back
    refunded_on date,
    late_told_for date,
    version integer not null default 1,
    check (refund between 0 and deposit),
    check (refund is null or deposit_on is not null)
);
create unique index decoration_open_once on decoration (house_id) where state in ('applied', 'permitted', 'working');
create index decoration_by_house on decoration (house_id);
create index decoration_at_work_by_end on decoration (until) where state in ('permitted', 'working');
create table inspection (
    id integer generated always as identity primary key,
    decoration_id integer not null references decoration,
    day date not null,
    inspector text not null check (inspector <> ''),
    findings text not null,
    passed boolean not null
);
create index inspection_by_decoration on inspection (decoration_id, id);

create table letting (
    id integer generated always as identity primary key,
    house_id integer not null references house,
    person_id integer not null references person,
    since date not null,
    until date check (until >= since),        -- as agreed; null: open-ended
    rent numeric(12, 2) check (rent >= 0),    -- a month; null: not told
    firm text not null default '',
    note text not null default '',
    house_state text not null,                -- before it was let
    ended_on date check (ended_on >= since),
    reason text not null default '',          -- why it ended
    version integer not null default 1
);
create unique index letting_open_once on letting (house_id) where ended_on is null;
create index letting_by_end on letting (until) where ended_on is null;
