-- Base data in and out (S1, P7): imports with every row as it was read, and what each changed.

-- Free 户号 for houses that come without one (`estate.codes`).
create sequence house_code maxvalue 89999999;

-- How names are compared: full-width like half-width, capitals like small letters, spaces do not count.
create function spelled(name text) returns text language sql immutable parallel safe as
$$ select upper(replace(normalize(name, nfkc), ' ', '')) $$;
-- 1, 1栋, １幢 and 1号楼 are one building, as are A and A座.
create function building_spelled(name text) returns text language sql immutable parallel safe as
$$ select regexp_replace(spelled(name), '(号楼|栋|幢|座|#)$', '') $$;

create table import (
    id uuid primary key,                 -- also the kept file's name: opaque
    kind text not null,                  -- people, houses … (`exchange.kinds`)
    staff_id integer not null references staff,
    file_name text not null,
    bytes bigint not null,
    sha256 text not null,
    state text not null default 'reading' check (state in ('reading', 'checked', 'done', 'dropped')),
    job_id bigint references job,        -- the reading, later the writing
    headings text[] not null default '{}',  -- as they stand in the file
    columns text[] not null default '{}',   -- what each was taken for, '' for one nobody knows
    added integer not null default 0,
    changed integer not null default 0,
    same integer not null default 0,
    wrong integer not null default 0,
    uploaded_at timestamptz not null default now(),
    done_at timestamptz
);
create index import_by_staff on import (staff_id, uploaded_at desc);
-- A row of the sheet until the import is decided: as written, as read, what is wrong, what it would do.
create table import_row (
    import_id uuid not null references import on delete cascade,
    line integer not null,               -- in the sheet, from 1; the headings have one too
    written text[] not null,
    cells jsonb not null,
    faults jsonb not null default '[]',  -- [{"column", "key", "facts"}]
    before jsonb,                        -- of an existing thing: the values this row is about
    after jsonb,
    verdict text check (verdict in ('new', 'changed', 'same', 'wrong')),
    primary key (import_id, line)
);
create index import_row_by_verdict on import_row (import_id, verdict, line);
-- What an import did to which thing, kept as long as the trail; null before: it is new.
create table import_change (
    import_id uuid not null references import,
    object text not null,                -- 'person:12'
    before jsonb,                        -- only what changed
    after jsonb
);
create index import_change_by_object on import_change (object);
create index import_change_by_import on import_change (import_id);
create trigger import_change_is_append_only before update or delete or truncate on import_change
    for each statement execute function refuse_change();
