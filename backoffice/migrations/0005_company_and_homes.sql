-- The company as a tree with history (P1), and everything base data needs to be let loose in (S1).

-- What two people may edit at once carries a version: an update names the one it saw.
create table department (
    id integer generated always as identity primary key,
    parent_id integer references department,
    name text not null check (name <> ''),
    name_en text not null default '',
    position integer not null default 0,
    opened_at timestamptz not null default now(),
    closed_at timestamptz,
    merged_into integer references department,
    version integer not null default 1,
    check (parent_id <> id)
);
create index department_by_parent on department (parent_id);
-- Every move, so that the tree of any day can be drawn again.
create table department_history (
    department_id integer not null references department,
    at timestamptz not null default now(),
    parent_id integer,
    name text not null,
    primary key (department_id, at)
);

-- A post outside the tree (no department) is a company role: the same rights, holdings and history.
alter table post
    add column department_id integer references department,
    add column superior_id integer references post check (superior_id <> id),
    add column kind text not null default '',  -- the ready-made post it was made from, '' for one of their own
    add column position integer not null default 0,
    add column closed_at timestamptz,
    add column version integer not null default 1;
alter table post drop constraint post_name_key;
create unique index post_name_is_unique on post (department_id, name) nulls not distinct where closed_at is null;

-- Holding a post, in one community or (null) everywhere, from when to when: rows end, they are never deleted.
alter table staff_post drop constraint staff_post_staff_id_post_id_community_id_key;
alter table staff_post
    add column id integer generated always as identity primary key,
    add column since timestamptz not null default now(),
    add column until timestamptz check (until >= since);
create unique index staff_post_is_held_once on staff_post (staff_id, post_id, community_id) nulls not distinct
 where until is null;
create index staff_post_by_staff on staff_post (staff_id) where until is null;
create index staff_post_by_post on staff_post (post_id) where until is null;

alter table staff
    add column must_change_password boolean not null default false,
    add column phone text not null default '',
    add column email text not null default '',
    add column joined_on date not null default current_date,
    add column left_on date,
    add column version integer not null default 1;

-- Homes. A community has phases; a building may stand in one; units divide buildings.
alter table community
    add column code text not null default '',
    add column address text not null default '',
    add column developer text not null default '',
    add column opened_on date,
    add column closed_at timestamptz,
    add column version integer not null default 1;
create table phase (
    id integer generated always as identity primary key,
    community_id integer not null references community,
    name text not null check (name <> ''),
    delivered_on date,
    version integer not null default 1,
    unique (community_id, name)
);
alter table building
    add column phase_id integer references phase,
    add column builder text not null default '',
    add column built_on date,
    add column floors integer check (floors between 1 and 200),
    add column position integer not null default 0,
    add column closed_at timestamptz,
    add column version integer not null default 1;
create table unit (
    id integer generated always as identity primary key,
    building_id integer not null references building,
    name text not null check (name <> ''),
    unique (building_id, name)
);
-- Everything with a 户号 is a house row: homes, shops, offices, stores, garages and parking spaces.
alter table house
    add column unit_id integer references unit,
    add column kind text not null default 'house'
        check (kind in ('house', 'shop', 'office', 'storage', 'garage', 'parking')),
    add column floor integer check (floor between -10 and 200),
    add column inner_area numeric(10, 2) check (inner_area >= 0),
    -- 未销售 已售 已交房 未入住 已入住 装修中 已装修 已出租 空闲
    add column state text not null default 'occupied'
        check (state in ('unsold', 'sold', 'handed_over', 'vacant', 'occupied', 'decorating', 'decorated',
                         'let', 'idle')),
    add column note text not null default '',
    add column closed_at timestamptz,
    add column version integer not null default 1,
    add constraint house_area_is_not_negative check (area >= 0);
create index house_by_building on house (building_id);

alter table person
    add column pinyin text not null default '',       -- of the name, without spaces: 张三 is zhangsan
    add column email text not null default '',
    add column birthday date,
    add column do_not_text boolean not null default false,
    add column do_not_mail boolean not null default false,
    add column note text not null default '',
    add column merged_into integer references person check (merged_into <> id),
    add column closed_at timestamptz,
    add column version integer not null default 1;
alter table phone
    add column label text not null default '',        -- 手机, 单位 …, as the owner says it
    add column position integer not null default 0,   -- 0: the first to dial
    add column since timestamptz not null default now();
create index phone_by_person on phone (person_id);
alter table occupancy
    add column note text not null default '',
    add constraint occupancy_ends_after_it_begins check (until >= since);
create index occupancy_of_all_times on occupancy (house_id, since);
create table vehicle (
    id integer generated always as identity primary key,
    plate text not null unique check (plate <> ''),
    person_id integer references person,
    house_id integer references house,                -- the parking space it stands on
    note text not null default ''
);

-- Long work: claimed by a worker of the back office, seen by who asked (progress survives the page).
create table job (
    id bigint generated always as identity primary key,
    kind text not null,
    staff_id integer references staff,                -- null: by schedule
    facts jsonb not null default '{}',
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
    stop_asked boolean not null default false,
    done integer not null default 0,
    total integer not null default 0,
    step text not null default '',
    outcome jsonb not null default '{}',
    asked_at timestamptz not null default now(),
    beat_at timestamptz,
    ended_at timestamptz
);
create index job_open on job (id) where state in ('waiting', 'running');
create index job_by_staff on job (staff_id, id desc);

-- What a member of staff keeps of the pages: list views by name, the communities looked at.
create table saved_view (
    id integer generated always as identity primary key,
    staff_id integer not null references staff,
    page text not null,
    name text not null check (name <> ''),
    query text not null,
    unique (staff_id, page, name)
);
alter table session add column place text not null default '';  -- '' all, 'city:成都', 'community:3'
